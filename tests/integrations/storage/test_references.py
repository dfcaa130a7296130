"""What is remembered of the outside."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock


class TestRemoteReferences:
    async def test_a_reference_is_kept_replaced_and_forgotten(self, storage: SqlStorage) -> None:
        references = storage.remote_references
        assert await references.get("meeting:1") is None
        await references.put("meeting:1", "AAMkADU=")
        await references.put("meeting:1", "AAMkADU=;etag")
        assert await references.get("meeting:1") == "AAMkADU=;etag"
        await references.drop("meeting:1")
        await references.drop("meeting:1")
        assert await references.get("meeting:1") is None

    async def test_replicas_that_start_together_agree_on_one_value(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        both = (storage.remote_references, other_storage.remote_references) * 4
        heard = await asyncio.gather(*(one.agreed("state", f"secret {n}") for n, one in enumerate(both)))
        assert len(set(heard)) == 1
        assert await storage.remote_references.get("state") == heard[0]


class TestInbound:
    async def test_what_is_delivered_twice_comes_in_once(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        firsts = await asyncio.gather(
            *(one.inbound.first_time("activity 1") for one in (storage, other_storage, storage, other_storage))
        )
        assert sorted(firsts) == [False, False, False, True]
        assert await storage.inbound.first_time("activity 2")

    async def test_what_failed_may_come_in_again(self, storage: SqlStorage) -> None:
        assert await storage.inbound.first_time("activity 1")
        await storage.inbound.forget("activity 1")
        assert await storage.inbound.first_time("activity 1")

    async def test_it_is_forgotten_in_the_end(self, storage: SqlStorage, clock: VirtualClock) -> None:
        await storage.inbound.first_time("old")
        clock.move(clock.now() + timedelta(days=14, seconds=1))
        await storage.inbound.first_time("new")
        assert await storage.prune(clock.now()) == 1
        assert not await storage.inbound.first_time("new")
        assert await storage.inbound.first_time("old")
