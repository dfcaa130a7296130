"""The clauses about the case list and the end of detention, each on both sides of its edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.listing import CaseList, ListRow
from cpp_core.model.panel import SeatKind
from cpp_core.rules import case_list as listing
from cpp_core.rules.privacy import personal_in
from cpp_core.rules.selection import due_in_week
from cpp_core.workflow import case_list as lists
from tests.core.support import a_panel, due, invited, who
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CASE = Case("EX-1", date(2026, 8, 31))
RL, IPM = SeatKind.RL, SeatKind.IPM


class TestTheCaseList:
    @pytest.mark.edge("LST-1", "in")
    def test_goes_out_a_week_before_and_to_independent_members_two_days_before_at_the_latest(self) -> None:
        assert (due("LST-1:share"), due("LST-1:backstop")) == ("2026-12-01 09:30", "2026-12-04 09:30")
        assert len(invited().at("2026-12-01 09:30").sent("open_folder")) == 7

    @pytest.mark.edge("LST-1", "out")
    def test_does_not_go_out_sooner(self) -> None:
        assert invited().at("2026-12-01 09:29").sent("open_folder") == []

    @pytest.mark.edge("LST-3", "in")
    def test_is_run_again_two_hours_before_and_says_what_changed(self) -> None:
        assert due("LST-3:rerun") == "2026-12-08 08:00"
        old, new = row(CASE), row(replace(CASE, location="Gatwick"))
        (change,) = listing.changes_between(version(old), (new,))
        assert (change.what, change.columns) == ("changed", ("Location",))

    @pytest.mark.edge("LST-3", "out")
    def test_that_did_not_change_says_nothing(self) -> None:
        assert listing.changes_between(version(row(CASE)), (row(CASE),)) == ()
        assert listing.changes_between(None, (row(CASE),)) == ()

    def test_says_what_came_and_what_went(self) -> None:
        other = row(replace(CASE, case_ref="EX-0"))
        found = listing.changes_between(version(row(CASE)), (other,))
        assert [(each.case_ref, each.what) for each in found] == [("EX-0", "added"), ("EX-1", "taken off")]

    @pytest.mark.parametrize(("hours", "old"), [(24, False), (25, True)])
    def test_warns_of_data_older_than_a_day(self, hours: int, old: bool) -> None:
        now = moment("2026-12-08 08:00")
        assert listing.is_old(now - timedelta(hours=hours), now, POLICY) is old
        assert listing.is_old(None, now, POLICY)

    @pytest.mark.edge("LST-2", "in")
    def test_names_what_the_source_lacks(self) -> None:
        whole = replace(
            CASE,
            location="x",
            area="x",
            team="x",
            case_owner="x",
            criminal_case=False,
            barriers=("x",),
            travel_document="x",
            aar_level=0,
        )
        lacking = listing.missing_of(row(whole))
        assert "Location" not in lacking
        assert listing.missing_of(row(replace(whole, location=""))) == ("Location", *lacking)

    @pytest.mark.edge("LST-2", "out")
    def test_asks_for_criminal_casework_details_of_criminal_cases_only(self) -> None:
        criminal, other = (listing.missing_of(row(replace(CASE, criminal_case=yes))) for yes in (True, False))
        assert {"MAPPA", "Sentence", "Offences"} <= set(criminal)
        assert not {"MAPPA", "Sentence", "Offences"} & set(other)

    @pytest.mark.edge("LST-4", "in")
    @pytest.mark.parametrize("granted", BailInPrinciple)
    def test_flags_a_light_touch_review_with_bail_in_principle(self, granted: BailInPrinciple) -> None:
        assert row(replace(CASE, bail_in_principle=granted)).light_touch

    @pytest.mark.edge("LST-4", "out")
    def test_flags_none_without(self) -> None:
        assert not row(CASE).light_touch

    @pytest.mark.edge("LST-5", "in")
    def test_can_be_opened_until_the_second_working_day_after_the_panel(self) -> None:
        life = invited().everybody_confirms(RL).at("2026-12-01 09:30")
        assert access_ends_at(life.panel, POLICY, ENGLAND) == moment("2026-12-10 17:00")
        assert who(RL) in life.panel.opened_to

    @pytest.mark.edge("LST-5", "out")
    def test_is_closed_to_who_gave_up_the_seat_and_to_everybody_at_the_end(self) -> None:
        life = invited().everybody_confirms().at("2026-12-01 09:30")
        life.declines(who(RL))
        assert who(RL) not in life.panel.opened_to
        assert lists.end_access(life.panel, life.scene).panel.opened_to == frozenset()

    @pytest.mark.edge("LST-6", "in")
    def test_leaves_only_references_in_messages(self) -> None:
        private = replace(CASE, aar_reason="Torture claim", offences=("Armed robbery",), sentence="Six years")
        assert personal_in("EX-1 is on the list of the panel on 08/12/2026.", [private], ["Ann Other"]) == ()
        assert personal_in("Some case", [replace(CASE, sentence="1y")], ["", "Jo"]) == ()

    @pytest.mark.edge("LST-6", "out")
    @pytest.mark.parametrize("words", ["torture  claim", "ARMED ROBBERY", "six years", "high risk", "Anna"])
    def test_finds_health_offences_and_names_in_them(self, words: str) -> None:
        private = replace(
            CASE,
            aar_reason="Torture claim",
            offences=("Armed robbery",),
            sentence="Six years",
            public_protection="High risk",
        )
        (found,) = personal_in(f"EX-1: {words}", [private], ["Anna"])
        assert (found.clause, found.reading) == ("LST-6", True)


def row(case: Case) -> ListRow:
    return listing.row_of(case, "due", (), PANEL_ON, POLICY, {})


def version(*made: ListRow) -> CaseList:
    return CaseList("v", "P1", 1, moment("2026-12-01 09:30"), None, made)


class TestClk5TheEndOfDetention:
    @pytest.mark.edge("CLK-5", "in")
    @pytest.mark.parametrize("left", [None, "2026-12-01", "2026-12-07"])
    def test_a_case_that_is_detained_when_the_week_begins_is_due_in_it(self, left: str | None) -> None:
        case = replace(CASE, released_on=date.fromisoformat(left) if left else None)
        assert len(due_in_week([case], date(2026, 12, 1), POLICY)) == 1

    @pytest.mark.edge("CLK-5", "out")
    def test_a_case_that_ended_by_then_is_not(self) -> None:
        assert due_in_week([replace(CASE, removed_on=date(2026, 11, 30))], date(2026, 12, 1), POLICY) == ()
        assert due_in_week([replace(CASE, gone_since=moment("2026-11-29 10:00"))], date(2026, 12, 1), POLICY) == ()

    @pytest.mark.parametrize(("left", "off"), [(date(2026, 12, 8), True), (date(2026, 12, 9), False)])
    def test_a_case_that_ends_by_the_panels_day_is_off_its_list(self, left: date, off: bool) -> None:
        assert bool(listing.gone_from_list(replace(CASE, released_on=left), a_panel().made)) is off
        assert listing.gone_from_list(None, a_panel().made)
