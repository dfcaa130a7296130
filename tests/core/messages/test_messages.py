"""What every message keeps: references only in titles (LST-6), a reason that is true, readings never cited as the guidance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cpp_core.effects import Channel
from cpp_core.messages.message import Message, as_text
from cpp_core.orders import ChatOrder, MailOrder, MeetingOrder
from cpp_core.usecases.commands import DeclineAttendance
from cpp_core.usecases.rendering import WORDS
from tests.core.usecases.office import Office, a_case, an_office, directory

SECRETS = ("Harmondsworth", "Burglary", "Diagnosed", "Detainee")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(tmp_path) as made:
        yield made


async def messages(office: Office) -> list[tuple[str, str, Message]]:
    """Everything written so far, as it would be sent now: what, to whom, the message."""
    found = []
    for effect in await office.effects():
        if effect.channel in (Channel.CHAT, Channel.MAIL, Channel.CALENDAR):
            order = await office.order(effect)
            if isinstance(order, ChatOrder | MailOrder | MeetingOrder):
                found.append((effect.what, effect.refs.get("person", ""), order.message))
    return found


async def a_life_with_everything(office: Office) -> str:
    secrets: dict[str, Any] = {
        "offences": ("Burglary",),
        "aar_level": 2,
        "aar_reason": "Diagnosed",
        "extra": {"name": "Detainee"},
    }
    await office.caseload(*(a_case(ref, **secrets) for ref in ("C1", "C2")))
    panel_id = await office.with_panel(RL=("RL 0", "RL 1"), LO=())
    await office.at("2026-11-25 10:00")
    await office.everybody_confirms(panel_id, "FNORC 0")
    for person in ("RL 0", "RL 1"):
        await office.ask("attendance.decline", DeclineAttendance(panel_id, "On leave."), person)
        await office.at("2026-11-25 10:05")
    await office.at("2026-12-08 09:00")
    return panel_id


class TestTitlesAndPreviews:
    async def test_carry_references_and_nobodys_name_nor_anything_of_a_case(self, office: Office) -> None:
        await a_life_with_everything(office)
        people = [person.name for person in directory()]
        said = await messages(office)
        assert len({what for what, _, _ in said}) >= 8
        for what, _, message in said:
            shown = f"{message.title} {message.preview}"
            assert not [word for word in (*SECRETS, *people) if word in shown], what

    async def test_nor_does_any_chat_say_anything_of_a_case_but_its_reference(self, office: Office) -> None:
        await a_life_with_everything(office)
        for what, _, message in await messages(office):
            assert not [word for word in SECRETS if word in as_text(message)], what


class TestWhyAmIGettingThis:
    async def test_is_true_for_spoc_officer_and_team(self, office: Office) -> None:
        await a_life_with_everything(office)
        reasons = {(what, person): message.why.sentence for what, person, message in await messages(office)}
        assert reasons["seat_changed", "spoc RL"].startswith(
            "You are the point of contact (SPOC) for Returns Logistics"
        )
        assert reasons["seat_changed", "officer"].startswith("You are the CPP officer of this panel")
        assert reasons["vacancy", "team"].startswith("You are in the CPP team")
        assert reasons["vacancy", "spoc RL"].startswith("You are the point of contact (SPOC)")
        assert reasons["quorum", "chair"].startswith("You chair this panel")
        assert reasons["quorum", "officer"].startswith("You are the CPP officer")

    async def test_never_gives_a_reading_as_the_guidances_word(self, office: Office) -> None:
        await a_life_with_everything(office)
        for what, _, message in await messages(office):
            last = as_text(message).strip().splitlines()[-1]
            assert ("our reading" in last) is message.why.reading, what
            if message.why.reading:
                assert "CPP 9.0" not in last, what


def test_every_kind_of_message_has_its_words() -> None:
    assert {"attendance", "seat_changed", "vacancy", "quorum", "panel_postponed", "escalation_answered"} <= set(WORDS)
