"""Allocation where the policy changes on the way: bands, review points and waiting times follow the week's policy."""

from __future__ import annotations

from datetime import date
from typing import Any

from cpp_core.guidance.policy import CURRENT, policy_on
from cpp_core.model.panel import Band
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_demand import PolicyAt
from cpp_core.rules.allocation_types import Referral
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


def test_a_referral_that_waited_under_both_is_named_once() -> None:
    referred = case(last_seen_on=TODAY, referral=Referral("dvaat", "new evidence", NEXT_TUESDAY))
    at = changed(date(2026, 12, 14), panel_minutes=120)
    found = allocate([referred], [], TODAY, until=date(2026, 12, 14), policy_at=at)
    assert [one.case_ref for one in found.unplaced] == ["A"]


class TestAPlacement:
    def test_is_in_time_until_the_sunday_of_its_week(self) -> None:
        (placed,) = allocate([case()], [panel(on=date(2026, 12, 6))], TODAY).placements
        assert not placed.overdue

    def test_says_that_it_is_a_referral_and_that_it_was_kept(self) -> None:
        referred = case(last_seen_on=TODAY, referral=Referral("dvaat", "new evidence", NEXT_TUESDAY))
        slots = [panel(on=NEXT_TUESDAY)]
        (placed,) = allocate([referred], slots, TODAY, previous=[("A", "P")]).placements
        assert placed.reason == "referral, due 2026-12-07 to 2026-12-13; due in this week; kept where it was"
