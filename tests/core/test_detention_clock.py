"""Chapter A: the detention clock, by worked examples on both sides of every edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpp_core.guidance.policy import policy_on
from cpp_core.model.panel import Band
from cpp_core.rules import detention_clock as clock
from tests.core.tables import Row, day, rows

POLICY = policy_on(date(2026, 1, 1))
STARTS = st.dates(date(2019, 5, 1), date(2035, 1, 1))


@pytest.mark.parametrize("row", rows("review_points"))
def test_a_review_point_and_the_week_after_it(row: Row) -> None:
    point = clock.review_point(day(row["detained_on"]), int(row["point"]), POLICY)
    assert point.falls_on == day(row["falls_on"])
    assert (point.due_week.monday, point.due_week.sunday) == (day(row["week_from"]), day(row["week_to"]))
    assert clock.due_week(day(row["detained_on"]), int(row["point"]), POLICY) == point.due_week


@pytest.mark.parametrize("row", rows("due_in_week"))
def test_due_in_the_week_of_a_day(row: Row) -> None:
    point = clock.due_in_week_of(day(row["detained_on"]), day(row["day"]), POLICY)
    assert (str(point.number) if point else "") == row["point"]


@pytest.mark.parametrize("row", rows("bands"))
def test_a_band_by_the_periods_completed_on_the_panel(row: Row) -> None:
    detained_on, panel_on = day(row["detained_on"]), day(row["panel_on"])
    assert clock.periods_completed(detained_on, panel_on, POLICY) == int(row["periods"])
    assert clock.band_on(detained_on, panel_on, POLICY) == row["band"]


@pytest.mark.parametrize("row", rows("next_reviews"))
def test_the_review_that_reflects_a_panel(row: Row) -> None:
    assert clock.next_review_after(day(row["detained_on"]), day(row["day"]), POLICY) == day(row["expected"])


def test_reviews_are_counted_from_one() -> None:
    assert clock.review_on(date(2026, 8, 31), 1, POLICY) == date(2026, 9, 28)
    with pytest.raises(ValueError, match="CLK-1"):
        clock.review_on(date(2026, 8, 31), 0, POLICY)


def test_a_week_starts_on_a_monday() -> None:
    assert clock.Week(date(2026, 11, 30)).plus(2) == clock.Week(date(2026, 12, 14))
    with pytest.raises(ValueError, match="Monday"):
        clock.Week(date(2026, 12, 1))


def test_points_until_a_date_include_the_one_that_falls_on_it() -> None:
    start = date(2026, 8, 31)
    assert [point.number for point in clock.review_points(start, date(2027, 2, 14), POLICY)] == [1]
    assert [point.number for point in clock.review_points(start, date(2027, 2, 15), POLICY)] == [1, 2]


@pytest.mark.parametrize(
    ("on", "latest", "following"),
    [
        ("2026-11-29", None, 1),  # the Sunday before its week begins
        ("2026-11-30", 1, 2),  # the Monday on which it begins
        ("2027-02-21", 1, 2),  # still the latest, until the week of point 2
        ("2027-02-22", 2, 3),
    ],
)
def test_a_case_awaits_a_panel_from_the_monday_of_its_week(on: str, latest: int | None, following: int) -> None:
    point = clock.latest_due(date(2026, 8, 31), day(on), POLICY)
    assert (point.number if point else None) == latest
    assert clock.next_due(date(2026, 8, 31), day(on), POLICY).number == following


def test_a_mixed_panel_takes_its_longest_band() -> None:
    assert clock.longest_band((Band.SIX_TO_NINE, Band.THREE_MONTH), POLICY) is Band.SIX_TO_NINE
    assert clock.longest_band((Band.TWELVE_PLUS, Band.SIX_TO_NINE), POLICY) is Band.TWELVE_PLUS


def test_an_invented_policy_changes_the_clock_without_a_change_of_code() -> None:
    shorter = replace(POLICY, review_days=30, reviews_per_point=2)
    assert clock.review_point(date(2026, 8, 31), 1, shorter).falls_on == date(2026, 10, 30)


class TestTheEndOfDetention:
    START = date(2026, 8, 31)

    @pytest.mark.parametrize(
        ("released", "removed", "panel", "on_list"),
        [
            (None, None, "2026-12-01", True),
            ("2026-12-02", None, "2026-12-01", True),  # released the day after the panel
            ("2026-12-01", None, "2026-12-01", False),  # released on its day
            (None, "2026-11-30", "2026-12-01", False),
            ("2026-08-30", None, "2026-12-01", True),  # an earlier detention's end: a new clock runs
            ("2026-08-31", None, "2026-12-01", False),  # released on the day on which detention began
            (None, None, "2026-08-31", True),
            (None, None, "2026-08-30", False),  # not detained yet
        ],
    )
    def test_takes_the_case_off_every_later_list(
        self, released: str | None, removed: str | None, panel: str, on_list: bool
    ) -> None:
        findings = clock.detained_at_panel(
            self.START, day(released) if released else None, day(removed) if removed else None, day(panel)
        )
        assert (findings == ()) is on_list


class TestWhateverTheStart:
    @given(STARTS, st.integers(1, 60))
    def test_the_due_week_is_the_one_after_the_point(self, start: date, n: int) -> None:
        point = clock.review_point(start, n, POLICY)
        assert timedelta(days=1) <= point.due_week.monday - point.falls_on <= timedelta(days=7)
        for on in (point.due_week.monday, point.due_week.sunday):
            assert clock.due_in_week_of(start, on, POLICY) == point
        for outside in (point.due_week.monday - timedelta(days=1), point.due_week.sunday + timedelta(days=1)):
            assert clock.due_in_week_of(start, outside, POLICY) is None

    @given(STARTS, st.integers(0, 3000))
    def test_bands_only_ever_grow(self, start: date, days: int) -> None:
        order = [band for _, band in POLICY.band_edges]
        today, tomorrow = (clock.band_on(start, start + timedelta(days=days + n), POLICY) for n in (0, 1))
        assert order.index(today) <= order.index(tomorrow)
