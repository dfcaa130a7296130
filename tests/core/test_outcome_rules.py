"""Chapter G and referrals: answers, rejections, audits, the next review, compliance; both sides of each edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.deadlines.time import in_london
from cpp_core.guidance.policy import policy_on
from cpp_core.model.answer import (
    CaseworkAnswer,
    Says,
)
from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind
from cpp_core.model.referral import AdHocReferral
from cpp_core.rules import answers, outcomes, referrals, rejections
from tests.core.recommended import PANEL_ON, recommended
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
START = date(2026, 8, 31)


class TestAReferral:
    @pytest.mark.parametrize("row", rows("referrals"))
    def test_says_who_why_and_by_when(self, row: Row) -> None:
        referral = AdHocReferral(
            "EX-1", row["source"], row["reason"], day(row["by_when"]), day(row["referred_on"]), named=row["named"]
        )
        found = referrals.referral_faults(referral, POLICY)
        assert len(found) == int(row["faults"])
        assert all((each.clause, each.severity) == ("CLK-4", "refusal") and each.mend for each in found)
        assert [each.reading for each in found] == ["is past" in each.what for each in found]

    def test_names_the_teams_that_may_refer(self) -> None:
        referral = AdHocReferral("EX-1", "press-office", "New.", PANEL_ON, PANEL_ON)
        (found,) = referrals.referral_faults(referral, POLICY)
        assert "Detention Gatekeeper, Detention Services" in found.mend

    def test_does_not_reset_the_clock(self) -> None:
        referral = AdHocReferral("EX-1", "caseworker", "New.", date(2026, 11, 29), date(2026, 11, 29))
        assert referrals.next_point_despite(referral, START, POLICY).number == 1
        later = replace(referral, by_when=date(2026, 11, 30))
        assert referrals.next_point_despite(later, START, POLICY).number == 2

    @pytest.mark.parametrize(
        ("source", "named", "by"), [("dvaat", "", "Detained Vulnerability"), ("other", "Health team", "Health team")]
    )
    def test_goes_to_allocation_by_its_name(self, source: str, named: str, by: str) -> None:
        made = AdHocReferral("EX-1", source, "New.", PANEL_ON, PANEL_ON, named=named)
        found = referrals.for_allocation(made, POLICY)
        assert found.by.startswith(by)
        assert (found.why, found.by_when, found.not_before) == ("New.", PANEL_ON, None)

    @pytest.mark.edge("REC-1", "in")
    def test_follows_from_no_recommendation_after_its_reasons_are_resolved(self) -> None:
        found = referrals.after_no_recommendation("An appeal.", date(2027, 1, 15), POLICY)
        assert (found.not_before, found.by_when) == (date(2027, 1, 15), date(2027, 1, 22))


class TestTellingCasework:
    @pytest.mark.parametrize("row", rows("outcome_times"))
    def test_has_its_time(self, row: Row) -> None:
        due = outcomes.outcome_due(Kind(row["kind"]), moment(row["closed"]), POLICY, ENGLAND)
        assert due == moment(row["due"])

    def test_of_a_release_can_wait_by_policy(self) -> None:
        patient = replace(POLICY, release_mail_at_close=False)
        due = outcomes.outcome_due(Kind.RELEASE, moment("2026-12-08 12:40"), patient, ENGLAND)
        assert due == moment("2026-12-09 17:00")


class TestTheEntryOnAtlas:
    @pytest.mark.edge("OUT-2", "in")
    def test_has_details_and_reasons_of_a_release(self) -> None:
        entry = outcomes.atlas_entry(recommended(Kind.RELEASE))
        assert (entry.recommendation, entry.reasons) == ("release", "Because.")
        assert entry.details == "barriers that may affect realistic timescales for removal; No travel document."

    def test_has_details_of_actions(self) -> None:
        entry = outcomes.atlas_entry(recommended(Kind.MAINTAIN_WITH_ACTIONS, "Chase it"))
        assert entry.details == "Chase it (Caseworker, by 18/12/2026)"
        assert entry.reasons == "Because."

    @pytest.mark.edge("OUT-2", "out")
    @pytest.mark.parametrize("kind", [Kind.MAINTAIN, Kind.NO_RECOMMENDATION])
    def test_has_only_date_and_recommendation_of_others(self, kind: Kind) -> None:
        entry = outcomes.atlas_entry(recommended(kind))
        assert entry == outcomes.AtlasEntry("EX-1", PANEL_ON, str(kind))

    @pytest.mark.parametrize(
        ("entered", "now", "missing"),
        [
            (None, "2026-12-09 17:00", 0),  # the end of the next working day itself
            (None, "2026-12-09 17:01", 1),
            ("2026-12-09 17:30", "2026-12-10 10:00", 0),  # late, but there
        ],
    )
    def test_is_missed_after_the_next_working_day(self, entered: str | None, now: str, missing: int) -> None:
        at = moment(entered) if entered else None
        found = outcomes.not_entered(at, PANEL_ON, moment(now), POLICY, ENGLAND)
        assert len(found) == missing
        assert all((each.severity, each.reading) == ("warning", True) for each in found)


class TestAnAnswer:
    @pytest.mark.parametrize("row", rows("answers"))
    def test_is_in_time_late_open_or_overdue(self, row: Row) -> None:
        set_by = day(row["set_by_team"]) if row["set_by_team"] else None
        times = answers.answer_times(day(row["recommended_on"]), POLICY, ENGLAND, set_by)
        assert times.ends == moment(row["ends"])
        assert ";".join(f"{in_london(at):%Y-%m-%d}" for at in times.reminders) == row["reminders"]
        answered = day(row["answered_on"]) if row["answered_on"] else None
        assert answers.answer_state(answered, times, moment(row["now"])) == row["state"]
        overdue = answers.overdue("EX-1", answered, times, moment(row["now"]))
        assert bool(overdue) is (row["state"] == "overdue")

    def test_that_is_overdue_says_since_when(self) -> None:
        times = answers.answer_times(PANEL_ON, POLICY, ENGLAND)
        (found,) = answers.overdue("EX-1", None, times, moment("2026-12-23 00:00"))
        assert (found.clause, found.severity) == ("OUT-3", "warning")
        assert found.why == "it was due by the end of 2026-12-22"

    def test_on_atlas_prevails_and_else_the_latest(self) -> None:
        here = CaseworkAnswer("r", Says.AGREE, date(2026, 12, 20), "owner")
        later = replace(here, answered_on=date(2026, 12, 21), says=Says.DISAGREE)
        on_atlas = replace(here, answered_on=date(2026, 12, 10), on_atlas=True)
        assert answers.prevailing([]) is None
        assert answers.prevailing([later, here]) == later
        assert answers.prevailing([on_atlas, later, here]) == on_atlas


def rejection(**other: Any) -> CaseworkAnswer:
    made = CaseworkAnswer("r", Says.DISAGREE, date(2026, 12, 20), "owner@x", "Full reasons.", "boss@x", Grade.SEO)
    return replace(made, **other)


def about(**other: Any) -> rejections.Recommended:
    made = rejections.Recommended(Kind.RELEASE, Grade.SEO, Band.THREE_MONTH, Band.THREE_MONTH, "owner@x")
    return replace(made, **other)


class TestARejection:
    @pytest.mark.parametrize("row", rows("approvers"))
    def test_is_approved_at_the_chairs_grade_or_higher(self, row: Row) -> None:
        chair = Grade[row["chair"]] if row["chair"] else None
        held = about(chair_grade=chair, case_band=Band(row["case_band"]), panel_band=Band(row["panel_band"]))
        assert rejections.least_approver_grade(held, POLICY).name == row["least"]
        grade = Grade[row["approver"]] if row["approver"] else None
        found = rejections.rejection_faults(rejection(approver_grade=grade), held, POLICY)
        assert (found == ()) is yes(row["accepted"])
        assert all(row["least"] in each.why for each in found)

    def test_is_fully_reasoned(self) -> None:
        (found,) = rejections.rejection_faults(rejection(reasons="  "), about(), POLICY)
        assert (found.clause, found.reading, found.what) == ("OUT-4", False, "the reasons are missing")

    def test_needs_an_approver(self) -> None:
        (found,) = rejections.rejection_faults(rejection(approved_by=" ", approver_grade=None), about(), POLICY)
        assert found.what == "nobody has approved the rejection"

    @pytest.mark.parametrize(("approver", "counts"), [("Owner@X ", False), ("other@x", True)])
    def test_is_not_approved_by_the_case_owner(self, approver: str, counts: bool) -> None:
        found = rejections.rejection_faults(rejection(approved_by=approver), about(), POLICY)
        assert (found == ()) is counts
        assert all(each.reading for each in found)

    def test_may_be_approved_by_anybody_of_the_grade_where_no_owner_is_known(self) -> None:
        assert rejections.rejection_faults(rejection(approved_by="x"), about(case_owner=""), POLICY) == ()

    def test_is_none_where_casework_agrees(self) -> None:
        agreed = rejection(says=Says.AGREE, reasons="", approved_by="")
        assert rejections.rejection_faults(agreed, about(), POLICY) == ()

    @pytest.mark.parametrize(
        ("says", "kind", "told"),
        [
            (Says.AGREE, Kind.RELEASE, 1),
            (Says.DISAGREE, Kind.RELEASE, 0),
            (Says.AGREE, Kind.MAINTAIN, 0),
        ],
    )
    def test_a_release_agreed_goes_to_the_appropriate_grade(self, says: Says, kind: Kind, told: int) -> None:
        found = rejections.release_authority(rejection(says=says), about(kind=kind))
        assert len(found) == told
        assert all(each.severity == "fact" for each in found)
