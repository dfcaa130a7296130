"""The key of an effect says what happened, and nothing of what else did: the same has it again after a restore."""

from __future__ import annotations

from cpp_core.model.panel import SeatKind
from tests.core.support import Life, invited, keys_of, who

RL, LO = SeatKind.RL, SeatKind.LO


def keys(life: Life, what: str) -> list[str]:
    return sorted(keys_of(life.sent(what)))


class TestTheKeyOfAnEffect:
    def test_is_the_same_whatever_else_happened_before(self) -> None:
        one, other = invited(), invited()
        for life, order in ((one, (RL, LO)), (other, (LO, RL))):
            for kind in order:
                life.declines(who(kind))
            life.at("2026-12-04 17:00")
        for what in ("attendance", "seat_changed", "uninvite", "case_list", "vacancy", "quorum"):
            assert keys(one, what) == keys(other, what) != [], what

    def test_is_another_where_the_same_happens_again(self) -> None:
        life = invited()
        for _ in range(2):
            life.declines(who(RL))
            life.confirms(who(RL))
        told = keys(life, "uninvite")
        assert len(told) == len(set(told)) == 4, "twice the member, and twice the reserve who was not needed"

    def test_of_somebodys_place_says_what_became_of_it(self) -> None:
        life = invited()
        step = life.declines(who(RL))
        assert f"ATT-3:told:{life.panel.id}@20261208T1000Z:declined:{who(RL)}:spoc RL" in keys_of(step.effects)
