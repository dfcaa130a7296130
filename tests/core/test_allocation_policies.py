"""Allocation where the policy changes on the way: bands, review points and waiting times follow the week's policy."""

from __future__ import annotations

from datetime import date
from typing import Any

from cpp_core.guidance.policy import CURRENT, policy_on
from cpp_core.model.panel import Band
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_demand import PolicyAt
from tests.core.panels_and_cases import NEXT_TUESDAY, TODAY, case, panel, where


def changed(on: date = date(2026, 12, 7), **values: Any) -> PolicyAt:
    """The policy of that day on has these values."""
    register = CURRENT.with_version(on, "CPP 10.0 §4", values)
    return lambda day: policy_on(day, register)


SHORTER = changed(band_edges=((0, Band.THREE_MONTH), (3, Band.SIX_TO_NINE), (4, Band.TWELVE_PLUS)))
"""A case stays in the first band for three periods instead of two."""
CASES = (case("three periods", date(2026, 3, 23)), case("two periods", date(2026, 6, 15)))


class TestACaseThatWaits:
    def test_goes_to_a_panel_of_the_band_that_it_has_now(self) -> None:
        found = allocate(CASES, [panel(on=NEXT_TUESDAY)], TODAY, policy_at=SHORTER)
        assert where(found) == {"two periods": "P"}

    def test_is_named_once_though_it_waited_under_both(self) -> None:
        found = allocate(CASES, [], TODAY, until=NEXT_TUESDAY, policy_at=SHORTER)
        assert [(one.case_ref, one.band) for one in found.unplaced] == [
            ("three periods", Band.SIX_TO_NINE),
            ("two periods", Band.THREE_MONTH),
        ]
        assert sum(one.cases for one in found.further_panels) == 2


def test_a_case_is_due_as_many_weeks_after_its_review_point_as_the_policy_says() -> None:
    found = allocate([case()], [], TODAY, until=date(2026, 12, 21), policy_at=changed(due_weeks_after=2))
    assert [one.due_week.monday for one in found.unplaced] == [TODAY]
    later = case(detained_on=date(2026, 9, 14))  # point 1 on 7 December
    found = allocate([later], [], TODAY, until=date(2026, 12, 21), policy_at=changed(due_weeks_after=2))
    assert [one.due_week.monday for one in found.unplaced] == [date(2026, 12, 21)]


def test_a_review_point_that_the_change_moves_into_a_week_before_it_is_not_asked_for_again() -> None:
    at = changed(date(2026, 12, 14), review_days=29)
    moved = case(detained_on=date(2026, 9, 4))  # due on 30 November by 28 days, on 7 December by 29
    slots = [panel(), panel("Q", NEXT_TUESDAY)]
    assert where(allocate([moved], slots, TODAY, until=date(2026, 12, 14), policy_at=at)) == {"A": "P"}
