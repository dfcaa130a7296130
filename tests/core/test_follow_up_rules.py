"""Chapter G after the answer: audits, the next review, compliance; both sides of each edge."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.answer import (
    ActionState,
    Audit,
    AuditedAction,
    ReviewEntry,
    TakenForward,
)
from cpp_core.model.compliance import Rate
from cpp_core.model.recommendation import Kind
from cpp_core.rules import answers, audits, compliance, referrals, reviews
from tests.core.recommended import PANEL_ON, recommended
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
START = date(2026, 8, 31)


NEXT_POINT = date(2027, 2, 15)


def audited(**other: Any) -> Audit:
    return replace(Audit("r", True, date(2026, 12, 23), "officer"), **other)


def state(how: ActionState, why: str = "") -> tuple[AuditedAction, ...]:
    return (AuditedAction("Chase it", how, why),)


class TestAnAudit:
    @pytest.mark.parametrize("row", rows("audits"))
    def test_is_two_weeks_after_and_not_before_the_answers_time_is_over(self, row: Row) -> None:
        assert audits.audit_due(day(row["panel_on"]), moment(row["answer_ends"]), POLICY, ENGLAND) == moment(row["due"])

    @pytest.mark.parametrize("kind", Kind)
    def test_is_of_releases_and_actions(self, kind: Kind) -> None:
        wanted = kind in (Kind.RELEASE, Kind.MAINTAIN_WITH_ACTIONS)
        assert audits.is_audited(kind) is wanted
        made = recommended(kind, *(["Chase it"] if kind is Kind.MAINTAIN_WITH_ACTIONS else []))
        found = audits.audit_faults(audited(actions=state(ActionState.DONE)), made, NEXT_POINT)
        assert (found == ()) is wanted

    @pytest.mark.parametrize(
        ("audit", "faults"),
        [
            (audited(actions=state(ActionState.DONE)), []),
            (audited(), ["nothing is said of: Chase it"]),
            (
                audited(actions=state(ActionState.NOT_FOLLOWED), refer_again=False),
                ["why it was not followed is missing: Chase it"],
            ),
            (audited(actions=state(ActionState.NOT_FOLLOWED, "New facts."), refer_again=False), []),
            (audited(actions=state(ActionState.OPEN)), ["the decision is missing"]),
            (audited(actions=state(ActionState.OPEN), refer_again=False), []),
            (
                audited(followed=False, actions=state(ActionState.DONE)),
                ["why it was not followed is missing", "the decision is missing"],
            ),
            (
                audited(actions=state(ActionState.DONE), refer_again=True),
                ["why it is referred again is missing", "by when is missing or too late"],
            ),
            (audited(actions=state(ActionState.DONE), refer_again=True, refer_why="x", refer_by=date(2027, 2, 14)), []),
            (
                audited(actions=state(ActionState.DONE), refer_again=True, refer_why="x", refer_by=NEXT_POINT),
                ["by when is missing or too late"],
            ),
        ],
    )
    def test_accounts_for_each_action_and_decides(self, audit: Audit, faults: list[str]) -> None:
        found = audits.audit_faults(audit, recommended(Kind.MAINTAIN_WITH_ACTIONS, "Chase it"), NEXT_POINT)
        assert [each.what for each in found] == faults

    @pytest.mark.parametrize(
        ("refer", "by", "made"), [(True, date(2027, 1, 5), True), (False, date(2027, 1, 5), False), (True, None, False)]
    )
    def test_makes_the_referral_that_it_decides(self, refer: bool, by: date | None, made: bool) -> None:
        found = audits.referral_from(audited(refer_again=refer, refer_why="Not done.", refer_by=by), "EX-1")
        assert (found is not None) is made
        if found:
            assert referrals.referral_faults(found, POLICY) == ()
            assert (found.source, found.why, found.referred_by) == ("cpp-audit", "Not done.", "officer")


def reviewed(**other: Any) -> ReviewEntry:
    made = ReviewEntry(
        date(2026, 12, 21), True, "release", True, TakenForward.HAS_BEEN, date(2026, 12, 18), "Caseworker"
    )
    return replace(made, **other)


class TestTheNextReview:
    @pytest.mark.edge("OUT-6", "in")
    def test_says_what_became_of_the_recommendation(self) -> None:
        assert reviews.review_faults(reviewed(), PANEL_ON) == ()
        not_taken = reviewed(
            agreed=False, reasons="New facts.", taken_forward=TakenForward.IS_NOT, when=None, by_whom=""
        )
        assert reviews.review_faults(not_taken, PANEL_ON) == ()

    @pytest.mark.edge("OUT-6", "out")
    @pytest.mark.parametrize(
        ("other", "words"),
        [
            ({"presented": False}, "presented"),
            ({"recommendation": " "}, "what was recommended"),
            ({"agreed": None}, "if it is agreed"),
            ({"agreed": False}, "why it is not agreed"),
            ({"taken_forward": None}, "will or has been"),
            ({"when": None}, "when it is taken forward"),
            ({"by_whom": ""}, "by whom"),
        ],
    )
    def test_names_each_thing_that_is_missing(self, other: dict[str, Any], words: str) -> None:
        (found,) = reviews.review_faults(reviewed(**other), PANEL_ON)
        assert words in found.what
        assert found.severity == "warning"

    @pytest.mark.parametrize(("on", "counts"), [("2026-12-08", False), ("2026-12-09", True)])
    def test_is_one_after_the_panel(self, on: str, counts: bool) -> None:
        assert (reviews.review_faults(reviewed(reviewed_on=day(on)), PANEL_ON) == ()) is counts

    def test_is_missed_where_there_is_none(self) -> None:
        (found,) = reviews.review_faults(None, PANEL_ON)
        assert found.what == "no review reflects the panel"

    def test_is_asked_for_at_the_next_projected_review(self) -> None:
        assert reviews.review_asked_on(START, PANEL_ON, POLICY) == date(2026, 12, 21)
        assert reviews.review_asked_on(START, date(2026, 12, 21), POLICY) == date(2027, 1, 18)


TIMES = answers.answer_times(PANEL_ON, POLICY, ENGLAND)
NOW = moment("2027-01-04 09:30")


def followed(ref: str, answered: date | None = date(2026, 12, 20), **other: Any) -> compliance.Followed:
    return replace(compliance.Followed(ref, "FNORC", "Team A", TIMES, PANEL_ON, "release", answered), **other)


class TestCompliance:
    @pytest.mark.parametrize(
        ("year", "month", "due"),
        [(2026, 12, "2027-01-04 09:30"), (2026, 11, "2026-12-01 09:30"), (2026, 3, "2026-04-01 09:30")],
    )
    def test_is_reported_on_the_first_working_day_of_the_next_month(self, year: int, month: int, due: str) -> None:
        assert compliance.report_due(year, month, POLICY, ENGLAND) == moment(due)

    @pytest.mark.parametrize(("month", "counts"), [(11, False), (12, True), (1, False)])
    def test_counts_where_the_time_ended_in_the_month(self, month: int, counts: bool) -> None:
        assert compliance.counts_in(followed("EX-1"), 2026, month) is counts

    def test_counts_the_last_instant_of_a_month_in_it(self) -> None:
        ends = answers.AnswerTimes((), moment("end of 2026-08-31"))  # 22:59:59 UTC, in summer time
        assert compliance.counts_in(followed("EX-1", times=ends), 2026, 8)
        assert not compliance.counts_in(followed("EX-1", times=ends), 2025, 8)

    def test_has_rates_by_area_and_team(self) -> None:
        every = [
            followed("EX-1"),
            followed("EX-2", date(2026, 12, 23)),
            followed("EX-3", None, team="Team B"),
            followed("EX-4", rejected=True, reasons_given=False, team="Team B"),
            followed("EX-5", rejected=True, review_asked_on=date(2026, 12, 21), area="NRPC", team="Team C"),
        ]
        found = compliance.rates(every, 2026, 12, NOW)
        assert [(rate.area, rate.team, rate.total, rate.in_time, rate.late, rate.overdue) for rate in found] == [
            ("FNORC", "", 4, 2, 1, 1),
            ("FNORC", "Team A", 2, 1, 1, 0),
            ("FNORC", "Team B", 2, 1, 0, 1),
            ("NRPC", "", 1, 1, 0, 0),
            ("NRPC", "Team C", 1, 1, 0, 0),
        ]
        assert [(rate.rejected, rate.reasons_missing, rate.review_not_updated) for rate in found] == [
            (1, 1, 0),
            (0, 0, 0),
            (1, 1, 0),
            (1, 0, 1),
            (1, 0, 1),
        ]
        assert found[0].percent == 50.0
        elsewhen = followed("EX-0", times=answers.answer_times(date(2026, 6, 1), POLICY, ENGLAND))
        reasoned = followed("EX-6", rejected=True)
        listed = compliance.to_rectify([elsewhen, reasoned, *every], 2026, 12, NOW)
        assert [(row.area, row.case_ref, row.amiss) for row in listed] == [
            ("FNORC", "EX-2", ("the answer came late",)),
            ("FNORC", "EX-3", ("there is no answer",)),
            ("FNORC", "EX-4", ("it was rejected without reasons",)),
            ("NRPC", "EX-5", ("the review does not reflect the panel",)),
        ]
        assert {row.due_on for row in listed} == {date(2026, 12, 22)}
        assert compliance.to_rectify(every, 2026, 11, NOW) == ()

    @pytest.mark.parametrize(("now", "counted"), [("end of 2026-12-22", 0), ("2026-12-23 00:00", 1)])
    def test_counts_nothing_before_its_time_is_over(self, now: str, counted: int) -> None:
        every = [followed("EX-1", None)]
        assert len(compliance.rates(every, 2026, 12, moment(now))) == 2 * counted
        assert len(compliance.to_rectify(every, 2026, 12, moment(now))) == counted

    @pytest.mark.parametrize("row", rows("standard"))
    def test_names_those_below_the_standard(self, row: Row) -> None:
        counts = (int(row["total"]), int(row["in_time"]))
        rate = Rate("FNORC", "Team A", *counts, 0, 0, 0, 0, 0)
        found = compliance.below_standard([rate], POLICY)
        assert bool(found) is yes(row["below"])
        assert all(each.reading and each.what.startswith("Team A") for each in found)

    def test_names_the_area_where_it_is_below_as_a_whole(self) -> None:
        (found,) = compliance.below_standard([Rate("FNORC", "", 10, 8, 2, 0, 0, 0, 0)], POLICY)
        assert found.what.startswith("FNORC")
        assert "8 of 10 answers came in time, 80.0 %" in found.why

    @pytest.mark.parametrize(
        ("now", "reflects", "missing"),
        [
            ("2026-12-21 23:59", False, False),  # the day of the review itself
            ("2026-12-22 00:00", False, True),
            ("2026-12-22 00:00", True, False),
        ],
    )
    def test_sees_that_the_review_was_not_updated(self, now: str, reflects: bool, missing: bool) -> None:
        each = followed("EX-1", review_asked_on=date(2026, 12, 21), review_reflects=reflects)
        at: datetime = moment(now)
        assert compliance.review_not_updated(each, at) is missing
        assert not compliance.review_not_updated(followed("EX-1"), at)
