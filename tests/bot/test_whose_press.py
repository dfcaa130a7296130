"""Real presses on the whole service over HTTP: whose card it is, once however often, and how things stand now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from cpp_core.model.panel import Panel, PlaceStatus
from infra.demo import story
from infra.demo.cast import make_cast
from infra.demo.people import Actor, card_of, texts
from infra.demo.story import START, Tale
from infra.demo.world import open_world

pytestmark = pytest.mark.asyncio(loop_scope="module")
Json = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tale(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tale]:
    """A panel whose members have just been invited; each test is about somebody else's seat."""
    folder = tmp_path_factory.mktemp("whose")
    async with open_world(folder, START) as world:
        told = Tale(world, make_cast(1, START.date()), folder)
        for step in (story.imports, story.make_panel, story.availability, story.nominations):
            await step(told)
        await told.at(date(2026, 11, 24), 11)
        yield told


async def standing(tale: Tale) -> Panel:
    """The panel as it is kept."""
    async with tale.world.service.storage.reading() as unit:
        panel = await unit.panels.get(tale.panel_id)
    assert panel is not None
    return panel


async def status_of(tale: Tale, person: Actor) -> PlaceStatus:
    """How somebody stands to the panel."""
    place = (await standing(tale)).place_of(person.id)
    assert place is not None
    return place.status


async def asked(person: Actor) -> Json:
    """The order to press "I will attend" on the card that asks this person."""
    found = [one for one in await person.cards() if "Can you attend?" in str(card_of(one))]
    return {"user_id": person.id, "activity_id": found[-1]["id"], "verb": "attendance.confirm"}


async def press(tale: Tale, order: Json, **more: Any) -> Json:
    """Press it."""
    answer: Json = await tale.world.stage.control("POST", "/press", {**order, **more})
    assert answer["status"] == 200, answer
    return answer


def a_raw_press(tale: Tale, verb: str, activity_id: str, **data: str) -> Json:
    """A press as a client of one's own would post it."""
    action = {"type": "Action.Execute", "verb": verb, "data": {"panel": tale.panel_id, **data}}
    return {"type": "invoke", "name": "adaptiveCard/action", "id": activity_id, "value": {"action": action}}


async def entries(tale: Tale) -> int:
    """How many effects were written so far."""
    return sum((await tale.world.service.storage.outbox.counts()).values())


class TestAForwardedCard:
    async def test_does_nothing_in_the_hands_of_another_member_and_says_why(self, tale: Tale) -> None:
        member, other = tale.named["FNORC"][0], tale.named["LO"][0]
        answer = await press(tale, await asked(member), override_user_id=other.id)
        said = " ".join(texts(answer["body"]["value"]))
        assert "This card was sent to somebody else, so nothing was changed" in said
        assert await status_of(tale, member) is PlaceStatus.ASKED
        assert await status_of(tale, other) is PlaceStatus.ASKED

    async def test_does_nothing_in_the_hands_of_a_stranger(self, tale: Tale) -> None:
        member, stranger = tale.named["FNORC"][0], tale.actor("case_owner")
        answer = await press(tale, await asked(member), override_user_id=stranger.id)
        assert "somebody else" in " ".join(texts(answer["body"]["value"]))
        assert await status_of(tale, member) is PlaceStatus.ASKED

    async def test_whose_mark_was_taken_off_still_meets_who_may(self, tale: Tale) -> None:
        stranger = tale.actor("case_owner")
        bare = a_raw_press(tale, "attendance.confirm", "f:bare")
        order = {"user_id": stranger.id, "activity": bare}
        answer = await tale.world.stage.control("POST", "/activity", order)
        assert "This is not yours to answer" in str(answer["body"])

    async def test_a_refresh_of_it_shows_nothing(self, tale: Tale) -> None:
        member, other = tale.named["FNORC"][0], tale.named["LO"][0]
        glance = a_raw_press(tale, "attendance.show", "f:glance", **{"for": member.id})
        answer = await tale.world.stage.control("POST", "/activity", {"user_id": other.id, "activity": glance})
        assert "somebody else" in str(answer["body"])


class TestADoublePress:
    async def test_at_once_does_one_thing(self, tale: Tale) -> None:
        member = tale.named["RL"][0]
        order, before = await asked(member), await entries(tale)
        answers = await asyncio.gather(*(press(tale, order) for _ in range(4)))
        assert all("✓ Confirmed" in str(answer["body"]) for answer in answers)
        assert await status_of(tale, member) is PlaceStatus.CONFIRMED
        once = await entries(tale) - before
        late = a_raw_press(tale, "attendance.confirm", "f:late", **{"for": member.id})
        await tale.world.stage.control("POST", "/activity", {"user_id": member.id, "activity": late})
        assert await entries(tale) - before == once, "another press asks nothing more of anybody"

    async def test_the_same_activity_twice_is_acted_on_once(self, tale: Tale) -> None:
        member = tale.named["NRPC"][0]
        decline = a_raw_press(tale, "attendance.decline", "f:twice", reason="On leave.")
        order = {"user_id": member.id, "activity": decline}
        first = await tale.world.stage.control("POST", "/activity", order)
        again = await tale.world.stage.control("POST", "/activity", order)
        assert first["body"]["type"] == "application/vnd.microsoft.card.adaptive"
        assert "dealt with already" in str(again["body"])


class TestAStaleCard:
    async def test_cannot_take_back_a_seat_that_a_reserve_has(self, tale: Tale) -> None:
        member, reserve = tale.named["LO"][:2]
        no = a_raw_press(tale, "attendance.decline", "f:no", reason="In court.")
        await tale.world.stage.control("POST", "/activity", {"user_id": member.id, "activity": no})
        await tale.world.stage.move_to(tale.world.stage.now)
        await reserve.press("attendance.confirm", "steps in", "ATT-3")
        yes = a_raw_press(tale, "attendance.confirm", "f:yes", **{"for": member.id})
        answer = await tale.world.stage.control("POST", "/activity", {"user_id": member.id, "activity": yes})
        assert "✓ Confirmed" not in str(answer["body"])
        assert await status_of(tale, reserve) is PlaceStatus.CONFIRMED
        assert await status_of(tale, member) is not PlaceStatus.CONFIRMED
