"""Who can be seated on a panel as things stand: in the directory, of the grade, trained, and not elsewhere (PAN-2, PAN-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from cpp_core.deadlines.time import london_date
from cpp_core.messages.words import short_panel
from cpp_core.model.concern import Restriction
from cpp_core.model.panel import ASKABLE, LIVE, Panel, PanelStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.refusals import Fault
from cpp_core.rules.behaviour import restricted
from cpp_core.rules.people import may_fill
from cpp_core.usecases.work import Work


async def seating_faults(work: Work, panel: Panel, person: Person, kind: SeatKind) -> tuple[Fault, ...]:
    """Why this person cannot have this seat of the panel; empty when they can."""
    elsewhere = busy_with(person.id, panel, await at_the_same_time(work, panel))
    faults = list(may_fill(person, kind, panel.band, london_date(panel.starts_at), work.policy_of(panel)))
    if is_restricted(panel, person.id, kind, await limits_on(work, (person.id,))):
        faults.append(Fault(person.name, RESTRICTED, "Name somebody else, or ask the CPP lead."))
    if elsewhere is not None:
        faults.append(Fault(person.name, f"sits on the {short_panel(elsewhere)} at that time.", "Name somebody else."))
    return tuple(faults)


Limits = tuple[Restriction, ...]
RESTRICTED = "cannot be seated at present"
"""What others are told of somebody whose sitting is limited after a concern: nothing of why (REC-10)."""


async def limits_on(work: Work, person_ids: Iterable[str]) -> Limits:
    """Where the CPP lead has limited or ended the sitting of any of these people (REC-10)."""
    return tuple(one.restriction for one in await work.restrictions.of_people(person_ids))


def is_restricted(panel: Panel, person_id: str, kind: SeatKind, limits: Limits) -> bool:
    """Whether one of these limits keeps the person from this seat (REC-10)."""
    return bool(limits) and bool(restricted(person_id, kind, london_date(panel.starts_at), limits))


def waiting_on(panel: Panel) -> tuple[tuple[SeatKind, str], ...]:
    """Who of those named has not been asked, with the seat."""
    return tuple((seat.kind, place.person_id) for seat, place in panel.places() if place.status in ASKABLE)


async def barred(work: Work, panel: Panel, limits: Limits) -> dict[str, str]:
    """Who of those named could not be seated if they were asked now, and why (PAN-4)."""
    waiting = waiting_on(panel)
    people = await work.people.many(person_id for _, person_id in waiting)
    await work.unit.hold(tuple(person_id for _, person_id in waiting))
    others = await at_the_same_time(work, panel) if waiting else ()
    policy, panel_on = work.policy_of(panel), london_date(panel.starts_at)
    found = {}
    for kind, person_id in waiting:
        person, elsewhere = people.get(person_id), busy_with(person_id, panel, others)
        if person is None or not person.roles:
            found[person_id] = "has left"
        elif elsewhere is not None:
            found[person_id] = f"sits on the {short_panel(elsewhere)}"
        elif faults := may_fill(person, kind, panel.band, panel_on, policy):
            found[person_id] = " ".join(fault.what for fault in faults)
        elif is_restricted(panel, person_id, kind, limits):
            found[person_id] = RESTRICTED
    return found


async def at_the_same_time(work: Work, panel: Panel) -> tuple[Panel, ...]:
    """The other panels that overlap with this one."""
    length = timedelta(minutes=work.policy_of(panel).panel_minutes)
    around = await work.panels.between(
        panel.starts_at - length, panel.starts_at + length, (PanelStatus.PLANNED, PanelStatus.OPEN)
    )
    return tuple(other for other in around if other.id != panel.id and abs(other.starts_at - panel.starts_at) < length)


def busy_with(person_id: str, panel: Panel, others: Iterable[Panel]) -> Panel | None:
    """The other panel on which somebody has been asked to sit, or does; to be a reserve there keeps nobody from here."""
    for other in others:
        place = other.place_of(person_id)
        if place is not None and place.status in LIVE:
            return other
    return None
