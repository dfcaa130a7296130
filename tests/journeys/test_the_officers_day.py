"""The officer at their own Teams client: a notice, the panel at a glance, an answer by telephone, a seat given back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cpp_core.model.panel import AnswerVia, PlaceStatus
from infra.demo.people import texts
from tests.journeys.small_panel import SmallPanel, small_panel


@pytest.fixture
async def invited(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """Everybody has their invitation, and the officer has confirmed."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(date(2026, 11, 24), 14)
        await panel.actor("Officer").press("attendance.confirm", "confirms", "ATT-1")
        yield panel


async def test_from_the_notice_to_an_answer_by_telephone_and_back_again(invited: SmallPanel) -> None:
    officer, member, reserve = invited.actor("Officer"), invited.actor("RL member"), invited.actor("RL reserve")
    await member.press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
    await invited.stays()
    glance = await officer.press("officer.panel", "looks at the panel", "ATT-4")
    assert "! At risk" in texts(glance)
    await officer.press("officer.phone", "takes a call", "ATT-1")
    told = {"person": reserve.id, "coming": "yes", "how": "Rang me from the office."}
    answer = await officer.press("attendance.record", "records it", "ATT-1", told)
    assert f"Recorded: {reserve.name} has confirmed (by telephone)." in texts(answer)
    assert (await invited.place("RL reserve")).answered_via is AnswerVia.TELEPHONE
    assert await reserve.has_card("You are coming")
    await officer.press("officer.give_back", "undoes the swap", "ATT-5")
    again = {"person": member.id, "reason": "The leave was cancelled."}
    await officer.press("attendance.give_back", "gives the seat back", "ATT-5", again)
    await invited.stays()
    assert await invited.status("RL member") is PlaceStatus.CONFIRMED
    assert await reserve.has_card("You are not needed")
    assert await member.has_card("You are coming")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("what is at risk?", "What is at risk"),
        ("Priya phoned me", "Answer by telephone"),
        ("please undo that", "Give a seat back"),
        ("the panel at a glance", "At a glance"),
    ],
)
async def test_typed_words_open_the_card(invited: SmallPanel, typed: str, title: str) -> None:
    officer = invited.actor("Officer")
    await invited.world.stage.control("POST", "/say", {"user_id": officer.id, "text": typed})
    newest = (await officer.cards())[-1]
    assert title in str(newest)
