"""Chapter 0: what each phrase of time means, by worked examples on both sides of every edge."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpp_core.deadlines import time as when
from cpp_core.deadlines.working_days import OutsideCalendarError, WorkingCalendar
from cpp_core.guidance.policy import policy_on
from cpp_core.guidance.vocabulary import Counting
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
COUNTS: dict[str, Counting] = {"calendar": "calendar", "working": "working", "clear": "clear"}
PANEL_DAYS = st.dates(date(2025, 8, 1), date(2039, 12, 1))
TIMES = st.times()


def shown(at: datetime) -> str:
    return when.in_london(at).strftime("%Y-%m-%d %H:%M:%S %Z")


def same(actual: datetime, expected: str) -> None:
    assert shown(actual) == shown(moment(expected))
    assert actual == moment(expected)
    assert actual.tzinfo is UTC


class TestWorkingDays:
    @pytest.mark.parametrize("row", rows("working_days"))
    def test_and_their_neighbours(self, row: Row) -> None:
        on = day(row["day"])
        assert ENGLAND.is_working_day(on) is yes(row["working_day"])
        assert ENGLAND.previous_working_day_on_or_before(on) == day(row["on_or_before"])
        assert ENGLAND.next_working_day_on_or_after(on) == day(row["on_or_after"])
        assert ENGLAND.last_working_day_before(on) == day(row["before"])
        assert ENGLAND.next_working_day_after(on) == day(row["after"])

    @pytest.mark.parametrize("row", rows("add_working_days"))
    def test_are_counted_from_the_day_after(self, row: Row) -> None:
        assert ENGLAND.add_working_days(day(row["day"]), int(row["n"])) == day(row["expected"])

    def test_of_a_month_are_counted_from_one(self) -> None:
        assert ENGLAND.working_day_of_month(2027, 1, 1) == date(2027, 1, 4)
        assert ENGLAND.working_day_of_month(2026, 12, 1) == date(2026, 12, 1)

    @pytest.mark.parametrize(("on", "known"), [("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)])
    def test_are_unknown_outside_the_calendar(self, on: str, known: bool) -> None:
        year = WorkingCalendar(frozenset(), (date(2026, 1, 1), date(2026, 12, 31)))
        if known:
            assert year.is_working_day(day(on))
        else:
            with pytest.raises(OutsideCalendarError, match=r"2027-01-01.*2026-01-01 to 2026-12-31"):
                year.is_working_day(day(on))

    def test_need_a_calendar_that_is_one(self) -> None:
        assert WorkingCalendar(frozenset(), (date(2026, 1, 1), date(2026, 1, 1))).is_working_day(date(2026, 1, 1))
        with pytest.raises(ValueError, match="first to its last"):
            WorkingCalendar(frozenset(), (date(2026, 2, 1), date(2026, 1, 1)))
        with pytest.raises(ValueError, match="at least one"):
            WorkingCalendar(frozenset(), (date(2026, 1, 1), date(2026, 2, 1)), ())


class TestPhrasesOfTime:
    @pytest.mark.parametrize("row", rows("days_and_hours"))
    def test_days_are_wall_clock_and_hours_elapsed(self, row: Row) -> None:
        before = when.days_before if row["unit"] == "days" else when.hours_before
        same(before(moment(row["moment"]), int(row["n"])), row["expected"])

    @pytest.mark.parametrize("row", rows("calendar_months"))
    def test_calendar_months_keep_the_day_or_take_the_last(self, row: Row) -> None:
        assert when.calendar_month_before(day(row["day"]), int(row["months"])) == day(row["expected"])

    def test_after_is_the_other_way(self) -> None:
        same(when.days_after(moment("2026-03-28 10:00"), 1), "2026-03-29 10:00")
        same(when.hours_after(moment("2026-03-28 10:00"), 24), "2026-03-29 11:00")
        assert when.calendar_month_after(date(2026, 1, 31)) == date(2026, 2, 28)

    @pytest.mark.parametrize("row", rows("service_does_by"))
    def test_what_the_service_owes_is_done_by_then(self, row: Row) -> None:
        same(when.service_does_by(moment(row["panel"]), int(row["days"]), POLICY, ENGLAND), row["done_at"])

    def test_what_the_service_owes_takes_a_bare_date_too(self) -> None:
        same(when.service_does_by(date(2026, 4, 20), 14, POLICY, ENGLAND), "2026-04-02 09:30")

    @pytest.mark.parametrize("row", rows("cutoffs"))
    def test_a_cutoff_is_moved_into_working_hours(self, row: Row) -> None:
        policy = replace(POLICY, cutoff_days=int(row["days"]), cutoff_counts=COUNTS[row["counts"]])
        cutoff = when.cutoff(moment(row["panel"]), policy, ENGLAND)
        same(cutoff.nominal, row["nominal"])
        same(cutoff.effective, row["effective"])
        assert cutoff.moved is (row["nominal"] != row["effective"])

    @pytest.mark.parametrize("row", rows("answer_by"))
    def test_a_reserve_has_until_then_to_answer(self, row: Row) -> None:
        answer = when.answer_by(moment(row["asked"]), moment(row["panel"]), POLICY, ENGLAND)
        same(answer.at, row["answer_by"])
        assert answer.ask_all_together is yes(row["all_together"])

    @pytest.mark.parametrize("row", rows("duty_ends"))
    def test_a_duty_of_someone_else_ends_then(self, row: Row) -> None:
        same(when.duty_ends(day(row["from"]), int(row["days"]), ENGLAND), row["ends"])

    @pytest.mark.parametrize("row", rows("working_hours"))
    def test_working_hours(self, row: Row) -> None:
        at = moment(row["moment"])
        assert when.in_working_hours(at, POLICY, ENGLAND) is yes(row["in_hours"])
        same(when.next_working_moment(at, POLICY, ENGLAND), row["next"])
        same(when.end_of_last_working_hours(at, POLICY, ENGLAND), row["last"])

    def test_the_end_of_the_next_working_day_is_when_its_hours_end(self) -> None:
        same(when.end_of_working_day(date(2026, 12, 24), 1, POLICY, ENGLAND), "2026-12-29 17:00")

    def test_at_the_very_moment_is_in_time(self) -> None:
        deadline = moment("2026-12-04 17:00")
        assert when.is_in_time(deadline, deadline)
        assert not when.is_in_time(deadline + timedelta(microseconds=1), deadline)

    def test_the_end_of_a_date_is_its_last_instant(self) -> None:
        assert when.end_of(date(2026, 12, 4)) + timedelta(microseconds=1) == moment("2026-12-05 00:00")

    def test_a_moment_without_its_offset_is_refused(self) -> None:
        with pytest.raises(when.NaiveMomentError, match="no offset"):
            when.in_london(datetime(2026, 12, 8, 10, tzinfo=UTC).replace(tzinfo=None))


class TestReminders:
    def test_are_sent_before_the_cutoff_only(self) -> None:
        panel = moment("2026-12-08 10:00")
        cutoff = when.cutoff(panel, POLICY, ENGLAND).effective
        moments = when.reminders_before(panel, POLICY.attendance_reminder_days, cutoff, POLICY, ENGLAND)
        assert [shown(at)[:16] for at in moments] == ["2026-12-01 09:30", "2026-12-03 09:30", "2026-12-04 09:30"]

    def test_that_fall_on_one_working_day_are_one(self) -> None:
        panel = moment("2026-04-10 10:00")  # 7, 5 and 4 days before: Good Friday, Sunday and Easter Monday
        moments = when.reminders_before(panel, (7, 5, 4), panel, POLICY, ENGLAND)
        assert [shown(at)[:16] for at in moments] == ["2026-04-02 09:30"]

    @pytest.mark.parametrize(("until", "sent"), [("2026-12-04 09:30", 0), ("2026-12-04 09:31", 1)])
    def test_at_the_cutoff_are_dropped(self, until: str, sent: int) -> None:
        panel = moment("2026-12-08 10:00")
        assert len(when.reminders_before(panel, (4,), moment(until), POLICY, ENGLAND)) == sent

    def test_after_a_panel_move_forward(self) -> None:
        until = when.duty_ends(date(2026, 3, 27), 14, ENGLAND)
        moments = when.reminders_after(date(2026, 3, 27), (7, 11, 13), until, POLICY, ENGLAND)
        assert [shown(at)[:16] for at in moments] == ["2026-04-07 09:30", "2026-04-09 09:30"]

    @pytest.mark.parametrize(("until", "sent"), [("2026-12-15 09:30", 0), ("2026-12-15 09:31", 1)])
    def test_after_a_panel_end_with_the_duty(self, until: str, sent: int) -> None:
        assert len(when.reminders_after(date(2026, 12, 8), (7,), moment(until), POLICY, ENGLAND)) == sent


class TestWhateverTheDate:
    @given(PANEL_DAYS, TIMES)
    def test_an_effective_cutoff_is_never_late_and_in_working_hours(self, on: date, at: time) -> None:
        cutoff = when.cutoff(when.local(on, at), POLICY, ENGLAND)
        assert cutoff.effective <= cutoff.nominal
        assert when.in_working_hours(cutoff.effective, POLICY, ENGLAND)

    @given(PANEL_DAYS, TIMES, st.integers(0, 60))
    def test_what_the_service_owes_is_done_on_a_working_day(self, on: date, at: time, days: int) -> None:
        done = when.service_does_by(when.local(on, at), days, POLICY, ENGLAND)
        assert when.london_date(done) <= on - timedelta(days=days)
        assert when.in_working_hours(done, POLICY, ENGLAND)

    @given(PANEL_DAYS, TIMES, st.timedeltas(timedelta(minutes=1), timedelta(days=10)))
    def test_a_reserve_has_time_and_none_past_the_panel(self, on: date, at: time, before: timedelta) -> None:
        panel = when.local(on, at)
        asked = panel - before
        answer = when.answer_by(asked, panel, POLICY, ENGLAND)
        assert asked < answer.at <= panel

    @given(PANEL_DAYS, TIMES, st.integers(0, 400))
    def test_days_before_keep_the_time_of_day(self, on: date, at: time, days: int) -> None:
        there = when.in_london(when.days_before(when.local(on, at), days))
        asked_for = when.in_london(when.local(on, at)).time()
        assert there.time() == asked_for or (there.hour == 2 and asked_for.hour == 1)  # the hour missing in spring
