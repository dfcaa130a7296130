"""The deadlines tick: has what is due carried out, one owner of obligations after the other or a few at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.ports import Clock, Conflict
from scheduling.happenings import Happening, place
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
A_BATCH = 200
A_TURN = 4
"""So many times as many as are carried out at once are taken from the other replicas at a time."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


@asynccontextmanager
async def the_only_one(owners: Sequence[str], many: int) -> AsyncIterator[Sequence[str]]:
    """There is no other replica: the first of them."""
    yield owners[:many]


@dataclass(frozen=True)
class Deadlines:
    """What the tick is given: who has something due by a moment, the longest due first, and how to carry it out.

    `carry_out` is a use case in a transaction of its own; where another replica was quicker it raises `Conflict`.
    `turn` keeps a few owners for this replica during a block, so that others do not work in vain.
    """

    due: Callable[[datetime, int], Awaitable[Sequence[str]]]
    carry_out: Callable[[str], Awaitable[Sequence[Happening]]]
    turn: Callable[[Sequence[str], int], AbstractAsyncContextManager[Sequence[str]]] = the_only_one


class DeadlinesTick:
    """One tick: everything that is due now. An owner that fails is left alone for a while and stops nobody else."""

    def __init__(self, deadlines: Deadlines, clock: Clock, metrics: Metrics, *, at_once: int = 1) -> None:
        """Up to `at_once` owners have theirs carried out at once: above one, order between them is not kept."""
        self._deadlines = deadlines
        self._clock = clock
        self._metrics = metrics
        self._at_once = at_once
        self._resting: dict[str, tuple[int, datetime]] = {}

    async def __call__(self) -> tuple[Happening, ...]:
        """Carry out what is due by now; answers with what was done."""
        now = self._clock.now()
        happenings: list[Happening] = []
        tried: set[str] = set()
        while owners := await self._next(now, tried):
            async with self._deadlines.turn(owners, A_TURN * self._at_once) as mine:
                await self._carry_out_all(mine, now, happenings)
            if not mine:  # other replicas are at all of them
                break
            tried |= set(mine)
        self._metrics.last_deadline_tick = now
        return tuple(happenings)

    async def _next(self, now: datetime, tried: set[str]) -> list[str]:
        passed_over = tried | {owner for owner, (_, until) in self._resting.items() if until > now}
        limit = A_BATCH
        while True:
            due = await self._deadlines.due(now, limit)
            fresh = [owner for owner in due if owner not in passed_over]
            if fresh or len(due) < limit:
                return fresh
            limit *= 2  # those in front are left alone: look behind them

    async def _carry_out_all(self, owners: Sequence[str], now: datetime, happenings: list[Happening]) -> None:
        """So many at once, each taking the next one; what was done is told as it is done."""
        waiting = iter(owners)

        async def take_the_next() -> None:
            for owner in waiting:
                for happening in await self._carry_out(owner, now):
                    self._metrics.tell(happening)
                    happenings.append(happening)

        await asyncio.gather(*(take_the_next() for _ in range(min(self._at_once, len(owners)))))

    async def _carry_out(self, owner: str, now: datetime) -> Sequence[Happening]:
        try:
            done = await self._deadlines.carry_out(owner)
        except Conflict:
            self._metrics.deadlines_taken += 1
            return ()
        except Exception as error:
            self._rest(owner, now)
            _log.error("what is due for %s cannot be carried out: %s in %s", owner, type(error).__name__, place(error))
            return (Happening(now, "deadline", owner, f"failed: {type(error).__name__}"),)
        self._resting.pop(owner, None)
        self._metrics.deadlines_met += len(done)
        return done

    def _rest(self, owner: str, now: datetime) -> None:
        self._metrics.deadlines_failed += 1
        failures = self._resting.get(owner, (0, now))[0] + 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        self._resting[owner] = (failures, now + pause)
