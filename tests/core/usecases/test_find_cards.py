"""Finding a card by typing: everybody finds what they can do, and nothing else (ATT-1, INV-1, INV-2, REC-9)."""

from __future__ import annotations

import pytest

from cpp_core.messages.message import Items, Message, as_text
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import AnswerAvailability
from cpp_core.usecases.find_cards import FindCards, ShowAvailability, ShowNomination, ShowWhy
from tests.core.usecases.office import Office


async def found(office: Office, person: str) -> dict[str, list[str]]:
    """What somebody can open, by what they do with it."""
    message = (await office.ask("cards.find", FindCards(), person)).message
    assert message is not None
    return {among: [value for value, _ in chosen] for among, chosen in message.choices.items() if chosen}


async def test_why_names_the_panel_the_seat_and_the_rule_in_plain_words(office: Office) -> None:
    await office.with_panel("2026-12-08 10:00")
    await office.at("2026-11-24 12:00")
    told = as_text(await _why(office, "RL 0"))
    assert "you were named for Returns Logistics." in told
    assert "Each member confirms for each panel" in told
    assert "SPOC" not in told.split("Why am I getting this?")[0]
    assert "You are a point of contact (SPOC)." in as_text(await _why(office, "spoc RL"))


async def _why(office: Office, person: str) -> Message:
    message = (await office.ask("why.mine", ShowWhy(), person)).message
    assert message is not None
    return message


class TestFinding:
    async def test_a_spoc_finds_the_panels_to_name_people_for_in_their_area(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00", RL=())
        await office.at("2026-11-03 11:00")
        assert await found(office, "spoc RL") == {"nomination": [f"{panel_id}/RL"]}

    async def test_an_independent_member_finds_what_to_be_available_for_until_asked(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00", IPM=())
        await office.at("2026-10-27 11:00")
        assert await found(office, "ipm 1") == {"availability": [panel_id], "open": ["availability.month"]}
        await office.ask("availability.answer", AnswerAvailability(panel_id, available=True), "ipm 1")
        await office.at("2026-11-24 11:00")
        assert await found(office, "ipm 1") == {"panel": [panel_id], "open": ["availability.month"]}

    async def test_the_chair_finds_the_console_once_they_have_confirmed(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00")
        await office.at("2026-11-24 11:00")
        assert await found(office, "chair") == {"panel": [panel_id]}
        await office.everybody_confirms(panel_id)
        assert await found(office, "chair") == {"panel": [panel_id], "console": [panel_id]}
        assert await found(office, "RL 0") == {"panel": [panel_id]}

    @pytest.mark.parametrize("person", ["owner", "lead", "RL 1", "nobody we know"])
    async def test_whoever_has_nothing_to_do_is_told_so(self, office: Office, person: str) -> None:
        await office.with_panel("2026-12-08 10:00")
        await office.at("2026-11-24 11:00")
        if person == "nobody we know":
            with pytest.raises(NotAllowed):
                await found(office, person)
            return
        message = (await office.ask("cards.find", FindCards(), person)).message
        assert message is not None
        assert not any(isinstance(block, Items) for block in message.blocks)


class TestOpening:
    async def test_the_card_to_name_people_is_the_spocs_alone(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00", RL=())
        shown = (await office.ask("nomination.show", ShowNomination(panel_id, "RL"), "spoc RL")).message
        assert shown is not None
        assert (shown.name, shown.state) == ("nomination", "asked")
        with pytest.raises(NotAllowed):
            await office.ask("nomination.show", ShowNomination(panel_id, "RL"), "spoc LO")

    async def test_an_area_that_is_none_is_refused(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00")
        with pytest.raises(Refusal, match="has no seat"):
            await office.ask("nomination.show", ShowNomination(panel_id, "MOON"), "team")

    async def test_the_availability_card_is_for_independent_members(self, office: Office) -> None:
        panel_id = await office.with_panel("2026-12-08 10:00", IPM=())
        shown = (await office.ask("availability.show", ShowAvailability(panel_id), "ipm 1")).message
        assert shown is not None
        assert shown.state == "asked"
        with pytest.raises(NotAllowed):
            await office.ask("availability.show", ShowAvailability(panel_id), "RL 0")
