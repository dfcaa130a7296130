"""Quorum as findings: what is missing, since when, who has been asked, what happens next and when, who decides.

For the panel, and for each case whose owner sits on it. Nothing is changed; screens and commands show what is found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cpp_core.deadlines.obligations import Duty, cutoff_of, obligations
from cpp_core.deadlines.time import in_london, local, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.panel import SEAT_NAMES, Panel, PlaceStatus, Seat, SeatKind
from cpp_core.model.person import Person
from cpp_core.rules.panel import conflicts, missing_seats, owns, waivable
from cpp_core.rules.registry import rule

_ABOUT_SEATS = (
    *(Duty.ASK_AVAILABILITY, Duty.REMIND_AVAILABILITY, Duty.ESCALATE_AVAILABILITY),
    *(Duty.ASK_NOMINATION, Duty.REMIND_NOMINATION, Duty.ESCALATE_NOMINATION),
    *(Duty.INVITE, Duty.REMIND_ATTENDANCE, Duty.CUTOFF, Duty.RESERVE_TIME_UP, Duty.CHECK_QUORUM),
)


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
    """Who has declined, withdrawn, or was stood down."""
    next: Next
    chair_decides: bool
    """The moment has come at which the chair is asked for the decision of PAN-8."""
    waivable: bool

    def as_finding(self, names: Mapping[str, str]) -> Finding:
        """The seat in words."""
        asked = ", ".join(names.get(one, one) for one in self.asked) or "nobody"
        why = f"missing since {in_london(self.since):%d/%m/%Y %H:%M}; asked and not answered: {asked}"
        mend = f"Next: {self.next}."
        if not self.waivable:
            mend += " A panel cannot proceed without."
        return Finding("PAN-1", "CPP 9.0 §5", f"{SEAT_NAMES[self.seat]} is not confirmed", why, mend, "warning")


@rule("PAN-1", "CPP 9.0 §5")
def missing(panel: Panel, policy: Policy, calendar: WorkingCalendar, now: datetime) -> tuple[MissingSeat, ...]:
    """Every required seat that nobody has confirmed; empty where the panel is quorate."""
    found = missing_seats(panel.holders(), policy)
    return tuple(_missing(panel, panel.seat(kind), policy, calendar, now) for kind in found)


def _missing(panel: Panel, seat: Seat, policy: Policy, calendar: WorkingCalendar, now: datetime) -> MissingSeat:
    gone = {PlaceStatus.DECLINED, PlaceStatus.STOOD_DOWN, PlaceStatus.WITHDRAWN, PlaceStatus.BARRED}
    decides = chair_decides(panel, seat.kind, policy, calendar, now)
    return MissingSeat(
        seat=seat.kind,
        since=missing_since(panel, seat),
        asked=tuple(place.person_id for place in seat.waiting()),
        still_to_ask=tuple(place.person_id for place in seat.askable()),
        out=tuple((place.person_id, place.status) for place in seat.places if place.status in gone),
        next=_next(panel, seat, policy, calendar, now, decides=decides),
        chair_decides=decides,
        waivable=waivable(seat.kind),
    )


def missing_since(panel: Panel, seat: Seat) -> datetime:
    """Since when nobody has the seat: the last withdrawal, else when the panel was made or last moved (PAN-1)."""
    made = panel.moves[-1].at if panel.moves else panel.made_at
    lost = (place.answered_at for place in seat.places if place.status is PlaceStatus.WITHDRAWN)
    return max((made, *(at for at in lost if at is not None)))


@rule("ATT-4", "CPP 9.0 §5, §6")
def chair_decides(panel: Panel, kind: SeatKind, policy: Policy, calendar: WorkingCalendar, now: datetime) -> bool:
    """Whether the chair is asked about a missing seat: from the effective cutoff on where nobody is left to ask.

    And in any case from 12:00 on the last working day before the panel [R]. Chair and officer cannot be waived.
    """
    seat = panel.seat(kind)
    if seat.holder() is not None or not waivable(kind):
        return False
    last_day = calendar.add_working_days(london_date(panel.starts_at), -policy.chair_decision_working_days)
    if now >= local(last_day, policy.chair_decision_at):
        return True
    nobody_left = not seat.waiting() and not seat.askable()
    return nobody_left and now >= cutoff_of(panel, policy, calendar).effective


def _next(panel: Panel, seat: Seat, policy: Policy, calendar: WorkingCalendar, now: datetime, *, decides: bool) -> Next:
    if decides:
        return Next("the chair decides whether the panel proceeds, is postponed or cancelled (PAN-8)")
    answers = [place.answer_by for place in seat.waiting() if place.answer_by is not None and place.answer_by > now]
    if answers:
        return Next("the time to answer ends, and the next in order is asked", min(answers))
    for each in obligations(panel, policy, calendar):
        about_it = each.duty in _ABOUT_SEATS and each.seat in (None, seat.kind)
        if about_it and each.due_at > now and each.key not in panel.done:
            return Next(str(each.duty), each.due_at)
    return Next("SPOC or CPP team name somebody")


@rule("PAN-8", "CPP 9.0 §5")
def quorum_findings(
    panel: Panel, policy: Policy, calendar: WorkingCalendar, now: datetime, names: Mapping[str, str]
) -> tuple[Finding, ...]:
    """What keeps a panel from being quorate, one finding for each seat, in the guidance's order of seats."""
    return tuple(each.as_finding(names) for each in missing(panel, policy, calendar, now))


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
