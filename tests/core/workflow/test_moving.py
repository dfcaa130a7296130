"""Panels that are cancelled or moved: everybody told, asked anew, obligations redone, nothing sent twice."""

from __future__ import annotations

import pytest

from cpp_core.model.panel import PanelStatus, PlaceStatus, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import sitting
from cpp_core.workflow.moving import postpone
from tests.core.support import REQUIRED, a_life, a_panel, invited, keys_of, who
from tests.core.tables import moment

RL, LO, IPM = SeatKind.RL, SeatKind.LO, SeatKind.IPM
SPOCS = {"spoc FNORC", "spoc NRPC", "spoc RL", "spoc LO"}
EVERYBODY = {*(who(kind) for kind in REQUIRED), *SPOCS, "team"}


class TestACancelledPanel:
    def test_is_told_to_everybody_once_and_taken_out_of_the_calendar(self) -> None:
        life = invited().everybody_confirms().at("2026-12-02 11:00")
        life.cancelled()
        assert life.told("panel_cancelled") == EVERYBODY
        assert len(life.sent("cancel_meeting")) == 1

    def test_owes_nothing_any_more(self) -> None:
        life = invited().at("2026-12-02 11:00")
        life.cancelled()
        assert life.next_due() is None

    def test_closes_the_folder_and_reminds_of_downloads(self) -> None:
        life = invited().everybody_confirms().at("2026-12-02 11:00")
        life.cancelled()
        members = {who(kind) for kind in REQUIRED}
        assert not life.panel.opened_to
        assert {effect.refs["person"] for effect in life.sent("end_access")} == members
        assert life.told("delete_downloads") == members

    def test_has_no_meeting_to_cancel_before_the_invitations(self) -> None:
        life = a_life()
        life.cancelled()
        assert not life.sent("cancel_meeting")

    def test_takes_no_answer(self) -> None:
        life = invited()
        life.cancelled()
        with pytest.raises(Refusal, match="This panel is cancelled"):
            life.confirms(who(RL))

    @pytest.mark.parametrize("status", [PanelStatus.OPEN, PanelStatus.CLOSED, PanelStatus.CANCELLED])
    def test_was_planned_before(self, status: PanelStatus) -> None:
        life = invited().everybody_confirms().at("2026-12-08 10:00")
        if status is PanelStatus.CANCELLED:
            life.cancelled()
        else:
            life.opened()
        if status is PanelStatus.CLOSED:
            life.take(sitting.close_panel(life.panel, (), "chair", life.scene))
        assert life.panel.status is status
        with pytest.raises(Refusal, match="no longer"):
            life.cancelled()


class TestAMovedPanel:
    def test_is_told_to_everybody_and_asks_anew_who_was_to_come(self) -> None:
        life = invited().everybody_confirms().at("2026-12-02 11:00")
        life.moved("2026-12-15 10:00")
        assert life.told("panel_postponed") == EVERYBODY
        assert all(life.status(who(kind)) is PlaceStatus.ASKED for kind in REQUIRED)
        assert all(len(life.sent("attendance", who(kind))) == 2 for kind in REQUIRED)
        assert life.answer_by(who(RL)) == "Fri 2026-12-11 17:00"

    def test_moves_the_meeting_and_invites_nobody_twice(self) -> None:
        life = invited().everybody_confirms().at("2026-12-02 11:00")
        life.moved("2026-12-15 10:00")
        life.at("2026-12-14 18:00")
        assert len(life.sent("move_meeting")) == 1
        assert len(life.sent("invite", who(RL))) == 1

    def test_keeps_the_reserve_who_had_the_seat_first_and_the_member_stands_by(self) -> None:
        life = invited().at("2026-11-25 10:00")
        life.declines(who(RL))
        life.confirms(who(RL, 1))
        life.moved("2026-12-15 10:00")
        seat = life.panel.seat(RL)
        assert [(place.person_id, str(place.status)) for place in seat.places] == [
            (who(RL, 1), "asked"),
            (who(RL), "named"),
        ]

    def test_asks_members_again_who_had_declined_where_nobody_else_was_to_come(self) -> None:
        life = invited(a_panel().with_core_members(reserves=0)).at("2026-11-25 10:00")
        life.declines(who(RL))
        life.moved("2026-12-10 10:00")
        life.at("2026-11-26 09:30")
        assert life.status(who(RL)) is PlaceStatus.ASKED

    def test_falls_due_anew_for_what_lies_ahead_of_the_new_date_alone(self) -> None:
        life = invited().at("2026-12-04 17:00")
        life.moved("2026-12-15 10:00")
        due = {each.key for each in life.open_obligations()}
        assert {"ATT-3:cutoff", "ATT-4:quorum", "LST-3:rerun", "LST-1:share"} <= due
        assert not due & {"INV-1:ask:RL", "INV-2:ask"}

    def test_to_a_date_whose_cutoff_is_past_has_a_cutoff_by_the_time_of_reserves(self) -> None:
        life = invited().everybody_confirms().at("2026-12-07 11:00")
        life.moved("2026-12-09 10:00")
        assert life.panel.cutoff_at == moment("2026-12-08 11:00")
        assert life.at("2026-12-08 10:59").status(who(RL)) is PlaceStatus.ASKED
        assert life.at("2026-12-08 11:00").status(who(RL)) is PlaceStatus.STOOD_DOWN

    def test_and_moved_back_again_asks_everybody_a_third_time(self) -> None:
        life = invited().everybody_confirms().at("2026-12-01 11:00")
        life.moved("2026-12-15 10:00")
        life.moved("2026-12-08 10:00")
        keys = keys_of(effect for _, effect in life.outbox if not effect.key.startswith("ATT-2:remind"))
        assert len(keys) == len(set(keys))
        assert len(life.sent("attendance", who(RL))) == 3
        assert len(life.sent("move_meeting")) == 2

    def test_opens_the_folder_until_the_new_end(self) -> None:
        life = invited().everybody_confirms().at("2026-12-02 11:00")
        before = len(life.sent("open_folder", who(RL)))
        life.moved("2026-12-10 10:00")
        assert len(life.sent("open_folder", who(RL))) == before + 1

    def test_before_its_invitations_went_out_has_no_meeting_to_move(self) -> None:
        life = a_life()
        life.moved("2026-12-15 10:00")
        assert not life.sent("move_meeting")
        assert not life.sent("attendance")
        life.at("2026-12-01 09:30")
        assert len(life.sent("make_meeting")) == 1
        assert len(life.sent("attendance", who(RL))) == 1

    def test_needs_a_reason(self) -> None:
        life = invited()
        with pytest.raises(Refusal, match="Reason"):
            postpone(life.panel, moment("2026-12-15 10:00"), "team", " ", life.contacts, life.scene)
