"""PAN-8 and ATT-4: when the chair is asked, asked again or told that nothing is needed, and what a decision covers."""

from __future__ import annotations

import pytest

from cpp_core.model.panel import PanelStatus, QuorumChoice, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import quorum
from tests.core.support import Life, a_panel, invited, who

CHAIR, OFFICER, LO, RL, NRPC = SeatKind.CHAIR, SeatKind.OFFICER, SeatKind.LO, SeatKind.RL, SeatKind.NRPC


def short_of(*kinds: SeatKind, reserves: int = 0, at: str = "2026-12-04 17:00") -> Life:
    return invited(a_panel().with_core_members(reserves)).everybody_confirms(*kinds).at(at)


def asked(life: Life) -> int:
    return len(life.sent("quorum", who(CHAIR)))


class TestTheChairIsAsked:
    def test_at_the_cutoff_where_nobody_is_left_for_a_core_seat(self) -> None:
        assert asked(short_of(LO, at="2026-12-04 16:59")) == 0
        assert asked(short_of(LO)) == 1

    def test_only_at_noon_where_a_reserve_is_still_being_asked(self) -> None:
        assert asked(short_of(LO, reserves=1, at="2026-12-07 11:59")) == 0
        assert asked(short_of(LO, reserves=1, at="2026-12-07 12:00")) == 1

    def test_again_when_another_seat_is_lost(self) -> None:
        life = short_of(LO)
        life.at("2026-12-07 10:00").declines(who(RL))
        assert asked(life) == 2

    def test_not_again_for_fewer_seats_whose_card_is_only_changed(self) -> None:
        life = short_of(LO, RL, reserves=1, at="2026-12-07 12:00")
        life.confirms(who(RL, 1))
        assert asked(life) == 1
        assert [effect for _, effect in life.outbox if effect.what == "quorum" and effect.replaces]

    def test_when_a_new_chair_takes_over(self) -> None:
        life = short_of(LO, reserves=1, at="2026-12-07 12:00")
        life.declines(who(CHAIR))
        life.confirms(who(CHAIR, 1))
        assert life.sent("quorum", who(CHAIR, 1))

    def test_not_before_they_have_confirmed_themselves_and_the_team_hears_instead(self) -> None:
        life = short_of(LO, CHAIR, reserves=0)
        assert asked(life) == 0
        assert life.sent("quorum", "team")

    def test_at_noon_also_where_the_officer_is_missing(self) -> None:
        assert asked(short_of(OFFICER, reserves=1, at="2026-12-07 12:00")) == 1


class TestTheChairHears:
    def test_that_all_seats_are_filled_once_they_are(self) -> None:
        life = short_of(LO, reserves=1, at="2026-12-07 12:00")
        life.confirms(who(LO, 1))
        assert life.told("quorum_settled") == {who(CHAIR), who(OFFICER)}

    def test_nothing_when_somebody_is_only_being_asked(self) -> None:
        life = short_of(LO)
        life.at("2026-12-07 09:30").named(LO, "LO 5")
        assert life.statuses(LO) == ["stood down", "asked"]
        assert not life.sent("quorum_settled")


class TestADecisionToProceed:
    def test_lets_the_panel_open_without_the_seats_that_it_covers(self) -> None:
        life = short_of(LO)
        life.decides(QuorumChoice.PROCEED)
        life.at("2026-12-08 10:00").opened()
        assert life.panel.status is PanelStatus.OPEN

    def test_covers_no_seat_that_is_lost_afterwards(self) -> None:
        life = short_of(LO)
        life.decides(QuorumChoice.PROCEED)
        life.at("2026-12-08 09:00").declines(who(RL))
        with pytest.raises(Refusal, match="Returns Logistics"):
            life.at("2026-12-08 10:00").opened()
        assert asked(life) == 2

    @pytest.mark.parametrize(("met", "reasons"), [(False, "Enough."), (True, "  ")])
    def test_needs_both_affirmations_and_reasons(self, met: bool, reasons: str) -> None:
        with pytest.raises(Refusal):
            short_of(LO).decides(QuorumChoice.PROCEED, met=met, reasons=reasons)

    def test_cannot_do_without_an_officer(self) -> None:
        life = short_of(LO, OFFICER)
        with pytest.raises(Refusal, match="CPP officer"):
            life.decides(QuorumChoice.PROCEED)

    def test_is_not_needed_when_every_seat_is_confirmed(self) -> None:
        with pytest.raises(Refusal, match="no decision is needed"):
            short_of().decides(QuorumChoice.PROCEED)

    def test_does_not_stand_for_a_new_date(self) -> None:
        life = short_of(LO)
        life.decides(QuorumChoice.PROCEED)
        life.moved("2026-12-10 10:00")
        assert quorum.standing_decision(life.panel, life.scene) is None


class TestADecisionToPostpone:
    @pytest.mark.parametrize(
        "new",
        ["", "2026-12-04 16:00", "2026-12-08 10:00", "2026-12-12 10:00", "2026-12-25 10:00"],
        ids=["no date", "past", "the same", "a Saturday", "Christmas Day"],
    )
    def test_needs_a_new_working_day_to_come(self, new: str) -> None:
        with pytest.raises(Refusal, match="New date"):
            short_of(LO).decides(QuorumChoice.POSTPONE, new)

    def test_leaves_no_decision_for_the_new_date_so_that_the_chair_is_asked_again(self) -> None:
        life = short_of(LO)
        life.decides(QuorumChoice.POSTPONE, "2026-12-15 10:00")
        life.everybody_confirms(LO).at("2026-12-11 17:00")
        assert asked(life) == 2


class TestOpening:
    @pytest.mark.parametrize(("at", "opens"), [("2026-12-08 07:59", False), ("2026-12-08 08:00", True)])
    def test_is_possible_from_two_hours_before_the_start(self, at: str, opens: bool) -> None:
        life = short_of().at(at)
        if opens:
            assert life.opened().panel.status is PanelStatus.OPEN
        else:
            with pytest.raises(Refusal, match="starts on 08/12/2026"):
                life.opened()

    @pytest.mark.parametrize("kind", [CHAIR, OFFICER])
    def test_needs_chair_and_officer_whatever_was_decided(self, kind: SeatKind) -> None:
        life = short_of(kind).at("2026-12-08 10:00")
        with pytest.raises(Refusal, match="cannot be waived"):
            life.opened()
