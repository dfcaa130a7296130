"""Where a rule asks for two things: each alone is not enough, and the words say what was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cpp_core.deadlines.obligations import obligations
from cpp_core.deadlines.time import cutoff, days_before
from cpp_core.guidance.policy import policy_on
from cpp_core.model.answer import Audit
from cpp_core.model.appointment import Appointment
from cpp_core.model.case import Case
from cpp_core.model.fee import Claim
from cpp_core.model.listing import CaseList, ListRow, PreviousRecommendation
from cpp_core.model.panel import SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.model.recommendation import Draft, Kind, Recommendation
from cpp_core.rules import (
    appointments,
    audits,
    case_list,
    compliance,
    fees,
    panel,
    recommendation,
    sitting,
    spocs,
    what_if,
)
from cpp_core.rules.answers import answer_times
from cpp_core.rules.registry import rules_for
from tests.core.support import a_panel
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CASE = Case("EX-1", date(2026, 8, 31), "Harmondsworth", "NRPC", "Team 1", "owner@x", criminal_case=False)
WHOLE = replace(CASE, barriers=("No document",), travel_document="applied for")
ROW = case_list.row_of(WHOLE, "due", (), PANEL_ON, POLICY, {})


def somebody(grade: Grade | None = None, upn: str = "a@x") -> Person:
    return Person("a", upn, "A", upn, grade=grade)


class TestTheWordsSayWhatWasThere:
    @pytest.mark.parametrize(
        ("grade", "has"), [(Grade.HEO, "POH1: it was authorised by a HEO"), (None, "POH1: it is not authorised")]
    )
    def test_of_a_form(self, grade: Grade | None, has: str) -> None:
        made = Appointment("ipm", PANEL_ON, PANEL_ON, PANEL_ON, PANEL_ON, PANEL_ON, PANEL_ON, PANEL_ON, grade)
        assert [each.why for each in appointments.poh1_faults(replace(made, poh1_grade=grade), POLICY)] == [has]

    @pytest.mark.parametrize(("grade", "has"), [(Grade.SEO, "by SEO"), (None, "by nobody")])
    def test_of_a_claim(self, grade: Grade | None, has: str) -> None:
        (fault,) = fees.claim_faults(Claim("ipm", PANEL_ON, (), POLICY.cost_code, grade, 0, True), POLICY)
        assert fault.why.endswith(has)

    @pytest.mark.parametrize(
        ("grade", "has"), [(Grade.AO, "this person is AO"), (None, "this person's grade is not known")]
    )
    def test_of_a_member(self, grade: Grade | None, has: str) -> None:
        (fault,) = panel.member_grade(somebody(grade), SeatKind.RL, POLICY)
        assert fault.why.endswith(has)

    @pytest.mark.parametrize(
        ("trained_on", "why"),
        [
            (date(2026, 12, 9), "the formal CPP training is on 2026-12-09"),
            (None, "the formal CPP training is not recorded"),
        ],
    )
    def test_of_training(self, trained_on: date | None, why: str) -> None:
        (fault,) = sitting.training(sitting.Training(trained_on), SeatKind.RL, PANEL_ON)
        assert fault.why == why

    def test_of_a_seat_that_nobody_has_and_of_one_whose_holder_has_another(self) -> None:
        required = [seat for seat in panel.required_seats(POLICY) if seat is not SeatKind.OFFICER]
        holders: dict[SeatKind, str] = {seat: str(seat) for seat in required}
        (officer,) = panel.quorum(holders, POLICY)
        assert (officer.why, officer.mend[:4]) == ("nobody has the seat", "Name")
        (twice,) = panel.quorum({**holders, SeatKind.OFFICER: "OFFICER", SeatKind.LO: "RL"}, POLICY)
        assert (twice.why, twice.mend[:3]) == ("the only person named for it has another required seat", "Ask")


class TestEachAloneIsNotEnough:
    def test_a_chair_is_no_member_below_the_grade(self) -> None:
        assert panel.member_grade(somebody(Grade.AO), SeatKind.CHAIR, POLICY) == ()

    def test_a_case_without_an_owner_is_nobodys(self) -> None:
        assert not panel.owns(somebody(upn=""), replace(CASE, case_owner=""))

    def test_an_audit_says_why_a_recommendation_was_not_followed(self) -> None:
        audit = Audit("R1", False, PANEL_ON, "officer", "New facts.", refer_again=False)
        draft = Draft(Kind.RELEASE)
        made = Recommendation("R1", "P", PANEL_ON, "EX-1", 1, draft, "chair", moment("2026-12-08 12:00"))
        assert audits.audit_faults(audit, made, date(2027, 2, 15)) == ()

    def test_an_answer_that_agrees_needs_no_reasons(self) -> None:
        times = answer_times(PANEL_ON, POLICY, ENGLAND)
        agreed = compliance.Followed(
            "EX-1", "RL", "T", times, PANEL_ON, "release", date(2026, 12, 10), reasons_given=False
        )
        now = moment("2027-01-04 10:00")
        assert compliance.amiss(agreed, now) == ()
        assert [rate.reasons_missing for rate in compliance.rates([agreed], 2026, 12, now)] == [0, 0]
        rejected = replace(agreed, rejected=True)
        assert compliance.amiss(rejected, now) == ("it was rejected without reasons",)

    def test_a_refresher_that_nobody_asked_for_is_none_that_is_missing(self) -> None:
        known = sitting.Training(PANEL_ON, refreshed_on=date(2026, 12, 1))
        assert sitting.training(known, SeatKind.RL, PANEL_ON) == ()

    def test_a_reserve_without_a_name_is_none(self) -> None:
        found = spocs.nomination_faults(spocs.Nomination(SeatKind.RL, "a", ("",), True, True), POLICY)
        assert [each.what for each in found] == ["a reserve is missing"]

    def test_views_say_nothing_where_there_is_no_outcome_yet(self) -> None:
        assert recommendation.views(Draft(), recommendation.Sitting(CASE, PANEL_ON, frozenset())) == ()


class TestTheList:
    def test_is_as_old_as_the_oldest_extract_that_is_known(self) -> None:
        known = replace(ROW, case=replace(WHOLE, extract_at=moment("2026-12-01 07:00")))
        assert case_list.data_at([ROW, known]) == moment("2026-12-01 07:00")

    def test_names_only_the_cases_that_lack_something(self) -> None:
        lacking = replace(ROW, case=replace(WHOLE, case_ref="EX-2", location=""))
        assert case_list.missing_of(ROW) == ()
        assert self.sheet(ROW, lacking)[-1] == "Missing in the source: EX-2: Location."

    def test_says_of_each_release_that_was_not_carried_out_why(self) -> None:
        earlier = tuple(PreviousRecommendation(PANEL_ON, Kind.RELEASE, "agree", why) for why in ("", "No address.", ""))
        made = CaseList("v", "P1", 1, moment("2026-12-01 09:30"), None, (replace(ROW, previous=earlier),))
        cells = case_list.as_workbook(made, a_panel().made, POLICY).sheets[0].rows[0]
        assert cells[case_list.COLUMNS.index("Release not carried out because")].value == "No address."

    def test_has_no_case_that_the_newest_extract_lacks(self) -> None:
        gone = replace(WHOLE, gone_since=moment("2026-12-07 07:00"))
        for case in (gone, None):
            assert case_list.gone_from_list(case, a_panel().made) == "not in the newest extract of the caseload"
        assert case_list.gone_from_list(WHOLE, a_panel().made) == ""

    def sheet(self, *rows: ListRow) -> tuple[str, ...]:
        made = CaseList("v", "P1", 1, moment("2026-12-01 09:30"), None, rows)
        return case_list.as_workbook(made, a_panel().made, POLICY).sheets[0].notes


class TestTime:
    def test_no_day_before_is_the_same_moment_also_in_the_hour_that_comes_twice(self) -> None:
        again = moment("2026-10-25 01:30 GMT")
        assert days_before(again, 0) == again

    def test_a_cutoff_of_no_working_days_is_the_start_also_on_a_saturday(self) -> None:
        policy = replace(POLICY, cutoff_counts="working", cutoff_days=0)
        assert cutoff(moment("2026-12-12 10:00"), policy, ENGLAND).nominal == moment("2026-12-12 10:00")


class TestWhatWouldHaveMadeItDifferent:
    def test_is_not_said_of_a_reminder_that_the_neighbour_does_not_have(self) -> None:
        made = a_panel().on("2026-12-07 10:00").made
        each = next(each for each in obligations(made, POLICY, ENGLAND) if each.key == "ATT-2:remind:2026-12-03")
        assert what_if.had_it_started_otherwise(made, each, POLICY, ENGLAND) == (
            "Had the panel started on Tuesday 08/12/2026 10:00, it would be due Friday 04/12/2026 09:30.",
        )

    def test_is_said_of_a_case_that_is_not_due_in_the_week_from_its_next_point(self) -> None:
        due = what_if.had_detention_begun_otherwise(CASE.detained_on, date(2026, 12, 1), POLICY)
        assert what_if.had_detention_begun_otherwise(CASE.detained_on, date(2026, 11, 24), POLICY) == due


def test_the_functions_of_a_rule_are_those_of_no_other() -> None:
    assert {entry.clause for entry in rules_for("PAN-1")} == {"PAN-1"}
