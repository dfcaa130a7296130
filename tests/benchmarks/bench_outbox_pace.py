"""What the pace of a lane costs: 2,000 effects into a peer that throttles, in virtual time, beside what its limits allow.

The peer counts by itself, in sliding windows, and says 429 to whatever is too much. Printed are the time that it took as
a ratio to the least that the limits (and the waits of each 429) allow, and how many requests came into a lane that was closed.
Run it: `python -m tests.benchmarks.bench_outbox_pace [sqlite|postgresql ...]`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cpp_core.effects import Channel, Done, Effect, Later, Outcome
from cpp_core.orders import Order
from cpp_core.outbox import LaneLimits, Terms
from cpp_core.pacing import RATES, Window
from cpp_core.ports import Attempt
from integrations.storage import open_storage
from scheduling.dispatcher import Dispatcher
from scheduling.virtual_time import VirtualClock
from tests.benchmarks.plain_steps import plain_steps
from tests.integrations.storage.databases import CALENDAR, KINDS, START, fresh_database

EFFECTS = 2_000
ASKED_TO_WAIT = timedelta(seconds=5)


class Throttling:
    """A peer with limits, which it keeps by a log of all that came in."""

    def __init__(self, clock: VirtualClock, windows: Sequence[Window], shared: float = 0.0) -> None:
        self._clock = clock
        self._windows = windows
        self._taken = 0
        self._others = shared
        self._log: deque[datetime] = deque()
        self._closed_until: datetime | None = None
        self.throttled = self.into_closed = 0
        self.last = clock.now()

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Do it, or say 429 with how long to wait; with `shared`, somebody else takes part of the limit at times."""
        now = self._clock.now()
        if self._closed_until is not None and now < self._closed_until:
            self.into_closed += 1
            return Later("429", self._closed_until - now, lane_wide=True, maybe_done=False)
        for window in self._windows:
            if sum(at > now - window.within for at in self._log) >= window.many:
                return self._say_429(now)
        self._taken += 1
        if self._others and self._taken % int(1 / self._others) == 0:
            return self._say_429(now)
        self._log.append(now)
        longest = max(window.within for window in self._windows)
        while self._log[0] <= now - longest:
            self._log.popleft()
        self.last = now
        return Done()

    def _say_429(self, now: datetime) -> Outcome:
        self.throttled += 1
        self._closed_until = now + ASKED_TO_WAIT
        return Later("429", ASKED_TO_WAIT, lane_wide=True, maybe_done=False)


def least(windows: Sequence[Window], many: int) -> timedelta:
    """The least time in which the limits let so many in."""
    moments: list[datetime] = []
    for number in range(many):
        earliest = [moments[number - one.many] + one.within for one in windows if number >= one.many]
        moments.append(max([*earliest, moments[-1] if moments else START]))
    return moments[-1] - START


async def throttled(kind: str, lane: str, others: float) -> str:
    """All effects in one lane, through the dispatcher, in virtual time."""
    windows = RATES[lane.partition(":")[0]]
    with tempfile.TemporaryDirectory() as folder:
        clock = VirtualClock(START)
        storage = open_storage(fresh_database(kind, Path(folder)), clock, CALENDAR)
        async with storage.unit_of_work() as unit:
            await unit.send([Effect(f"{n}", Channel.MAIL, "x", "ATT-1", f"s{n}", lane) for n in range(EFFECTS)])
        peer = Throttling(clock, windows, others)
        terms = Terms("bench", limits=LaneLimits(rates=RATES))
        dispatcher = Dispatcher(storage.outbox, clock, plain_steps(peer), terms)
        await dispatcher.drain()
        while (next_at := await storage.outbox.next_at(clock.now(), terms.limits)) is not None:
            clock.move(max(next_at, clock.now()))
            await dispatcher.drain()
        await storage.close()
    took, allowed = peer.last - START, least(windows, EFFECTS) + peer.throttled * ASKED_TO_WAIT
    ratio = took / allowed
    return (
        f"{lane:<10} {EFFECTS:,} in {took.total_seconds():,.0f} s, {ratio:.3f} times what the limits allow; "
        f"{peer.throttled} times 429, {peer.into_closed} into a closed lane"
    )


async def main(kinds: Sequence[str]) -> None:
    """Print a line for each measure."""
    for kind in kinds:
        sys.stdout.write(f"{kind}\n")
        for lane in ("mailbox", "chat:ann", "teams", "drive"):
            sys.stdout.write(f"  alone       {await throttled(kind, lane, 0.0)}\n")
        sys.stdout.write(f"  with others {await throttled(kind, 'mailbox', 0.02)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or KINDS))
