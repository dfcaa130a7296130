"""The database is lost and restored from a backup, while Microsoft 365 goes on: nobody gets anything a second time."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from cpp_core.model.panel import PlaceStatus
from cpp_core.outbox import NotCaughtUp
from infra.demo.people import card_of, texts
from infra.demo.world import Outside, open_outside, open_world
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import fresh_database, opened
from tests.journeys.small_panel import START, SmallPanel, london, made_in

INVITED, LOST = date(2026, 11, 24), date(2026, 12, 3)
MARK = "You may have this twice"


@dataclass(frozen=True)
class Received:
    """What somebody has: the words of each card by its id, mails as subject and text, how often which calendar item."""

    cards: Mapping[str, str]
    mails: Counter[tuple[str, str]]
    calendar: Counter[str]


async def received(panel: SmallPanel, who: str) -> Received:
    """What lies at somebody's."""
    cards = {str(card["id"]): " | ".join(texts(card_of(card))) for card in await panel.actor(who).cards()}
    box = await panel.world.stage.control("GET", f"/mailboxes/{panel.people[who].upn}")
    mails = Counter((str(mail["subject"]), str(mail["text"])) for mail in box["mails"])
    return Received(cards, mails, Counter(str(one.get("kind", "invitation")) for one in box["invitations"]))


async def everybodys(panel: SmallPanel) -> dict[str, Received]:
    return {who: await received(panel, who) for who in panel.people}


@dataclass(frozen=True)
class Lost:
    """A panel whose database is lost: its backup, and what everybody had by then."""

    panel: SmallPanel
    had: Mapping[str, Received]
    outside: Outside
    folder: Path
    url: str

    @asynccontextmanager
    async def restored(self) -> AsyncIterator[SmallPanel]:
        """An hour later another service is started on a new database, into which the backup was restored."""
        now = london(LOST, 12)
        storage = opened(self.url, VirtualClock(now))
        await storage.restore(self.folder / "backup")
        with pytest.raises(NotCaughtUp):
            await storage.outbox.resume()
        await storage.close()
        async with open_world(self.folder, now, database_url=self.url, outside=self.outside) as world:
            yield replace(self.panel, world=world)


@pytest.fixture
async def lost(kind: str, tmp_path: Path) -> AsyncIterator[Lost]:
    """A backup is made, and then more happens than it knows; two people have blocked the bot and get mails instead."""
    async with open_outside(START) as outside:
        url = fresh_database(kind, tmp_path)
        async with open_world(tmp_path, START, database_url=url, outside=outside) as world:
            panel = await made_in(world)
            for who in ("LO member", "RL spoc"):
                await panel.control("/block", {"user_id": panel.people[who].id, "blocked": True})
            await panel.at(INVITED, 14)
            await panel.actor("RL member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
            await world.service.storage.backup(tmp_path / "backup")
            await panel.answers("RL reserve", "accepted")
            await panel.answers("FNORC member", "accepted")
            await panel.actor("NRPC member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
            await panel.later(minutes=1)
            await panel.actor("NRPC reserve").press("attendance.confirm", "confirms", "ATT-1")
            await panel.at(LOST, 11)
            had = await everybodys(panel)
        yield Lost(panel, had, outside, tmp_path, fresh_database(kind, tmp_path))


async def goes_on(panel: SmallPanel) -> None:
    """The service has caught up, and the outbox is let go on."""
    await panel.stays()
    await panel.world.service.storage.outbox.resume()
    await panel.later(hours=3)


class TestAfterARestore:
    async def test_nobody_gets_anything_twice(self, lost: Lost) -> None:
        async with lost.restored() as panel:
            await panel.stays()
            assert await everybodys(panel) == lost.had, "nothing leaves while the service catches up"
            await goes_on(panel)
            for who, has in (await everybodys(panel)).items():
                had = lost.had[who]
                assert has.calendar == had.calendar, who
                assert [mail for mail, times in has.mails.items() if times > 1 and times > had.mails[mail]] == [], who
                new = [words for card, words in has.cards.items() if card not in had.cards]
                assert [words for words in new if MARK not in words] == [], who

    async def test_what_lies_in_calendars_is_known_again_and_what_does_not_is_put_to_the_team(self, lost: Lost) -> None:
        async with lost.restored() as panel:
            await goes_on(panel)
            for who in ("FNORC member", "RL reserve"):
                assert await panel.status(who) is PlaceStatus.CONFIRMED, who
            assert await panel.status("NRPC member") is PlaceStatus.ASKED, "what was said in the chat is lost"
            assert any("Panels service" in subject for subject, _ in (await received(panel, "Officer")).mails)
            await panel.at(date(2026, 12, 4), 18)
            assert await panel.status("NRPC reserve") is PlaceStatus.ASKED
            assert (await received(panel, "NRPC reserve")).calendar == {"invitation": 1}

    async def test_it_does_not_go_on_before_the_calendar_could_be_read(self, lost: Lost) -> None:
        faults = lost.outside.sandbox.sandbox.faults
        faults.order({"kind": "down", "target": "outlook", "status": 503}, london(LOST, 12))
        async with lost.restored() as panel:
            await panel.stays()
            outbox = panel.world.service.storage.outbox
            with pytest.raises(NotCaughtUp) as refused:
                await outbox.resume()
            assert (refused.value.still_due, refused.value.looked) == (0, False)
            faults.clear()
            await panel.later(hours=4)
            await outbox.resume()
