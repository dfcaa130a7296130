"""One act of a city: replicas work, people act, the local Microsoft 365 makes trouble, and somebody kills replicas."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.journeys.city import LATENCY, City
from tests.journeys.replica import QuickClock

AT_LEAST = timedelta(seconds=20)
"""By the clock; so long has everything that falls due in an act come."""
LONGEST_WAIT = 4.0
"""Real seconds for which a kill waits for requests that may not come."""
TROUBLES = 10
STALE = 10.0
"""By the clock; for so long are lists and filters without what is new."""
_PEERS = ("outlook", "outlook", "connector", "connector", "sharepoint", "teams")
_KINDS = ("throttle", "down", "after", "drop", "slow")


@dataclass(frozen=True)
class Act:
    """When it begins, how often a replica is killed, how many replicas there are, and what people do meanwhile."""

    start: datetime
    kills: int
    replicas: int
    people: Sequence[Callable[[City], Awaitable[None]]] = ()
    for_good: bool = False
    """Whoever is killed does not come back."""


async def play(city: City, act: Act) -> None:
    """Play it until all is done, and have every replica end as it should."""
    city.clock.quick = QuickClock(act.start, time.monotonic())
    for number in range(act.replicas):
        city.begin(number)
    async with asyncio.TaskGroup() as together:
        together.create_task(make_trouble(city, Random(city.dice.random())))
        for one in act.people:
            together.create_task(_until_done(one(city)))
        for _ in range(act.kills):
            victim = await whom_to_kill_now(city)
            await city.kill(victim)
            await asyncio.sleep(city.dice.choice((0.0, 0.0, 0.3)))
            if not act.for_good:
                city.begin(victim)
    await city.becomes_quiet(act.start + AT_LEAST)
    city.sandbox.sandbox.faults.orders.clear()
    await city.end()


async def _until_done(work: Awaitable[None]) -> None:
    await work


async def whom_to_kill_now(city: City) -> int:
    """Wait for a moment and say who is to die: mostly while requests are under way, whoever is at most; else anybody."""
    if city.dice.random() < 0.2:
        await asyncio.sleep(city.dice.uniform(0, 1.5))
        return city.dice.choice(sorted(city.replicas))
    until, give_up_at = city.requests + city.dice.randint(1, 25), time.monotonic() + LONGEST_WAIT
    busy: dict[str, frozenset[str]] = {}
    while time.monotonic() < give_up_at and not busy:
        await asyncio.sleep(0.002)
        if city.requests >= until:
            busy = await city.at_work()
    await asyncio.sleep(city.dice.uniform(0, LATENCY))
    return max(sorted(city.replicas), key=lambda one: len(busy.get(f":{city.replicas[one].pid}", ())))


async def make_trouble(city: City, dice: Random) -> None:
    """Throttle, fail, lose answers after the deed, and be slow, here and there; and show late what is new."""
    for target in ("outlook", "sharepoint"):
        await city.control("/faults", {"kind": "stale", "target": target, "seconds": STALE})
    for _ in range(TROUBLES):
        await asyncio.sleep(dice.uniform(0.05, 0.6))
        order: dict[str, Any] = {"kind": dice.choice(_KINDS), "target": dice.choice(_PEERS)}
        order |= {"count": dice.randint(1, 3), "retry_after": dice.choice((3, 10)), "seconds": 0.3}
        await city.control("/faults", order)
        city.note(f"trouble: {order['kind']} at {order['target']}, {order['count']} times")
