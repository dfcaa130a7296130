"""The clauses that the workflow keeps, each on both sides of its edge, as a panel lives through it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cpp_core.deadlines.obligations import access_ends_at, cutoff_of, obligations
from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.listing import CaseList, ListRow
from cpp_core.model.panel import ListedCase, PlaceStatus, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.rules import case_list as listing
from cpp_core.rules.privacy import personal_in
from cpp_core.rules.selection import due_in_week
from cpp_core.workflow import asking, attendance, sitting
from cpp_core.workflow import case_list as lists
from tests.core.support import Life, a_life, a_panel, invited, who
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CASE = Case("EX-1", date(2026, 8, 31))
RL, IPM = SeatKind.RL, SeatKind.IPM


def due(key: str, life: Life | None = None) -> str:
    """When an obligation of a panel falls due, as London's clocks show it."""
    panel = life.panel if life else a_panel().made
    found = next(each for each in obligations(panel, POLICY, ENGLAND) if each.key == key)
    return found.due_at.strftime("%Y-%m-%d %H:%M")


class TestTime8WhatIsPast:
    @pytest.mark.edge("TIME-8", "in")
    def test_a_cutoff_that_is_not_past_is_worked_out(self) -> None:
        assert cutoff_of(a_panel().made, POLICY, ENGLAND).effective == moment("2026-12-04 17:00")

    @pytest.mark.edge("TIME-8", "out")
    def test_a_cutoff_that_is_past_is_set_anew_by_the_panels_maker(self) -> None:
        late = replace(a_panel().made, cutoff_at=moment("2026-12-07 15:00"))
        found = cutoff_of(late, POLICY, ENGLAND)
        assert (found.nominal, found.effective) == (moment("2026-12-07 15:00"), moment("2026-12-07 15:00"))


class TestTime7Hours:
    @pytest.mark.edge("TIME-7", "in")
    def test_in_working_hours_a_card_leaves_at_once(self) -> None:
        step = invited(at="2026-11-25 17:00").declines(who(RL))
        assert {effect.not_before for effect in step.effects} == {None}

    @pytest.mark.edge("TIME-7", "out")
    def test_a_minute_later_it_waits_for_the_next_working_hours(self) -> None:
        step = invited(at="2026-11-25 17:01").declines(who(RL))
        assert moment("2026-11-26 09:00") in {effect.not_before for effect in step.effects}

    @pytest.mark.parametrize(("at", "waits"), [("2026-12-07 10:00", False), ("2026-12-06 20:00", True)])
    def test_within_24_hours_of_the_panel_nothing_waits(self, at: str, waits: bool) -> None:
        life = invited().everybody_confirms().at(at)
        step = life.declines(who(RL))
        assert any(effect.not_before for effect in step.effects) is waits


class TestPan3WhatIsNotReached:
    @pytest.mark.edge("PAN-3", "in")
    def test_goes_to_a_later_panel_with_its_reason(self) -> None:
        life = opened_with_a_case()
        life.take(sitting.not_reached(life.panel, "EX-1", "No time.", (), "officer", life.scene))
        assert life.panel.cases[0].not_reached_reason == "No time."

    @pytest.mark.edge("PAN-3", "out")
    @pytest.mark.parametrize(("ref", "reason"), [("EX-1", " "), ("EX-2", "No time.")])
    def test_is_not_taken_without_a_reason_or_of_another_list(self, ref: str, reason: str) -> None:
        life = opened_with_a_case()
        with pytest.raises(Refusal):
            sitting.not_reached(life.panel, ref, reason, (), "officer", life.scene)


def opened_with_a_case() -> Life:
    life = invited().everybody_confirms().at("2026-12-08 10:00")
    life.panel = replace(life.panel, cases=(ListedCase("EX-1", "due"),))
    life.opened()
    return life


class TestPan9AndInv4TheInvitation:
    @pytest.mark.edge("PAN-9", "in")
    @pytest.mark.edge("INV-4", "in")
    def test_is_one_teams_meeting_made_with_the_guide_before_anybody_is_invited(self) -> None:
        life = invited()
        assert [effect.clause for effect in life.sent("make_meeting")] == ["INV-3"]
        made = life.sent("make_meeting")[0].key
        assert {effect.after for effect in life.sent("invite")} == {made}

    @pytest.mark.edge("INV-4", "out")
    @pytest.mark.edge("PAN-9", "out")
    def test_is_one_for_each_invitee_and_none_for_others(self) -> None:
        people = [effect.refs["person"] for effect in invited().sent("invite")]
        assert len(people) == len(set(people)) == 7
        assert who(RL, 1) not in people


class TestInvitations:
    @pytest.mark.edge("INV-3", "in")
    def test_go_out_two_weeks_ahead(self) -> None:
        assert due("INV-3:invite") == "2026-11-24 09:30"
        assert len(a_life().at("2026-11-24 09:30").sent("invite")) == 7

    @pytest.mark.edge("INV-3", "out")
    def test_do_not_go_out_a_minute_sooner(self) -> None:
        assert a_life().at("2026-11-24 09:29").sent("invite") == []

    @pytest.mark.edge("INV-2", "in")
    def test_of_independent_members_follow_their_availability_by_the_calendar_month(self) -> None:
        assert (due("INV-2:ask"), due("INV-2:remind:35")) == ("2026-10-27 09:30", "2026-11-03 09:30")
        assert due("INV-2:escalate") == "2026-11-06 09:30"  # a month before is Sunday 8 November

    @pytest.mark.edge("INV-2", "out")
    def test_a_month_before_is_on_its_day_where_that_is_a_working_day(self) -> None:
        wednesday = Life(a_panel().on("2026-12-09 10:00").made, moment("2026-10-19 09:00"))
        assert due("INV-2:escalate", wednesday) == "2026-11-09 09:30"

    @pytest.mark.edge("INV-5", "in")
    def test_of_who_joins_later_are_their_own(self) -> None:
        life = invited(at="2026-11-25 10:00")
        life.declines(who(RL))
        life.declines(who(RL, 1))
        step = life.named(RL, "RL 9")
        assert [effect.refs["person"] for effect in step.effects if effect.what == "invite"] == ["RL 9"]

    @pytest.mark.edge("INV-5", "out")
    def test_of_who_is_named_before_they_go_out_wait_for_them(self) -> None:
        life = a_life(a_panel(), at="2026-11-20 09:00")
        step = asking.seat_late_name(life.panel, RL, life.contacts, life.scene)
        assert step.effects == ()


class TestAttendance:
    @pytest.mark.edge("ATT-1", "in")
    def test_is_confirmed_by_who_was_asked(self) -> None:
        life = invited()
        life.confirms(who(RL))
        assert life.status(who(RL)) is PlaceStatus.CONFIRMED

    @pytest.mark.edge("ATT-1", "out")
    def test_is_not_confirmed_by_who_was_not(self) -> None:
        with pytest.raises(Refusal, match="not been asked"):
            invited().confirms(who(RL, 1))

    @pytest.mark.edge("ATT-3", "in")
    def test_unanswered_at_the_effective_cutoff_goes_to_the_reserve(self) -> None:
        life = invited().everybody_confirms(RL).at("2026-12-04 17:00")
        assert life.statuses(RL) == ["stood down", "asked"]

    @pytest.mark.edge("ATT-3", "out")
    def test_unanswered_a_minute_before_it_stays(self) -> None:
        life = invited().everybody_confirms(RL).at("2026-12-04 16:59")
        assert life.statuses(RL) == ["asked", "named"]

    @pytest.mark.parametrize(("at", "back"), [("2026-12-05 10:00", True), ("2026-12-05 10:01", False)])
    def test_is_given_back_until_the_nominal_cutoff(self, at: str, back: bool) -> None:
        life = invited().everybody_confirms(RL).at(at)
        if back:
            life.confirms(who(RL))
            assert life.status(who(RL)) is PlaceStatus.CONFIRMED
        else:
            with pytest.raises(Refusal, match="Thank you for coming forward"):
                life.confirms(who(RL))

    @pytest.mark.edge("ATT-5", "in")
    def test_withdrawn_on_the_day_is_handled_at_once(self) -> None:
        life = invited().everybody_confirms().at("2026-12-08 09:59")
        life.declines(who(RL))
        assert life.statuses(RL) == ["withdrawn", "asked"]

    @pytest.mark.edge("ATT-5", "out")
    def test_declined_without_having_confirmed_is_no_withdrawal(self) -> None:
        life = invited()
        life.declines(who(RL))
        assert life.statuses(RL) == ["declined", "asked"]

    @pytest.mark.edge("ATT-6", "in")
    @pytest.mark.parametrize("kind", [SeatKind.CHAIR, IPM])
    def test_of_chair_and_independent_member_is_chased_like_a_core_seat(self, kind: SeatKind) -> None:
        life = invited().everybody_confirms(kind).at("2026-12-04 17:00")
        assert life.statuses(kind) == ["stood down", "asked"]

    @pytest.mark.edge("ATT-6", "out")
    def test_of_an_observer_is_not(self) -> None:
        observed = a_panel().with_core_members().with_seat(SeatKind.OBSERVER, "o 1", "o 2")
        life = invited(observed).everybody_confirms()
        assert life.statuses(SeatKind.OBSERVER) == ["asked", "asked"]

    @pytest.mark.edge("ATT-7", "in")
    def test_from_the_start_is_on_time(self) -> None:
        assert attended("2026-12-08 10:00") == "attended: on time"

    @pytest.mark.edge("ATT-7", "out")
    def test_a_minute_later_is_late(self) -> None:
        assert attended("2026-12-08 10:01") == "attended: late"
        assert attended(None) == "attended: absent"


def attended(since: str | None) -> str:
    life = invited().everybody_confirms().at("2026-12-08 10:00")
    life.opened()
    at = moment(since) if since else None
    return attendance.attended(life.panel, who(RL), at, "officer", life.scene).entries[0].what


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
