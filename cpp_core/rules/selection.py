"""Which cases are due, and which of them a panel looks at (CLK-2, CLK-3, LST-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cpp_core.deadlines.time import london_date
from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, ListedCase, Panel
from cpp_core.rules.detention_clock import Week, band_on, due_in_week_of
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
def choose(panel: Panel, caseload: Iterable[Case], policy: Policy) -> tuple[ListedCase, ...]:
    """The cases of this panel's band that are due in its week, as many as fit, longest detained first.

    A panel that already has cases keeps them; nothing is taken from what members have prepared.
    """
    panel_on = london_date(panel.starts_at)
    cases = {case.case_ref: case for case in caseload}
    known = {listed.case_ref for listed in panel.cases}
    minutes_left = policy.panel_minutes - policy.opening_minutes - policy.washup_minutes
    minutes_left -= sum(minutes_of(cases[ref], policy) for ref in known if ref in cases)
    chosen: list[ListedCase] = []
    for due in due_in_week(cases.values(), panel_on, policy):
        case = cases[due.case_ref]
        needed = minutes_of(case, policy)
        if (
            due.case_ref in known
            or band_on(case.detained_on, panel_on, policy) is not panel.band
            or needed > minutes_left
        ):
            continue
        minutes_left -= needed
        chosen.append(ListedCase(due.case_ref, due.reason))
    return tuple(chosen)


@rule("PAN-3", "CPP 9.0 §5", reading=True)
def minutes_of(case: Case, policy: Policy) -> int:
    """How long a case takes: light touch with bail in principle; complex when criminal with a vulnerability; else ordinary."""
    if case.bail_in_principle is not None:
        return policy.case_minutes["light-touch"]
    complex_case = bool(case.criminal_case and case.aar_level) or (case.aar_level or 0) > 1
    return policy.case_minutes["complex" if complex_case else "ordinary"]


def _still_detained(case: Case, day: date) -> bool:
    left = case.left_on()
    return case.gone_since is None and (left is None or left > day)
