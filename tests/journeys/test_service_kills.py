"""The whole service is killed at random moments, again and again, and in the end all has been done, and done once.

6 kills on each database, or as many as the environment variable PANELS_TEST_KILLS says, in rounds of 12 at most.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cpp_core.model.panel import LIVE, PlaceStatus
from cpp_core.usecases.commands import CancelPanel, MovePanel
from cpp_core.usecases.frame import SERVICE_OWNER, perform
from infra.demo.people import actions, card_of
from tests.journeys.city import City, a_city
from tests.journeys.counting import check
from tests.journeys.killing import Act, play
from tests.journeys.small_panel import london

KILLS = int(os.environ.get("PANELS_TEST_KILLS", "6"))
MOST = 12
MADE_AT = london(date(2026, 11, 24), 9)
PANELS = tuple(london(date(2026, 12, 8), hour) for hour in (10, 10, 13, 16))
"""The first two are after the same people at the same time."""
BLOCKS = "Chair"
PRESSES = ("Officer", "RL member")
ACCEPTS = "FNORC member"
AT_ONE = "2026-12-08T13:00:00Z"
NEW_START = london(date(2026, 12, 15), 10)
LITTLE = timedelta(seconds=10)


def rounds() -> Iterator[tuple[int, int]]:
    """How many kills, and with which seed."""
    for seed, before in enumerate(range(0, KILLS, MOST), start=1):
        yield min(MOST, KILLS - before), seed


async def some_press(city: City) -> None:
    """On each card that asks them, as soon as it comes; whoever gets no answer presses again."""
    for who in PRESSES:
        for panel_id in city.panels[2:]:
            await press(city, city.people[who].id, panel_id)


async def press(city: City, person_id: str, panel_id: str) -> None:
    """Confirm on the newest card that offers it."""
    for _ in range(1200):
        await asyncio.sleep(0.05)
        chat = city.tenant.chats.by_user.get(person_id)
        for message in reversed(chat.messages if chat else []):
            offered = [
                one.get("data", {}) for one in actions(card_of(message.activity)) if one["verb"] == "attendance.confirm"
            ]
            if any(data.get("panel") == panel_id for data in offered):
                body = {"user_id": person_id, "activity_id": message.id, "verb": "attendance.confirm"}
                answer = await city.control("/press", body)
                if answer["status"] == 200 and answer["replaced"]:
                    return
                city.note(f"a press was answered {answer['status']}")
                break
    raise AssertionError(f"{person_id} could not confirm")


async def one_accepts(city: City) -> None:
    """In Outlook, as soon as the invitation comes."""
    address = city.people[ACCEPTS].upn
    user = city.tenant.find_user(address)
    assert user is not None
    for _ in range(1200):
        await asyncio.sleep(0.05)
        came = [one["event_id"] for one in city.tenant.mailboxes[user.id].invitations if one["start"] == AT_ONE]
        if came:
            await city.control("/answer-invite", {"user": address, "event_id": came[0], "response": "accepted"})
            return
    raise AssertionError("no invitation")


async def one_is_called_off_and_one_moved(city: City) -> None:
    """By the service owner, at the command line, while the replicas are at work."""
    await asyncio.sleep(city.dice.uniform(0.5, 2.5))
    off = CancelPanel(city.panels[1], "No room.")
    await perform(city.storage, "panel.cancel", off, SERVICE_OWNER)
    moved = await city.panel(city.panels[3])
    city.invited_at_a_move[moved.id] = frozenset(place.person_id for _, place in moved.places() if place.status in LIVE)
    await perform(city.storage, "panel.move", MovePanel(moved.id, NEW_START, "A strike."), SERVICE_OWNER)


def life(kills: int, replicas: int) -> list[Act]:
    """Invitations, a week ahead the case list, on Friday at five the cutoff."""
    share = [kills // 3 + (number < kills % 3) for number in range(3)]
    return [
        Act(london(date(2026, 11, 24), 9, 30) - LITTLE, share[0], replicas, (some_press, one_accepts)),
        Act(london(date(2026, 12, 1), 9, 30) - LITTLE, share[1], replicas, (one_is_called_off_and_one_moved,)),
        Act(london(date(2026, 12, 4), 17), share[2], replicas),
    ]


async def people_are_where_they_said(city: City) -> None:
    """Whoever answered has the seat, whoever did not was stood down."""
    panel = await city.panel(city.panels[2])
    status = {name: place.status for name, one in city.people.items() if (place := panel.place_of(one.id))}
    assert all(status[who] is PlaceStatus.CONFIRMED for who in (*PRESSES, ACCEPTS))
    assert status["LO member"] is PlaceStatus.STOOD_DOWN
    assert status["LO reserve"] is PlaceStatus.ASKED
    moved = await city.panel(city.panels[3])
    assert all(place.status is PlaceStatus.ASKED for _, place in moved.places() if place.ordinal == 0)


class TestTheWholeService:
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize(("kills", "seed"), list(rounds()))
    async def test_killed_again_and_again_does_everything_once(
        self, kind: str, tmp_path: Path, kills: int, seed: int
    ) -> None:
        replicas = 1 if kind == "sqlite" else 2
        async with a_city(kind, tmp_path, seed, MADE_AT, *PANELS) as city:
            await city.control("/block", {"user_id": city.people[BLOCKS].id})
            for act in life(kills, replicas):
                await play(city, act)
            assert len(city.at_a_kill) == kills
            await people_are_where_they_said(city)
            await check(city)
            assert sum(map(bool, city.at_a_kill)) >= kills / 2, "most kills hit what was under way"


class TestOneOfTwoReplicas:
    @pytest.mark.timeout(120)
    async def test_that_is_killed_and_never_comes_back_leaves_all_to_the_other(self, tmp_path: Path) -> None:
        async with a_city("postgresql", tmp_path, 1, MADE_AT, *PANELS) as city:
            await play(city, replace(life(0, 2)[0], kills=1, for_good=True))
            assert city.at_a_kill != [frozenset()], "it was killed at work"
            await check(city)
