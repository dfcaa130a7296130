"""Quorum as findings: what is missing, since when, who has been asked, what happens next and when, who decides.

For the panel, and for each case whose owner sits on it. Nothing is changed here: commands and cards show what is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cpp_core.deadlines.obligations import Duty, Obligation, obligations
from cpp_core.deadlines.time import in_london
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.panel import OUT, SEAT_NAMES, Panel, PanelStatus, PlaceStatus, Seat, SeatKind
from cpp_core.model.person import Person
from cpp_core.rules.panel import conflicts, missing_seats, owns, waivable
from cpp_core.rules.registry import rule
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.nominations import names_wanted
from cpp_core.workflow.quorum import for_the_chair, missing_required, standing_decision

_FOR_NAMES = (
    *(Duty.ASK_AVAILABILITY, Duty.REMIND_AVAILABILITY, Duty.ESCALATE_AVAILABILITY),
    *(Duty.ASK_NOMINATION, Duty.REMIND_NOMINATION, Duty.ESCALATE_NOMINATION),
)
_NAMED_BY_THE_TEAM = (SeatKind.CHAIR, SeatKind.OFFICER, SeatKind.IPM)


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next about a seat, and when; `at` is None where a person has to act first."""

    what: str
    at: datetime | None = None

    def __str__(self) -> str:
        when = f", {in_london(self.at):%A %d/%m/%Y %H:%M}" if self.at else ""
        return f"{self.what}{when}"


@dataclass(frozen=True, slots=True)
class MissingSeat:
    """A required seat that nobody has confirmed."""

    seat: SeatKind
    since: datetime
    asked: tuple[str, ...]
    """Who has been asked and has not answered, by person id."""
    still_to_ask: tuple[str, ...]
    out: tuple[tuple[str, PlaceStatus], ...]
    """Who was asked or named and does not come: declined, withdrawn, stood down, not needed or not to be seated."""
    next: Next
    chair_decides: bool
    """The moment has come at which the chair decides about it, and they have not yet (PAN-8)."""
    decided: bool
    """The chair has decided that the panel proceeds without it."""
    waivable: bool

    def as_finding(self, names: Mapping[str, str]) -> Finding:
        """The seat in words."""
        asked = ", ".join(names.get(one, one) for one in self.asked) or "nobody"
        why = f"missing since {in_london(self.since):%d/%m/%Y %H:%M}; asked and not answered: {asked}"
        if self.out:
            why += "; " + ", ".join(f"{names.get(one, one)}: {status}" for one, status in self.out)
        mend = f"Next: {self.next}."
        if not self.waivable:
            mend += " A panel cannot proceed without."
        return Finding("PAN-1", "CPP 9.0 §5", f"{SEAT_NAMES[self.seat]} is not confirmed", why, mend, "warning")


@rule("PAN-1", "CPP 9.0 §5")
def missing(panel: Panel, scene: Scene) -> tuple[MissingSeat, ...]:
    """Every required seat that nobody has confirmed; empty where the panel is quorate."""
    return tuple(_missing(panel, panel.seat(kind), scene) for kind in missing_required(panel, scene))


def _missing(panel: Panel, seat: Seat, scene: Scene) -> MissingSeat:
    decides, decided = chair_decides(panel, seat.kind, scene), standing_decision(panel, scene) is not None
    return MissingSeat(
        seat=seat.kind,
        since=missing_since(panel, seat),
        asked=tuple(place.person_id for place in seat.waiting()),
        still_to_ask=tuple(place.person_id for place in seat.askable()),
        out=tuple((place.person_id, place.status) for place in seat.places if place.status in OUT),
        next=_decided() if decided else _next(panel, seat, scene, decides=decides),
        chair_decides=decides,
        decided=decided,
        waivable=waivable(seat.kind),
    )


def missing_since(panel: Panel, seat: Seat) -> datetime:
    """Since when nobody has the seat: the last withdrawal, else when the panel was made or last moved (PAN-1)."""
    made = panel.moves[-1].at if panel.moves else panel.made_at
    lost = (place.answered_at for place in seat.places if place.status is PlaceStatus.WITHDRAWN)
    return max((made, *(at for at in lost if at is not None)))


@rule("PAN-8", "CPP 9.0 §5")
def chair_decides(panel: Panel, kind: SeatKind, scene: Scene) -> bool:
    """Whether the chair's decision about a missing seat is due now. Chair and officer cannot be waived [R]."""
    if panel.status is not PanelStatus.PLANNED or not waivable(kind) or standing_decision(panel, scene) is not None:
        return False
    return kind in for_the_chair(panel, scene)


def _decided() -> Next:
    return Next("the chair decided that the panel proceeds without (PAN-8)")


def _next(panel: Panel, seat: Seat, scene: Scene, *, decides: bool) -> Next:
    if panel.status is not PanelStatus.PLANNED:
        return Next(f"nothing: the panel is {panel.status}")
    if decides:
        return Next("the chair decides whether the panel proceeds, is postponed or cancelled (PAN-8)")
    for each in obligations(panel, scene.policy, scene.calendar):
        to_come = each.due_at > scene.now and each.key not in panel.done
        what = _what_it_does(each, panel, seat, scene) if to_come and each.seat in (None, seat.kind) else ""
        if what:
            return Next(what, each.due_at)
    return Next(f"{'the CPP team names' if seat.kind in _NAMED_BY_THE_TEAM else 'SPOC or CPP team name'} somebody")


def _what_it_does(each: Obligation, panel: Panel, seat: Seat, scene: Scene) -> str:
    """What an obligation to come does about the seat as it stands, in words; empty where it does nothing for it."""
    anybody = bool(seat.waiting() or seat.askable())
    if each.duty in _FOR_NAMES:
        return str(each.duty) if names_wanted(panel, seat.kind, scene) else ""
    match each.duty:
        case Duty.INVITE:
            return str(each.duty) if anybody else ""
        case Duty.REMIND_ATTENDANCE:
            return str(each.duty) if seat.waiting() else ""
        case Duty.RESERVE_TIME_UP:
            then = "the next in order is asked" if seat.askable() else "nobody is left to ask"
            return f"the time to answer ends, and then {then}"
        case Duty.CUTOFF | Duty.CHECK_QUORUM if not anybody or each.duty is Duty.CHECK_QUORUM:
            chair = waivable(seat.kind) and panel.seat(SeatKind.CHAIR).holder() is not None
            return f"{'the chair is asked' if chair else 'the CPP team is told'}, where nobody is found by then"
        case Duty.CUTOFF:
            return str(each.duty)
    return ""


@dataclass(frozen=True, slots=True)
class CaseQuorum:
    """One case whose owner sits on the panel: what is missing for it, who could join, and whether the chair decides."""

    case_ref: str
    owners: tuple[str, ...]
    """By person id."""
    missing: tuple[SeatKind, ...]
    reserves: tuple[str, ...]
    """Reserves of the missing seats who can still be asked, by person id."""
    for_another_panel: bool
    """The chair owns it: it goes to a panel with another chair."""
    findings: tuple[Finding, ...]

    @property
    def chair_decides(self) -> bool:
        """Whether the chair decides if the case is considered: a core seat is missing for it, and nobody can join."""
        return bool(self.missing) and not self.for_another_panel and not self.reserves


@rule("PAN-7", "CPP 9.0 §8.8", reading=True)
def case_quorum(
    panel: Panel, cases: Iterable[Case], people: Mapping[str, Person], policy: Policy
) -> tuple[CaseQuorum, ...]:
    """The quorum of each case whose owner sits on the panel, worked out without them; other cases are left out."""
    return tuple(_case_quorums(panel, cases, people, policy))


def _case_quorums(
    panel: Panel, cases: Iterable[Case], people: Mapping[str, Person], policy: Policy
) -> Iterator[CaseQuorum]:
    holders = {seat: people[who] for seat, who in panel.holders().items() if who in people}
    for case in cases:
        owned = tuple(seat for seat, person in holders.items() if owns(person, case))
        if not owned:
            continue
        before = set(missing_seats(panel.holders(), policy))
        without = {seat: who for seat, who in panel.holders().items() if seat not in owned}
        lacking = tuple(seat for seat in missing_seats(without, policy) if seat not in before)
        yield CaseQuorum(
            case_ref=case.case_ref,
            owners=tuple(holders[seat].id for seat in owned),
            missing=lacking,
            reserves=tuple(place.person_id for seat in lacking for place in panel.seat(seat).askable()),
            for_another_panel=SeatKind.CHAIR in owned,
            findings=conflicts(case, holders, policy),
        )
