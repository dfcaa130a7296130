"""The clauses that the workflow keeps, each on both sides of its edge, as a panel lives through it."""

from dataclasses import replace
from datetime import date

import pytest

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import Case
from cpp_core.model.panel import ListedCase, PlaceStatus, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import asking, attendance, sitting
from tests.core.support import Life, a_life, a_panel, due, invited, who
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CASE = Case("EX-1", date(2026, 8, 31))
RL, IPM = SeatKind.RL, SeatKind.IPM


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
