"""Names: whose, when they replace others, and what is refused (INV-1, INV-2, PAN-4)."""

from __future__ import annotations

import pytest

from cpp_core.model.panel import Band, SeatKind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import AnswerAvailability, CreatePanel, DeclineAttendance, ImportPeople
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_person, names

DEC_8 = moment("2026-12-08 10:00")


async def a_panel_without_names(office: Office) -> str:
    return str((await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH))).data["id"])


async def people(office: Office, panel_id: str, kind: SeatKind) -> list[tuple[str, int, str]]:
    seat = (await office.panel(panel_id)).seat(kind)
    return [(place.person_id, place.ordinal, str(place.status)) for place in seat.places]


class TestNaming:
    async def test_before_the_invitations_replaces_the_names(self, office: Office) -> None:
        panel_id = await a_panel_without_names(office)
        await office.ask("nomination.name", names(panel_id, "RL", "RL 0", "RL 1"), "spoc RL")
        await office.ask("nomination.name", names(panel_id, "RL", "RL 2", "RL 0"), "spoc RL")
        assert await people(office, panel_id, SeatKind.RL) == [("RL 2", 0, "named"), ("RL 0", 1, "named")]

    async def test_before_the_invitations_still_offers_those_who_are_named(self, office: Office) -> None:
        panel_id = await a_panel_without_names(office)
        reply = await office.ask("nomination.name", names(panel_id, "RL", "RL 0", "RL 1"), "spoc RL")
        assert reply.message is not None
        assert [person for person, _ in reply.message.choices["member"]] == ["RL 0", "RL 1", "RL 2"]

    async def test_after_the_invitations_adds_behind_who_is_there(self, office: Office) -> None:
        panel_id = await office.with_panel(RL=("RL 0", "RL 1"))
        await office.at("2026-11-24 10:00")
        await office.ask("nomination.name", names(panel_id, "RL", "RL 2"), "spoc RL")
        assert await people(office, panel_id, SeatKind.RL) == [
            ("RL 0", 0, "asked"),
            ("RL 1", 1, "named"),
            ("RL 2", 2, "named"),
        ]

    async def test_for_a_vacant_seat_asks_at_once(self, office: Office) -> None:
        panel_id = await office.with_panel(RL=("RL 0",))
        await office.at("2026-11-24 10:00")
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        await office.ask("nomination.name", names(panel_id, "RL", "RL 2"), "spoc RL")
        assert (await people(office, panel_id, SeatKind.RL))[-1] == ("RL 2", 1, "asked")

    async def test_somebody_who_declined_is_refused_with_the_reason(self, office: Office) -> None:
        panel_id = await office.with_panel(RL=("RL 0",))
        await office.at("2026-11-24 10:00")
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        with pytest.raises(Refusal, match="has declined"):
            await office.ask("nomination.name", names(panel_id, "RL", "RL 0"), "spoc RL")

    @pytest.mark.parametrize(
        ("other", "says"),
        [
            ({"member_id": ""}, "Member: is missing"),
            ({"reserve_ids": ()}, "Reserves: are missing"),
            ({"reserve_ids": ("RL 0",)}, "include the member"),
            ({"trained": False}, "Training: is not confirmed"),
            ({"time_given": False}, "Time: is not confirmed"),
            ({"member_id": "LO 0"}, "is not of RL"),
        ],
    )
    async def test_is_refused_with_what_is_wrong(self, office: Office, other: dict[str, object], says: str) -> None:
        panel_id = await a_panel_without_names(office)
        with pytest.raises(Refusal, match=says):
            await office.ask("nomination.name", names(panel_id, "RL", "RL 0", "RL 1", **other), "spoc RL")

    async def test_is_the_areas_spocs_alone_and_the_teams(self, office: Office) -> None:
        panel_id = await a_panel_without_names(office)
        for person in ("spoc LO", "RL 0", "chair"):
            with pytest.raises(NotAllowed):
                await office.ask("nomination.name", names(panel_id, "RL", "RL 0", "RL 1"), person)
        await office.ask("nomination.name", names(panel_id, "RL", "RL 0", "RL 1"), "team")

    async def test_of_a_member_without_reserve_at_the_making_has_the_spoc_asked_for_one(self, office: Office) -> None:
        await office.with_panel(RL=("RL 0",))
        await office.at("2026-11-03 10:00")
        assert [effect.refs["person"] for effect in await office.effects("nomination")] == ["spoc RL"]


class TestALeaver:
    async def test_who_was_named_is_passed_over_and_the_spoc_hears_why(self, office: Office) -> None:
        panel_id = await office.with_panel()
        await office.ask("people.import", ImportPeople((a_person("RL 0", area="RL"),)))
        await office.at("2026-11-24 10:00")
        assert [status for _, _, status in await people(office, panel_id, SeatKind.RL)][:2] == [
            "cannot be seated",
            "asked",
        ]
        told = await office.message("seat_changed", "spoc RL")
        assert "has left" in str(told.blocks)
        assert await office.effects("attendance", "RL 0") == []


class TestAnIndependentMember:
    async def test_who_says_yes_first_is_the_member_whoever_said_no_before(self, office: Office) -> None:
        panel_id = await a_panel_without_names(office)
        await office.ask("availability.answer", AnswerAvailability(panel_id, False), "ipm 1")
        await office.ask("availability.answer", AnswerAvailability(panel_id, True), "ipm 2")
        assert ("ipm 2", 0, "named") in await people(office, panel_id, SeatKind.IPM)

    async def test_can_say_yes_after_having_said_no(self, office: Office) -> None:
        panel_id = await a_panel_without_names(office)
        await office.ask("availability.answer", AnswerAvailability(panel_id, False), "ipm 1")
        await office.ask("availability.answer", AnswerAvailability(panel_id, True), "ipm 1")
        assert await people(office, panel_id, SeatKind.IPM) == [("ipm 1", 0, "named")]

    async def test_outside_their_appointment_is_not_asked_and_refused(self, office: Office) -> None:
        ended = {"appointed_from": moment("2024-01-01 00:00").date(), "appointed_to": moment("2026-12-07 12:00").date()}
        person = a_person("ipm 1", area="IPM", grade=None, **ended)
        await office.ask("people.import", ImportPeople((person,)))
        panel_id = await a_panel_without_names(office)
        with pytest.raises(Refusal):
            await office.ask("availability.answer", AnswerAvailability(panel_id, True), "ipm 1")
