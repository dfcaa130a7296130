"""What SPOCs, independent members and the CPP team are asked before the invitations go out (chapter C)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.deadlines.time import calendar_month_before, london_date, service_does_by
from cpp_core.guidance.findings import Finding
from cpp_core.messages.message import Facts, Message, Text
from cpp_core.messages.words import (
    View,
    choice_line,
    day,
    listed,
    moment,
    panel_facts,
    reader_of_seat,
    seat_name,
    short_panel,
    why,
)
from cpp_core.model.panel import ASKABLE, LIVE, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.workflow.asking import is_invited
from cpp_core.workflow.nominations import names_wanted


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be named, with the days that they sat in the last 12 months, and how that stands to what is expected."""

    person: Person
    sat: float
    finding: Finding

    def line(self, view: View) -> str:
        """For choosing: `Alder Example (HEO), 3 panels in 12 months`; more than is expected is said, and is no ban (PAN-5)."""
        more = ", more than expected" if self.finding.severity == "warning" and "already" in self.finding.what else ""
        return f"{choice_line(view, self.person)}, {self.sat:g} panel{'' if self.sat == 1 else 's'} in 12 months{more}"


def nomination(view: View, kind: SeatKind, candidates: Iterable[Candidate], *, reminder: bool = False) -> Message:
    """A SPOC is asked for a member and at least one reserve; afterwards the card shows who was named (INV-1)."""
    seat = view.panel.seat(kind)
    named = [view.name(place.person_id) for place in seat.places if place.status in ASKABLE | LIVE]
    lacking = names_wanted(view.panel, kind, view.scene)
    invites = service_does_by(
        view.panel.starts_at, view.scene.policy.invite_days, view.scene.policy, view.scene.calendar
    )
    people = tuple((each.person.id, each.line(view)) for each in candidates)
    about = "Reminder: who sits" if reminder else "Who sits"
    title = f"{about} for {seat_name(kind)}? {short_panel(view.panel)}"
    missing = "all the names" if named else "names"
    lead = f"We do not have {missing} from you yet. " if reminder else ""
    core = kind in view.scene.policy.core_areas
    wanted = "a member and at least one reserve" if core else "somebody for this seat, and a reserve where you can"
    asked = f"{lead}Please name {wanted}, all trained and with time to prepare."
    if not named and not people:
        asked += " Nobody who can have this seat is on record: please tell the CPP team."
    thanks = (
        "They are asked if the seat becomes free."
        if is_invited(view.panel)
        else "They are asked when the invitations go out."
    )
    body = Text(f"Thank you. {thanks}") if not lacking else Text(asked)
    facts = (
        *panel_facts(view)[:2],
        ("Invitations go out", moment(invites)),
        *([("Named", listed(tuple(named)))] if named else []),
    )
    return Message(
        name="nomination",
        title=title if lacking else f"Named for {seat_name(kind)}: {short_panel(view.panel)}",
        preview=title if lacking else f"Named for {seat_name(kind)}: {short_panel(view.panel)}",
        blocks=(body, Facts(facts), *_how_often(view, kind, people)),
        why=why("INV-1", f"{reader_of_seat(view, kind)}, and are asked who is to sit.", reading=reminder),
        state="asked" if lacking else "named",
        refs={"panel": view.panel.id, "area": kind},
        choices={"member": people, "reserves": people},
    )


def availability(view: View, person_id: str, *, reminder: bool = False) -> Message:
    """An independent member is asked whether they can sit on this day (INV-2)."""
    place = view.panel.seat(SeatKind.IPM).place_of(person_id)
    state = "asked" if place is None else "unavailable" if place.status is PlaceStatus.DECLINED else "available"
    lead = {
        "asked": "Could you sit as the independent member on this panel? An invitation follows if you are needed.",
        "available": "Thank you. If you are needed, the invitation follows two weeks before the panel.",
        "unavailable": "Thank you for telling us. We shall not ask you again for this panel.",
    }[state]
    titles = {"available": "You are available:", "unavailable": "You are not available:"}
    ask = "Reminder: are you available?" if reminder else "Are you available?"
    title = f"{titles.get(state, ask)} {short_panel(view.panel)}"
    until = (("Please answer by", day(_availability_due(view))),) if state == "asked" else ()
    return Message(
        name="availability",
        title=title,
        preview=title,
        blocks=(Text(lead), Facts((*panel_facts(view)[:2], *until))),
        why=why(
            "INV-2",
            "You are an independent panel member, and availability is confirmed a month ahead.",
            reading=reminder,
        ),
        state=state,
        refs={"panel": view.panel.id},
    )


def _how_often(view: View, kind: SeatKind, people: tuple[tuple[str, str], ...]) -> tuple[Text, ...]:
    """What is expected of members in a year, beside how often each sat (PAN-5)."""
    if not people or kind is SeatKind.IPM:
        return ()
    least, most = view.scene.policy.panels_per_year
    return (Text(f"Members and chairs are released for {least} to {most} panels in 12 months, or what was agreed."),)


_WHO_ELSE = "You can name somebody here."
_NOBODY_ELSE = "Nobody else is on record who could take it: ask the area for somebody trained, and import them."


def _availability_due(view: View) -> date:
    """A month ahead; for a panel made later than that, until members confirm."""
    month = calendar_month_before(london_date(view.panel.starts_at), view.scene.policy.availability_months)
    cutoff = london_date(cutoff_of(view.panel, view.scene.policy, view.scene.calendar).effective)
    return month if month >= london_date(view.scene.now) else cutoff


def nobody_named(view: View, kind: SeatKind, candidates: Iterable[Candidate]) -> Message:
    """The CPP team hears that a seat still has no name, and can name somebody itself."""
    choice = tuple(candidates)
    others = [each for each in choice if view.panel.place_of(each.person.id) is None]
    asked = nomination(view, kind, choice)
    nobody = all(place.status not in ASKABLE | LIVE for place in view.panel.seat(kind).places)
    title = f"{'Nobody' if nobody else 'No reserve'} named for {seat_name(kind)}: {short_panel(view.panel)}"
    sentence = f"{'Nobody' if nobody else 'No reserve'} is named for the {seat_name(kind)} seat of this panel."
    return replace(
        asked,
        title=title,
        preview=title,
        blocks=(Text(f"{sentence} {_WHO_ELSE if others else _NOBODY_ELSE}"), *asked.blocks[1:]),
        choices=asked.choices if others else {},
        state=asked.state if others else "nobody",
        why=why("INV-1", f"{reader_of_seat(view, kind)}. {sentence}", reading=True),
    )


def meeting_body(view: View) -> Message:
    """What stands in the calendar invitation: no names, no cases, and no date, for it is written only once."""
    title = f"Case Progression Panel ({view.panel.band})"
    days = view.scene.policy.access_ends_working_days
    return Message(
        name="invitation",
        title=title,
        preview=title,
        blocks=(
            Text(
                "You are invited to a Case Progression Panel. Please accept or decline this invitation, or answer in your "
                "Teams chat with the panels bot: both count."
            ),
            Facts(panel_facts(view)[1:2]),
            Text(
                "The CPP Information Reference Guide is attached. The case list follows a week before the panel, in a "
                f"folder that only this panel's members can open, until {days} working days after the panel."
            ),
            Text(
                "Please turn your camera on for introductions. If you cannot attend, say so as soon as you can: "
                "a reserve needs time to prepare."
            ),
        ),
        why=why("INV-3", "You were named for this panel, and invitations go out at least two weeks ahead."),
        refs={"panel": view.panel.id},
    )
