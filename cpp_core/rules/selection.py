"""Which cases are due, and which of them a panel looks at (CLK-2, CLK-3, LST-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, ListedCase
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_types import Candidate, Placement, Slot, Urgency
from cpp_core.rules.capacity import kind_of_case
from cpp_core.rules.detention_clock import Week, band_on, detained_at_panel, due_in_week_of
from cpp_core.rules.registry import rule


@dataclass(frozen=True)
class DueCase:
    """A case that is due at a panel in a week, with why."""

    case_ref: str
    review_point: int
    review_point_on: date
    band: Band
    reason: str


@rule("CLK-2", "CPP 9.0 §2, §4, §5")
def due_in_week(caseload: Iterable[Case], day: date, policy: Policy) -> tuple[DueCase, ...]:
    """The cases due at a panel in the Monday to Sunday week of this day, longest detained first."""
    found = []
    week = Week.of(day)
    for case in caseload:
        point = due_in_week_of(case.detained_on, day, policy)
        if point is None or not _still_detained(case, week.monday):
            continue
        reason = (
            f"Review point {point.number} (DCPR {point.number * policy.reviews_per_point}, day "
            f"{(point.falls_on - case.detained_on).days} of detention) fell on {point.falls_on:%d/%m/%Y}; "
            f"due at a panel in the following week, {week.monday:%d/%m/%Y} to {week.sunday:%d/%m/%Y}."
        )
        band = band_on(case.detained_on, week.monday, policy)
        found.append((case.detained_on, DueCase(case.case_ref, point.number, point.falls_on, band, reason)))
    return tuple(due for _, due in sorted(found, key=lambda pair: (pair[0], pair[1].case_ref)))


@rule("LST-1", "CPP 9.0 §6")
def choose(
    panel_id: str, candidates: Collection[Candidate], slots: Collection[Slot], at: Moment
) -> tuple[ListedCase, ...]:
    """The cases of one panel, from the allocation of the caseload to all panels up to its week, each with its reason."""
    allocation = allocate(candidates, slots, at.today, previous=at.previous)
    by_ref = {candidate.case_ref: candidate for candidate in candidates}
    return tuple(
        ListedCase(placement.case_ref, _reason(placement, by_ref[placement.case_ref]))
        for placement in allocation.lists().get(panel_id, ())
    )


@dataclass(frozen=True)
class Moment:
    """When cases are chosen, and which case was on which panel's list before."""

    today: date
    previous: frozenset[tuple[str, str]] = frozenset()


def _reason(placement: Placement, candidate: Candidate) -> str:
    """Why a case is on a list, in words for its members; what was not reached says why (PAN-3)."""
    week = f"{placement.due_week.monday:%d/%m/%Y} to {placement.due_week.sunday:%d/%m/%Y}"
    carried, referral = candidate.carried_over, candidate.referral
    if placement.urgency is Urgency.CARRIED_OVER and carried is not None:
        first = f"Not reached at the panel of {carried.panel_on:%d/%m/%Y}: {carried.why}"
    elif placement.review_point is None and referral is not None:
        first = f"Referred by {referral.by}: {referral.why}"
    else:
        first = f"Review point {placement.review_point}, due at a panel in the week {week}"
    notes = [first.rstrip(".")]
    notes += [f"overdue since the week {week}"] if placement.overdue else []
    notes += ["of another band than the panel, whose chair has the grade for it"] if placement.mixed else []
    notes += ["its owner sits on the panel and their view is not counted for it"] if placement.conflict else []
    return "; ".join(notes) + "."


@rule("PAN-3", "CPP 9.0 §5", reading=True)
def minutes_of(case: Case, policy: Policy) -> int:
    """How long a case takes, by its kind."""
    return policy.case_minutes[kind_of_case(case, policy)]


def _still_detained(case: Case, day: date) -> bool:
    return case.gone_since is None and not detained_at_panel(case.detained_on, case.released_on, case.removed_on, day)
