"""Decisions of the workflow that no life of a panel shows apart: each of two things that a decision needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpp_core.model.panel import PlaceStatus, QuorumChoice, QuorumDecision, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import quorum
from cpp_core.workflow.seats import Change, settle
from tests.core.support import Life, a_life, a_panel, invited

LO = SeatKind.LO


def short_of_lo() -> Life:
    return invited(a_panel().with_core_members(0)).everybody_confirms(LO).at("2026-12-04 17:00")


def decision(life: Life, by: str = "CHAIR 0", *, met: bool = True, apart: bool = True) -> QuorumDecision:
    return QuorumDecision(QuorumChoice.PROCEED, by, life.now, (LO,), met, apart, "Enough.")


class TestADecisionToProceed:
    @pytest.mark.parametrize(
        ("met", "apart", "says"),
        [(False, True, ["Objective: has not"]), (True, False, ["Independence: has not"]), (True, True, [])],
    )
    def test_needs_each_affirmation_by_itself(self, met: bool, apart: bool, says: list[str]) -> None:
        life = short_of_lo()
        try:
            quorum.decide(life.panel, decision(life, met=met, apart=apart), life.contacts, life.scene)
        except Refusal as refusal:
            found = [fault.sentence()[: len(says[0])] for fault in refusal.faults]
        else:
            found = []
        assert found == says

    def test_is_not_told_to_who_took_it(self) -> None:
        life = short_of_lo()
        step = quorum.decide(life.panel, decision(life, by="team"), life.contacts, life.scene)
        assert {effect.refs["person"] for effect in step.effects if effect.what != "install"} == {"OFFICER 0"}


def test_only_a_decision_to_proceed_stands() -> None:
    life = short_of_lo()
    for choice in QuorumChoice:
        panel = replace(life.panel, quorum_decisions=(replace(decision(life), choice=choice),))
        stands = quorum.standing_decision(panel, life.scene) is not None
        assert stands is (choice is QuorumChoice.PROCEED)


def test_a_seat_for_which_somebody_can_still_be_asked_is_not_hopeless() -> None:
    life = a_life(a_panel().with_core_members(0))
    assert quorum.hopeless(life.panel, life.scene) == ()
    without = life.panel.with_seat(replace(life.panel.seat(LO), places=()))
    assert quorum.hopeless(without, life.scene) == (LO,)


def test_a_panel_may_proceed_that_lacks_nobody() -> None:
    life = invited(a_panel().with_core_members(0)).everybody_confirms()
    assert quorum.may_proceed(life.panel, life.scene)
    assert not quorum.may_proceed(short_of_lo().panel, life.scene)


def test_nobody_without_a_place_is_brought_to_another() -> None:
    life = a_life()
    change = Change(LO, "nobody", PlaceStatus.CONFIRMED, "clock", "ATT-1")
    with pytest.raises(ValueError, match="nobody has no place in seat LO"):
        settle(life.panel, change, life.contacts, life.scene)
