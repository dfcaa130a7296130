"""What the CPP team sees at a glance; answers by telephone and seats given back, on real storage."""

from __future__ import annotations

import pytest

from cpp_core.messages.message import Message, as_text
from cpp_core.model.panel import PlaceStatus
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import ConfirmAttendance, DeclineAttendance, GiveSeatBack, RecordAnswer
from cpp_core.usecases.commands_officer import ShowAtRisk, ShowGiveBack, ShowPanel, ShowPhone
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_case


async def asked(office: Office) -> str:
    """A panel whose people have been asked today."""
    panel_id = await office.with_panel()
    await office.at("2026-11-24 12:00")
    return panel_id


async def shown(office: Office, name: str, command: object, by: str = "team") -> Message:
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message


async def status(office: Office, panel_id: str, person: str) -> PlaceStatus:
    place = (await office.panel(panel_id)).place_of(person)
    assert place is not None
    return place.status


class TestAnAnswerByTelephone:
    async def test_counts_like_their_own_and_is_seen_at_once(self, office: Office) -> None:
        panel_id = await asked(office)
        command = RecordAnswer(panel_id, "RL 0", True, "rang the office")
        message = await shown(office, "attendance.record", command, "officer")
        assert await status(office, panel_id, "RL 0") is PlaceStatus.CONFIRMED
        assert message.name == "officer_panel"
        assert "Recorded: Rl 0 has confirmed (by telephone)." in as_text(message)

    async def test_a_no_has_the_reserve_asked(self, office: Office) -> None:
        panel_id = await asked(office)
        await office.ask("attendance.record", RecordAnswer(panel_id, "RL 0", False, "rang: ill"), "team")
        assert await status(office, panel_id, "RL 1") is PlaceStatus.ASKED

    async def test_has_the_moment_at_which_it_was_given(self, office: Office) -> None:
        panel_id = await asked(office)
        at = moment("2026-11-24 10:15")
        await office.ask("attendance.record", RecordAnswer(panel_id, "RL 0", True, "rang", at), "team")
        place = (await office.panel(panel_id)).place_of("RL 0")
        assert place is not None
        assert place.answered_at == at

    @pytest.mark.parametrize(
        ("at", "why"),
        [
            ("2026-11-24 12:01", "lies in the future"),  # it is 12:00
            ("2026-11-24 09:29", "is before this person was asked"),  # asked at 09:30
        ],
    )
    async def test_of_an_impossible_moment_is_refused(self, office: Office, at: str, why: str) -> None:
        panel_id = await asked(office)
        with pytest.raises(Refusal, match=why):
            await office.ask("attendance.record", RecordAnswer(panel_id, "RL 0", True, "rang", moment(at)), "team")

    async def test_that_is_older_than_their_own_is_refused_for_the_latest_stands(self, office: Office) -> None:
        panel_id = await asked(office)
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        command = RecordAnswer(panel_id, "RL 0", True, "rang before", moment("2026-11-24 11:00"))
        with pytest.raises(Refusal, match="The latest answer stands"):
            await office.ask("attendance.record", command, "team")

    async def test_after_a_reserve_took_the_seat_points_to_giving_it_back(self, office: Office) -> None:
        panel_id = await asked(office)
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        await office.ask("attendance.confirm", ConfirmAttendance(panel_id), "RL 1")
        with pytest.raises(Refusal, match="Give the seat back instead"):
            await office.ask("attendance.record", RecordAnswer(panel_id, "RL 0", True, "rang"), "team")

    async def test_its_card_lists_who_was_asked_with_their_answer(self, office: Office) -> None:
        panel_id = await asked(office)
        people = dict((await shown(office, "officer.phone", ShowPhone(panel_id))).choices["person"])
        assert people["RL 0"] == "Rl 0, Returns Logistics: has not answered yet"
        assert "RL 1" not in people, "a reserve who has not been asked has nothing to answer"

    async def test_is_nothing_for_a_member(self, office: Office) -> None:
        panel_id = await asked(office)
        with pytest.raises(NotAllowed):
            await office.ask("officer.phone", ShowPhone(panel_id), "RL 0")


class TestGivingASeatBack:
    async def test_undoes_the_swap_and_tells_the_reserve(self, office: Office) -> None:
        panel_id = await asked(office)
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        await office.ask("attendance.confirm", ConfirmAttendance(panel_id), "RL 1")
        offered = dict((await shown(office, "officer.give_back", ShowGiveBack(panel_id))).choices["person"])
        assert list(offered) == ["RL 0"]
        await office.ask("attendance.give_back", GiveSeatBack(panel_id, "RL 0", "Answered by mistake."), "officer")
        assert await status(office, panel_id, "RL 0") is PlaceStatus.CONFIRMED
        assert await status(office, panel_id, "RL 1") is PlaceStatus.NOT_NEEDED
        async with office.storage.reading() as unit:
            assert (await unit.panels.get(panel_id)) is not None
        edited = [row.effect for row in await office.storage.outbox.list(limit=10_000) if row.effect.replaces]
        assert "RL 1" in {effect.refs["person"] for effect in edited if effect.what == "attendance"}


class TestAtAGlance:
    async def test_a_panel_is_well_once_everybody_has_confirmed(self, office: Office) -> None:
        panel_id = await asked(office)
        assert (await shown(office, "officer.panel", ShowPanel(panel_id))).state == "watch"
        await office.everybody_confirms(panel_id)
        message = await shown(office, "officer.panel", ShowPanel(panel_id))
        assert message.state == "well"
        assert "every required seat is confirmed" in as_text(message)
        assert "share the case list" in as_text(message)

    async def test_the_only_coming_panel_needs_no_choosing(self, office: Office) -> None:
        panel_id = await asked(office)
        assert (await shown(office, "officer.phone", ShowPhone())).refs["panel"] == panel_id
        await office.with_panel("2027-01-12 10:00")
        message = await shown(office, "officer.phone", ShowPhone())
        assert message.name == "which_panel"
        assert len(message.choices["panel"]) == 2

    async def test_the_worst_comes_first(self, office: Office) -> None:
        first = await office.with_panel("2026-12-08 10:00")
        second = await office.with_panel("2026-12-10 10:00", LO=("LO 0",))
        await office.at("2026-11-27 12:00")
        await office.everybody_confirms(first)
        await office.everybody_confirms(second, "LO 0")
        await office.ask("attendance.decline", DeclineAttendance(second, "Ill."), "LO 0")
        message = await shown(office, "officer.at_risk", ShowAtRisk(), "lead")
        assert [panel for panel, _ in message.choices["panel"]] == [second, first]
        assert message.state == "risk"
        assert "Litigation Operations: nobody is left to ask (Lo 0 has declined)" in as_text(message)

    async def test_past_the_cutoff_a_seat_with_nobody_left_is_in_danger(self, office: Office) -> None:
        await office.caseload(a_case())
        panel_id = await office.with_panel(LO=("LO 0",))
        await office.at("2026-11-27 12:00")
        await office.everybody_confirms(panel_id, "LO 0")
        await office.at("2026-12-04 16:59")
        assert (await shown(office, "officer.panel", ShowPanel(panel_id))).state == "watch"
        await office.at("2026-12-04 17:00")  # the effective cutoff itself
        message = await shown(office, "officer.panel", ShowPanel(panel_id))
        assert message.state == "danger"
        assert "Ring the chair." in as_text(message)

    async def test_nothing_coming_is_said_so(self, office: Office) -> None:
        message = await shown(office, "officer.at_risk", ShowAtRisk())
        assert message.state == "well"
        assert "There is no coming panel." in as_text(message)
