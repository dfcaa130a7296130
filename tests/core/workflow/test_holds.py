"""Time to prepare: when it may be held, offered to whom, and given back with the seat (INV-1)."""

from __future__ import annotations

import pytest

from cpp_core.deadlines.time import in_london
from cpp_core.model.panel import SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import holds
from tests.core.support import Life, a_panel, invited, who

RL = SeatKind.RL
"""The panel is on Tuesday 8 December 2026 at 10:00; its list is out on Tuesday 1 December at 09:30."""


def confirmed(at: str) -> Life:
    life = invited(a_panel().with_core_members(reserves=1), at="2026-11-24 09:30")
    life.confirms(who(RL))
    return life.at(at)


def times(life: Life) -> list[str]:
    return [f"{in_london(at):%a %d %H:%M}" for at in holds.times_to_prepare(life.panel, life.scene)]


class TestTheTimes:
    def test_begin_within_the_time_in_which_a_cancelled_panel_is_paid(self) -> None:
        found = times(confirmed("2026-11-30 12:00"))
        assert found[0] == "Mon 07 09:00"  # 72 hours before is Saturday
        assert found[12] == "Mon 07 15:00"  # ends at 17:00, with the working hours
        assert found[13] == "Fri 04 09:00"  # then the day before, as Tuesday morning is too short

    def test_go_back_to_when_the_list_is_out_and_no_further(self) -> None:
        assert times(confirmed("2026-11-30 12:00"))[-1] == "Tue 01 15:00"
        assert "Tue 01 09:00" not in times(confirmed("2026-11-30 12:00"))
        assert "Tue 01 09:30" in times(confirmed("2026-11-30 12:00"))

    @pytest.mark.parametrize(
        ("now", "first"),
        [
            ("2026-12-07 14:59", ["Mon 07 15:00"]),
            ("2026-12-07 15:00", ["Mon 07 15:00"]),  # at that very moment it can still begin
            ("2026-12-07 15:01", []),  # nothing ends in working hours before the panel
        ],
    )
    def test_are_still_to_come(self, now: str, first: list[str]) -> None:
        assert times(confirmed(now)) == first


class TestAHold:
    def test_is_for_who_has_confirmed(self) -> None:
        life = invited(a_panel().with_core_members(reserves=1), at="2026-11-24 09:30")
        with pytest.raises(Refusal, match="Please confirm first"):
            holds.hold(life.panel, who(RL), life.scene)

    def test_is_refused_where_no_time_is_left(self) -> None:
        life = confirmed("2026-12-07 16:00")
        with pytest.raises(Refusal, match="no time left"):
            holds.hold(life.panel, who(RL), life.scene)

    def test_is_held_once_however_often_it_is_asked_for(self) -> None:
        life = confirmed("2026-12-01 12:00")
        life.take(holds.hold(life.panel, who(RL), life.scene))
        assert holds.hold(life.panel, who(RL), life.scene).effects == ()
        assert holds.held_by(life.panel) == (who(RL),)

    def test_is_given_back_with_the_seat(self) -> None:
        life = confirmed("2026-12-01 12:00")
        life.take(holds.hold(life.panel, who(RL), life.scene))
        life.declines(who(RL))
        assert len(life.sent("release_hold", who(RL))) == 1
        assert holds.held_by(life.panel) == ()

    def test_is_given_back_when_the_panel_moves_and_can_be_had_again(self) -> None:
        life = confirmed("2026-12-01 12:00")
        life.take(holds.hold(life.panel, who(RL), life.scene))
        life.moved("2026-12-15 10:00")
        assert len(life.sent("release_hold", who(RL))) == 1
        life.confirms(who(RL))
        life.take(holds.hold(life.panel, who(RL), life.scene))
        assert len({effect.key for effect in life.sent("hold", who(RL))}) == 2

    def test_is_given_back_when_the_panel_is_cancelled(self) -> None:
        life = confirmed("2026-12-01 12:00")
        life.take(holds.hold(life.panel, who(RL), life.scene))
        life.cancelled()
        assert len(life.sent("release_hold", who(RL))) == 1
