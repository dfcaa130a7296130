"""Which cases a panel looks at: the caseload, what earlier panels did with it, and all panels up to its week (LST-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cpp_core.deadlines.time import in_london, london_date
from cpp_core.model.case import Case
from cpp_core.model.panel import ASKABLE, LIVE, ListedCase, Panel, PanelStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Kind
from cpp_core.rules.allocation_types import Candidate, CarriedOver, Referral, Slot
from cpp_core.rules.detention_clock import Week
from cpp_core.rules.referrals import after_no_recommendation, for_allocation
from cpp_core.rules.selection import Moment, choose
from cpp_core.usecases.context import standing
from cpp_core.usecases.work import Work

BACK = timedelta(weeks=26)
"""Two review points and more: what panels before that did has no bearing on what is due now."""


@dataclass
class History:
    """What panels did with each case; `since` is the day before the first week of which there is a panel.

    What was due by then was for the panels before this service, and is taken as seen [R].
    """

    since: date
    seen: dict[str, date] = field(default_factory=dict)
    carried: dict[str, CarriedOver] = field(default_factory=dict)
    referred: dict[str, Referral] = field(default_factory=dict)

    def candidate(self, case: Case, work: Work, panel: Panel) -> Candidate:
        """The case as allocation sees it."""
        return Candidate.of(
            case,
            work.policy_of(panel),
            last_seen_on=max(self.seen.get(case.case_ref, self.since), self.since),
            carried_over=self.carried.get(case.case_ref),
            referral=self.referred.get(case.case_ref),
        )


async def choose_cases(work: Work, panel: Panel) -> tuple[ListedCase, ...]:
    """The cases of this panel, by the allocation of the whole caseload to all panels of its week and those before it."""
    week = Week.of(london_date(panel.starts_at))
    until = panel.starts_at + timedelta(days=7)
    around = await work.panels.between(min(work.now, panel.starts_at) - BACK, until)
    panels = [each for each in around if each.status is not PanelStatus.CANCELLED]
    history = await _history(work, panels)
    ahead = [
        each
        for each in panels
        if each.status in (PanelStatus.PLANNED, PanelStatus.OPEN)
        and london_date(work.now) <= london_date(each.starts_at) <= week.sunday
    ]
    caseload = await work.cases.detained(detained_before=week.sunday)
    candidates = [history.candidate(case, work, panel) for case in caseload]
    listed = frozenset((case.case_ref, each.id) for each in ahead for case in each.open_cases())
    slots = await _slots(work, ahead)
    return choose(panel.id, candidates, slots, Moment(london_date(work.now), listed))


async def _history(work: Work, panels: Iterable[Panel]) -> History:
    panels = tuple(panels)
    first = min((london_date(each.starts_at) for each in panels), default=london_date(work.now))
    history = History(Week.of(first).monday - timedelta(days=1))
    for panel in panels:
        if panel.status is PanelStatus.CLOSED:
            await _remember(work, panel, history)
    await _refer(work, history)
    return history


async def _refer(work: Work, history: History) -> None:
    """Referrals outside the cycle stand until a panel has seen the case after them (CLK-4)."""
    for each in await work.referrals.all():
        referral = each.referral
        if history.seen.get(each.case_ref, date.min) <= referral.referred_on:
            history.referred[each.case_ref] = for_allocation(referral, work.policy_on(referral.referred_on))


async def _remember(work: Work, panel: Panel, history: History) -> None:
    """What one panel did: a later panel's word on a case stands instead of an earlier one's."""
    panel_on = london_date(panel.starts_at)
    for case in panel.open_cases():
        if case.not_reached_reason:
            history.carried[case.case_ref] = CarriedOver(panel.id, panel_on, case.not_reached_reason)
    for each in await standing(work, panel):
        history.seen[each.case_ref] = panel_on
        history.carried.pop(each.case_ref, None)
        history.referred.pop(each.case_ref, None)
        resolved = each.draft.resolved_by
        if each.kind is Kind.NO_RECOMMENDATION and resolved is not None:
            why = f"no recommendation on {panel_on:%d/%m/%Y}, to be resolved by {resolved:%d/%m/%Y}"
            history.referred[each.case_ref] = after_no_recommendation(why, resolved, work.policy_of(panel))


async def _slots(work: Work, panels: Iterable[Panel]) -> list[Slot]:
    panels = tuple(panels)
    people = await work.people.many({place.person_id for panel in panels for _, place in panel.places()})
    return [_slot(panel, people) for panel in panels]


def _slot(panel: Panel, people: dict[str, Person]) -> Slot:
    chair = people.get(panel.chair_id() or "")
    counted = ASKABLE | LIVE
    seated = {
        people[place.person_id].upn
        for seat, place in panel.places()
        if seat.kind not in (SeatKind.CHAIR, SeatKind.OFFICER, SeatKind.OBSERVER)
        and place.status in counted
        and place.ordinal == 0
        and place.person_id in people
    }
    starts = in_london(panel.starts_at)
    return Slot(
        panel.id,
        starts.date(),
        panel.band,
        starts.time(),
        chair.upn if chair else "",
        chair.grade if chair else None,
        frozenset(
            seated | {people[one].upn for one in panel.holders().values() if one in people and people[one] != chair}
        ),
        list_shared=panel.list_version > 0,
    )
