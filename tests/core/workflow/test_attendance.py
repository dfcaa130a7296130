"""Chapter D, on both sides of each edge: cutoffs, reserves, late answers, reminders, hours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpp_core.deadlines.time import in_london
from cpp_core.model.panel import AnswerVia, PlaceStatus, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import attendance
from cpp_core.workflow.attendance import Answer
from tests.core.support import CONTACTS, Life, a_panel, invited, keys_of, who
from tests.core.tables import moment

RL, LO, CHAIR, IPM = SeatKind.RL, SeatKind.LO, SeatKind.CHAIR, SeatKind.IPM


def with_two_reserves(at: str = "2026-11-24 09:30") -> Life:
    return invited(a_panel().with_core_members(reserves=2), at=at)


class TestAMemberWhoDeclines:
    def test_has_the_first_reserve_asked_at_once_and_the_next_one_left_alone(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(RL))
        assert life.statuses(RL) == ["declined", "asked", "named"]
        assert life.answer_by(who(RL, 1)) == "Thu 2026-11-26 10:15"

    def test_has_spoc_and_officer_told_and_nobody_else(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(RL))
        assert life.told("seat_changed") == {"spoc RL", who(SeatKind.OFFICER)}

    @pytest.mark.parametrize("kind", [CHAIR, IPM])
    def test_has_the_cpp_team_told_where_the_seat_has_no_spoc(self, kind: SeatKind) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(kind))
        assert life.told("seat_changed") == {"team", who(SeatKind.OFFICER)}

    def test_is_taken_off_the_invitation_and_the_others_are_not_disturbed(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        step = life.declines(who(RL))
        meeting = [effect for effect in step.effects if effect.subject.startswith("meeting:")]
        assert [(effect.what, effect.refs["person"]) for effect in meeting] == [
            ("uninvite", who(RL)),
            ("invite", who(RL, 1)),
        ]

    def test_gives_nobody_a_message_before_working_hours_when_it_is_evening(self) -> None:
        life = with_two_reserves(at="2026-11-25 20:00")
        step = life.declines(who(RL))
        leaves = {effect.not_before for effect in step.effects if effect.channel in ("chat", "calendar")}
        assert leaves == {moment("2026-11-26 09:00")}
        assert life.answer_by(who(RL, 1)) == "Fri 2026-11-27 09:00", "their time runs from when they are asked"


class TestAReserveWhoIsAsked:
    def test_is_followed_by_the_next_when_their_time_is_up(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(RL))
        assert life.at("2026-11-26 10:14").statuses(RL) == ["declined", "asked", "named"]
        assert life.at("2026-11-26 10:15").statuses(RL) == ["declined", "stood down", "asked"]

    def test_is_not_needed_any_more_when_the_member_comes_back(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(RL))
        life.confirms(who(RL))
        assert life.statuses(RL) == ["confirmed", "not needed", "named"]

    def test_is_asked_again_if_the_member_then_withdraws_after_all(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.declines(who(RL))
        life.confirms(who(RL))
        life.at("2026-11-26 11:00").declines(who(RL))
        assert life.statuses(RL) == ["withdrawn", "asked", "named"]
        assert len(life.sent("attendance", who(RL, 1))) == 2
        assert len(life.sent("invite", who(RL, 1))) == 2

    def test_who_cannot_be_seated_is_passed_over_and_the_spoc_is_told_why(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.contacts = replace(CONTACTS, barred={who(RL, 1): "has left"})
        life.declines(who(RL))
        assert life.statuses(RL) == ["declined", "cannot be seated", "asked"]
        assert [effect.refs["about"] for effect in life.sent("seat_changed", "spoc RL")] == [who(RL), who(RL, 1)]
        assert not life.sent("attendance", who(RL, 1))

    def test_who_is_busy_by_their_calendar_is_asked_after_who_is_free_and_not_passed_over(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.panel = replace(life.panel, busy=frozenset({who(RL, 1)}))
        life.declines(who(RL))
        assert life.statuses(RL) == ["declined", "named", "asked"]
        life.declines(who(RL, 2))
        assert life.statuses(RL) == ["declined", "asked", "declined"]

    def test_who_was_busy_on_the_old_date_is_not_known_to_be_on_the_new_one(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        life.panel = replace(life.panel, busy=frozenset({who(RL, 1)}))
        life.moved("2026-12-15 10:00")
        assert life.panel.busy == frozenset()

    def test_cannot_take_the_seat_when_they_were_never_asked(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        with pytest.raises(Refusal, match="have not been asked"):
            life.confirms(who(RL, 1))


class TestWhenTimeIsShort:
    """TIME-5: less than the full time before 17:00 on the last working day (Monday 7 December)."""

    @pytest.mark.parametrize(
        ("declined_at", "statuses", "until"),
        [
            ("2026-12-04 17:00", ["withdrawn", "asked", "named"], "Mon 2026-12-07 17:00"),  # exactly the full time
            ("2026-12-07 09:00", ["withdrawn", "asked", "asked"], "Mon 2026-12-07 17:00"),  # less: all together
            ("2026-12-07 17:00", ["withdrawn", "asked", "asked"], "Tue 2026-12-08 10:00"),  # after it: until it starts
            ("2026-12-08 09:59", ["withdrawn", "asked", "asked"], "Tue 2026-12-08 10:00"),
        ],
    )
    def test_all_remaining_reserves_are_asked_together(self, declined_at: str, statuses: list[str], until: str) -> None:
        life = with_two_reserves().everybody_confirms().at(declined_at)
        life.declines(who(RL))
        assert life.statuses(RL) == statuses
        assert life.answer_by(who(RL, 1)) == until

    def test_the_first_yes_sits_and_the_others_are_released_and_can_be_asked_again(self) -> None:
        life = with_two_reserves().everybody_confirms().at("2026-12-07 10:00")
        life.declines(who(RL))
        life.confirms(who(RL, 2))
        assert life.statuses(RL) == ["withdrawn", "not needed", "confirmed"]
        life.declines(who(RL, 2))
        assert life.statuses(RL) == ["withdrawn", "asked", "withdrawn"]

    def test_nobody_is_asked_once_the_panel_has_begun(self) -> None:
        life = with_two_reserves().everybody_confirms().at("2026-12-08 10:00")
        life.opened()
        life.declines(who(RL))
        assert life.statuses(RL) == ["withdrawn", "named", "named"]

    def test_a_withdrawal_within_24_hours_is_told_at_any_hour(self) -> None:
        life = with_two_reserves().everybody_confirms().at("2026-12-07 22:00")
        step = life.declines(who(RL))
        assert {effect.not_before for effect in step.effects} == {None}


class TestTheCutoff:
    """Nominal Saturday 5 December 10:00, effective Friday 17:00."""

    def test_leaves_who_answers_at_the_very_moment_before_it_seated(self) -> None:
        life = invited().at("2026-12-04 16:59")
        life.confirms(who(LO))
        assert life.at("2026-12-04 17:00").status(who(LO)) is PlaceStatus.CONFIRMED

    def test_stands_down_who_has_not_answered_and_asks_the_reserve(self) -> None:
        life = invited().everybody_confirms(LO).at("2026-12-04 17:00")
        assert life.statuses(LO) == ["stood down", "asked"]
        assert life.told("seat_changed") == {"spoc LO", who(SeatKind.OFFICER)}

    @pytest.mark.parametrize("at", ["2026-12-04 17:01", "2026-12-05 10:00"])
    def test_a_yes_until_the_nominal_cutoff_gives_the_seat_back(self, at: str) -> None:
        life = invited().everybody_confirms(LO).at(at)
        life.confirms(who(LO))
        assert life.statuses(LO) == ["confirmed", "not needed"]

    def test_a_yes_after_the_nominal_cutoff_is_refused_kindly_while_the_reserve_is_asked(self) -> None:
        life = invited().everybody_confirms(LO).at("2026-12-05 10:01")
        with pytest.raises(Refusal, match="Thank you for coming forward"):
            life.confirms(who(LO))

    def test_a_yes_is_refused_kindly_once_the_reserve_has_confirmed(self) -> None:
        life = invited().everybody_confirms(LO).at("2026-12-04 18:00")
        life.confirms(who(LO, 1))
        with pytest.raises(Refusal, match="no longer open"):
            life.confirms(who(LO))

    def test_a_late_yes_fills_a_seat_for_which_nobody_is_left(self) -> None:
        life = invited().everybody_confirms(LO).at("2026-12-04 18:00")
        life.declines(who(LO, 1))
        life.at("2026-12-07 09:00").confirms(who(LO))
        assert life.statuses(LO) == ["confirmed", "declined"]

    def test_leaves_a_reserve_with_their_own_time_alone(self) -> None:
        life = invited().everybody_confirms(RL).at("2026-12-04 15:00")
        life.declines(who(RL))
        assert life.at("2026-12-04 17:00").statuses(RL) == ["declined", "asked"]
        assert life.at("2026-12-07 15:00").statuses(RL) == ["declined", "stood down"]


class TestReminders:
    def days(self, life: Life, person: str) -> list[str]:
        sent = [effect for effect in life.sent("attendance_reminder", person) if effect.channel == "chat"]
        moments = {at for at, effect in life.outbox if effect in sent}
        return sorted(f"{in_london(at):%a %d %H:%M}" for at in moments)

    def test_come_seven_five_and_four_days_before_but_never_on_or_after_the_cutoff(self) -> None:
        life = invited().at("2026-12-08 09:00")
        assert self.days(life, who(LO)) == ["Fri 04 09:30", "Thu 03 09:30", "Tue 01 09:30"]

    def test_stop_with_the_answer(self) -> None:
        life = invited().at("2026-12-01 12:00")
        life.declines(who(LO))
        assert self.days(life.at("2026-12-08 09:00"), who(LO)) == ["Tue 01 09:30"]

    def test_are_one_a_day_also_for_who_asked_to_be_reminded(self) -> None:
        life = invited().at("2026-11-30 15:00")
        life.asks_to_be_reminded(who(LO))
        life.at("2026-12-01 12:00")
        keys = keys_of(life.sent("attendance_reminder", who(LO)))
        assert len(keys) == 2, "the ladder's and the one asked for"
        assert len(set(keys)) == 1, "with one key, so that the outbox keeps one"

    def test_are_refused_to_who_asks_for_one_after_the_cutoff(self) -> None:
        life = invited().at("2026-12-04 10:00")
        with pytest.raises(Refusal, match="answer now"):
            life.asks_to_be_reminded(who(LO))

    def test_come_once_after_a_week_of_downtime(self) -> None:
        life = invited()
        life.wakes("2026-12-03 11:00")
        assert len({*keys_of(life.sent("attendance_reminder", who(LO)))}) == 1


class TestTheOfficer:
    def test_can_undo_a_swap(self) -> None:
        life = invited().everybody_confirms(LO).at("2026-12-04 18:00")
        life.confirms(who(LO, 1))
        answer = Answer(who(LO), "officer", AnswerVia.OFFICER, how="They were on a train without signal.")
        life.take(attendance.give_back(life.panel, answer, life.contacts, life.scene))
        assert life.statuses(LO) == ["confirmed", "not needed"]

    @pytest.mark.parametrize(
        ("since", "said"),
        [("2026-12-08 10:00", "on time"), ("2026-12-08 10:01", "late"), ("", "absent")],
    )
    def test_records_who_came_and_when(self, since: str, said: str) -> None:
        life = invited().everybody_confirms().at("2026-12-08 10:00")
        life.opened()
        came = moment(since) if since else None
        step = life.take(attendance.attended(life.panel, who(LO), came, "officer", life.scene))
        assert step.entries[-1].what == f"attended: {said}"
        assert (who(LO) in life.panel.attended) == bool(since)

    def test_records_nobody_before_the_panel_is_open(self) -> None:
        life = invited()
        with pytest.raises(Refusal, match="once it is open"):
            attendance.attended(life.panel, who(LO), life.now, "officer", life.scene)


class TestKeys:
    def test_of_two_cycles_within_one_second_are_all_different(self) -> None:
        life = with_two_reserves(at="2026-11-25 10:15")
        for _ in range(3):
            life.declines(who(RL))
            life.confirms(who(RL))
        keys = keys_of(effect for _, effect in life.outbox)
        assert len(keys) == len(set(keys))
        assert len(life.sent("seat_changed", "spoc RL")) == 6


class TestSupplementarySeats:
    def test_ask_everybody_named_and_need_nobody(self) -> None:
        panel = a_panel().with_core_members().with_seat(SeatKind.EXPERT, "DGK", "OSCU")
        life = invited(panel)
        assert life.statuses(SeatKind.EXPERT) == ["asked", "asked"]
        life.confirms("DGK")
        life.confirms("OSCU")
        assert life.statuses(SeatKind.EXPERT) == ["confirmed", "confirmed"]

    def test_make_no_vacancy(self) -> None:
        life = invited(a_panel().with_core_members().with_seat(SeatKind.OBSERVER, "new chair"))
        life.declines("new chair")
        assert not life.sent("vacancy")
