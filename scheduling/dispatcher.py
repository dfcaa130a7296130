"""The dispatcher: takes effects from the outbox and has them done, as fast as lanes allow, until someone must look."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.outbox import Claim, Finished, Outbox, Terms
from cpp_core.ports import Clock, Conflict
from scheduling.finishing import Finisher
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.outcomes import count, happening_of
from scheduling.sending import Carrying, Steps

_log = logging.getLogger(__name__)
AFTER_AN_ERROR = 1.0
GATHER = 0.003
WHILE_UNDER_WAY = timedelta(milliseconds=100)


@dataclass(frozen=True)
class Pace:
    """How many effects are under way at once, and how long the dispatcher sleeps at most where nothing wakes it."""

    at_once: int = 16
    """How many are with their peers; as many again may be waiting for their outcome to be written down."""
    longest_sleep: timedelta = timedelta(seconds=1)
    tries_to_write: int = 5


DEFAULT_PACE = Pace()


@dataclass(frozen=True)
class Started:
    """How many were claimed and started, and whether more may be claimed once they, or what was under way, have ended."""

    many: int = 0
    others_may_follow: bool = False


class Dispatcher:
    """Claims, prepares, sends, finishes. `run` does so until `stop`; `drain` until nothing more can be sent now."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        steps: Steps,
        terms: Terms,
        *,
        pace: Pace = DEFAULT_PACE,
        metrics: Metrics | None = None,
    ) -> None:
        if steps.time_limit >= terms.lease:
            raise ValueError("a sender's time limit must be shorter than the lease, or two will send the same effect")
        self._outbox = outbox
        self._clock = clock
        self._steps = steps
        self._terms = terms
        self._pace = pace
        self._finisher = Finisher(self._write)
        self._under_way: set[asyncio.Task[None]] = set()
        self._sending = 0
        self._changed = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._shut: dict[str, datetime] = {}
        self._stopping = False
        self.metrics = metrics or Metrics()

    async def run(self) -> None:
        """Send what can be sent, as it comes, until `stop`."""
        while not self._stopping:
            try:
                if not (await self._start_some()).many:
                    await self._sleep()
                elif self._sending < self._pace.at_once:
                    await self._outbox.wait(WHILE_UNDER_WAY.total_seconds())  # there was nothing more to claim
            except Exception as error:
                _log.error("the outbox cannot be read: %s", type(error).__name__)
                await asyncio.sleep(AFTER_AN_ERROR)
        await self._all_ended()

    async def stop(self) -> None:
        """Claim nothing more, and finish what is under way."""
        self._stopping = True
        self._outbox.wake()
        await self._all_ended()

    async def drain(self) -> tuple[Happening, ...]:
        """Send all that can be sent now, until nothing is under way or can be claimed; answers with what was done."""
        with self.metrics.watched() as seen:
            while (await self._start_some()).others_may_follow or self._under_way:
                if self._under_way:
                    await self._changed.wait()
        return tuple(seen)

    async def _start_some(self) -> Started:
        """Claim as many as there is room for, and start them."""
        async with self._claiming:
            if self._sending:
                await asyncio.sleep(GATHER)  # those that were sent together end together: claim once for all of them
            self._changed.clear()
            room = min(self._pace.at_once - self._sending, 2 * self._pace.at_once - len(self._under_way))
            if self._stopping:
                return Started()
            under_way = bool(self._under_way)  # what ends while we claim may let others go that the claim does not see
            if room < 1:
                return Started(0, under_way)
            try:
                claims = await self._outbox.claim(self._clock.now(), room, self._terms)
            except Conflict:  # another dispatcher is at the same rows: its turn now, ours the next time
                return Started(0, others_may_follow=True)
            self._sending += len(claims)
            for claim in claims:
                task = asyncio.create_task(self._carry(claim))
                self._under_way.add(task)
                task.add_done_callback(self._ended)
        return Started(len(claims), under_way or bool(claims))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._there_is_room()

    def _there_is_room(self) -> None:
        self._changed.set()
        self._outbox.wake()

    async def _carry(self, claim: Claim) -> None:
        finished = await Carrying(claim, self._steps, self._clock, self._shut).carry()
        self._sending -= 1
        self._there_is_room()
        try:
            counted = await self._finisher.finish(finished)
        except Exception as error:
            _log.error(
                "the outcome of %s is lost (%s); it will be tried in doubt", claim.effect.key, type(error).__name__
            )
            return
        count(self.metrics, finished, counted=counted)
        if counted:
            self.metrics.tell(happening_of(finished, self._clock.now()))

    async def _write(self, finished: Sequence[Finished]) -> frozenset[str]:
        """Write outcomes down, and again where the database fails: an outcome lost is a doubt later."""
        for attempt in range(1, self._pace.tries_to_write):
            try:
                return await self._outbox.finish(finished, self._clock.now())
            except Exception as error:
                _log.warning("outcomes cannot be written (%s)", type(error).__name__)
                await asyncio.sleep(0.05 * 4**attempt)
        return await self._outbox.finish(finished, self._clock.now())

    async def _sleep(self) -> None:
        """Until something is written, something under way ends, or the moment has come for the next effect."""
        longest = self._pace.longest_sleep
        if self._under_way:
            longest = min(longest, WHILE_UNDER_WAY)
        else:
            next_at = await self._outbox.next_at(self._clock.now(), self._terms.limits)
            if next_at is not None:
                longest = min(longest, max(next_at - self._clock.now(), timedelta(milliseconds=20)))
        await self._outbox.wait(longest.total_seconds())

    async def _all_ended(self) -> None:
        while self._under_way:
            await asyncio.wait(self._under_way)
