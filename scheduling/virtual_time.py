"""Virtual time: a clock that is moved, and everything that falls due on the way is done, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from scheduling.happenings import Happening
from scheduling.ticks import Ticks

ROUNDS_AT_ONE_MOMENT = 200
"""So often may one thing lead to another at the same moment, before we call it stuck."""


class BackwardsError(ValueError):
    """A clock can only be moved forwards."""


class StuckError(RuntimeError):
    """Something stays due however often it is carried out, so that time cannot move on."""


class VirtualClock:
    """`ports.Clock` that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a virtual clock starts at a moment with its offset, such as 2026-12-01T09:00+00:00")
        self._now = start

    def now(self) -> datetime:
        """The moment, aware."""
        return self._now

    def move(self, to: datetime) -> None:
        """Move it forwards, past whatever may be due; `VirtualTime.advance` is what does not skip anything."""
        if to < self._now:
            raise BackwardsError(f"the clock stands at {self._now.isoformat()}; it cannot go back to {to.isoformat()}")
        self._now = to


NextMoment = Callable[[], Awaitable[datetime | None]]


class VirtualTime:
    """Moves a virtual clock through every due moment and nudges the ticks at each.

    `moments` say when something next falls due, by name (panels, outbox ...); `ticks_in_order` are the jobs to nudge.
    """

    def __init__(
        self, clock: VirtualClock, ticks: Ticks, ticks_in_order: Sequence[str], moments: Mapping[str, NextMoment]
    ) -> None:
        self._clock = clock
        self._ticks = ticks
        self._order = ticks_in_order
        self._moments = moments
        self._one_at_a_time = asyncio.Lock()
        self.rounds_at_one_moment = ROUNDS_AT_ONE_MOMENT

    async def advance(self, to: datetime) -> tuple[Happening, ...]:
        """Move the clock to `to`; answers with all that was done on the way, in order, whoever had it done."""
        if to < self._clock.now():
            raise BackwardsError(f"the clock stands at {self._clock.now().isoformat()}; it cannot go back")
        async with self._one_at_a_time:
            with self._ticks.metrics.watched() as seen:
                await self._settle(seen)
                while (moment := await self._next()) is not None and moment <= to:
                    self._clock.move(max(moment, self._clock.now()))
                    await self._settle(seen)
                self._clock.move(max(to, self._clock.now()))
                await self._settle(seen)
        return tuple(seen)

    async def _settle(self, seen: Sequence[Happening]) -> None:
        """Nudge until nothing is due at this moment."""
        still_due: list[str] = []
        for _ in range(self.rounds_at_one_moment):
            before = len(seen)
            for name in self._order:
                await self._ticks.nudge(name)
            still_due = await self._due_now()
            if not still_due:
                return
            if len(seen) == before:
                break
        raise StuckError(
            f"at {self._clock.now().isoformat()} this stays due: {', '.join(still_due)}; last done: "
            + ("; ".join(f"{one.what} {one.key}: {one.outcome}" for one in seen[-3:]) or "nothing")
        )

    async def _due_now(self) -> list[str]:
        now = self._clock.now()
        found = {name: await moment() for name, moment in self._moments.items()}
        return [name for name, moment in found.items() if moment is not None and moment <= now]

    async def _next(self) -> datetime | None:
        found = [await moment() for moment in self._moments.values()]
        return min((moment for moment in found if moment is not None), default=None)
