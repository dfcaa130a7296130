"""Cases and panels for the tests of allocation: one case is due in the week of 30 November 2026, and so is the panel."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cpp_core.guidance.policy import policy_on
from cpp_core.model.panel import Band
from cpp_core.rules.allocation_types import Allocation, Candidate, Slot

POLICY = policy_on(date(2026, 1, 1))
START = date(2026, 8, 31)
"""Due at a panel in the week of 30 November 2026 (review point 1)."""
TODAY = date(2026, 11, 30)
TUESDAY, THURSDAY, NEXT_TUESDAY = date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 8)
LONG_AGO = START - timedelta(days=84)
"""Due in the same week for review point 2."""


def case(ref: str = "A", detained_on: date = START, **other: Any) -> Candidate:
    return replace(Candidate(ref, detained_on), **other)


def panel(panel_id: str = "P", on: date = TUESDAY, band: Band = Band.THREE_MONTH, **other: Any) -> Slot:
    return replace(Slot(panel_id, on, band), **other)


def where(allocation: Allocation) -> dict[str, str]:
    return {placement.case_ref: placement.panel_id for placement in allocation.placements}


def many(count: int, **other: Any) -> list[Candidate]:
    return [replace(case(f"C{number:02}"), **other) for number in range(count)]
