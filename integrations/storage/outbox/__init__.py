"""The outbox: written in the transaction of a change, drained by dispatchers, looked after by the service owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cpp_core.auditing import Discrepancy
from cpp_core.outbox import Claim, Finished, LaneLimits, Terms
from cpp_core.ports import Clock
from integrations.storage.database import Database
from integrations.storage.outbox.claim import Claimer, put_aside
from integrations.storage.outbox.desk import SqlOutboxDesk
from integrations.storage.outbox.ending import finish
from integrations.storage.outbox.moments import next_at
from integrations.storage.outbox.stuck import release, stuck
from integrations.storage.outbox.wake import Wake


class SqlOutbox(SqlOutboxDesk):
    """`cpp_core.outbox.Outbox` and `OutboxDesk`; each method is a transaction of its own."""

    def __init__(self, database: Database, wake: Wake, clock: Clock) -> None:
        super().__init__(database, wake, clock)
        self._claimer = Claimer()

    async def claim(self, now: datetime, limit: int, terms: Terms) -> Sequence[Claim]:
        """Lease up to `limit` effects that may be sent now, fairly over the lanes, in the order of each subject."""
        claims: list[Claim] = []
        while True:
            async with self._database.writing() as connection:
                claimed = await self._claimer.claim(connection, now, limit - len(claims), terms)
            claims += claimed.claims
            if not claimed.in_the_way or len(claims) >= limit:
                return tuple(claims)
            async with self._database.writing() as connection:
                await put_aside(connection, claimed.in_the_way)

    async def finish(self, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
        """Write down what became of claims; answers with the keys of those whose lease had gone to somebody else."""
        async with self._database.writing() as connection:
            late = await finish(connection, finished, now)
        self._wake.now()
        return late

    async def next_at(self, now: datetime, limits: LaneLimits) -> datetime | None:
        """The earliest moment at which something can be claimed, as far as is known; `now` if that is already so."""
        async with self._database.reading() as connection:
            return await next_at(connection, now, limits)

    async def stuck(self, since: datetime, before: datetime, limit: int = 200) -> Sequence[Discrepancy]:
        """What somebody should look at: given up, unknown or withheld since then, or at a standstill since `before`."""
        async with self._database.reading() as connection:
            return await stuck(connection, since, before, limit)

    async def release(self, now: datetime) -> int:
        """Let go what waits for nothing any more; answers with how many there were."""
        async with self._database.writing() as connection:
            return await release(connection, now)

    async def wait(self, seconds: float) -> None:
        """Wait until something may have been written, at most this long."""
        await self._wake.wait(seconds)

    def wake(self) -> None:
        """End everybody's `wait` in this process."""
        self._wake.now()
