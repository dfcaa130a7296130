"""Writers and dispatchers at the same time: nothing waits for ever, and no subject is out of order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from cpp_core.effects import Effect, Later
from cpp_core.outbox import Claim, EffectState, Finished, Terms
from cpp_core.ports import Conflict
from integrations.storage import SqlStorage
from tests.integrations.storage.builders import DONE, an_effect
from tests.integrations.storage.databases import START

WRITERS = 4
EFFECTS_OF_A_WRITER = 60


def effects_of(writer: int) -> list[list[Effect]]:
    """Transactions of a writer: subjects that all share, and effects that come after those of other writers."""
    random = Random(writer)
    effects = []
    for number in range(EFFECTS_OF_A_WRITER):
        before = f"{random.randrange(WRITERS)}-{random.randrange(number)}" if number and random.random() < 0.5 else None
        subject = f"subject {random.randrange(10)}" if before is None else f"own {writer}-{number}"
        effects.append(an_effect(f"{writer}-{number}", subject=subject, lane=f"drive:{number % 7}", after=before))
    return [effects[n : n + 3] for n in range(0, EFFECTS_OF_A_WRITER, 3)]


async def write(storage: SqlStorage, writer: int) -> None:
    """Write them, transaction by transaction, again where the database says so."""
    for effects in effects_of(writer):
        for _ in range(20):
            try:
                async with storage.unit_of_work() as unit:
                    await unit.send(effects)
                break
            except Conflict:
                continue
        await asyncio.sleep(0)


class Dispatching:
    """Claims and finishes at once, with a failure now and then, and notes the order of what was done."""

    def __init__(self, storage: SqlStorage, number: int, done: dict[str, list[str]]) -> None:
        self._storage = storage
        self._terms = Terms(f"dispatcher {number}")
        self._random = Random(number)
        self._done = done

    async def run(self, many: int) -> None:
        """Until so many are done, by whomever."""
        for _ in range(20_000):
            if sum(len(keys) for keys in self._done.values()) >= many:
                return
            claims = await self._storage.outbox.claim(START, 5, self._terms)
            await asyncio.sleep(self._random.random() * 0.002)
            await self._finish(claims)
        raise AssertionError("something waits for ever")

    async def _finish(self, claims: Sequence[Claim]) -> None:
        ended: list[Finished] = []
        for claim in claims:
            if self._random.random() < 0.1:
                ended.append(Finished(claim, Later("no"), next_try=START))
            else:
                self._done[claim.effect.subject].append(claim.effect.key)
                ended.append(Finished(claim, DONE))
        if ended:
            assert await self._storage.outbox.finish(ended, START) == frozenset()


class TestTogether:
    async def test_everything_is_done_in_the_order_in_which_it_was_committed(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        done: dict[str, list[str]] = defaultdict(list)
        writing = [write((storage, other_storage)[writer % 2], writer) for writer in range(WRITERS)]
        many = WRITERS * EFFECTS_OF_A_WRITER
        sending = [Dispatching(one, n, done).run(many) for n, one in enumerate((storage, other_storage) * 2)]
        async with asyncio.timeout(60):
            await asyncio.gather(*writing, *sending)
        assert (await storage.outbox.counts())[EffectState.DONE] == many
        for subject, keys in done.items():
            rows = await storage.outbox.list(subject=subject, limit=many)
            assert keys == [row.effect.key for row in rows], subject
