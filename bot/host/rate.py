"""How often one person may ask in a while: nobody's client, or loop, takes the service away from everybody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_PEOPLE = 10_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second after that; far more than anybody can press."""

    at_once: float = 400
    per_second: float = 60


class PersonLimit:
    """A bucket for each person, in this replica."""

    def __init__(self, rate: Rate, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, person_id: str) -> float:
        """Take one: 0 where there was one left, else the seconds until there is one again."""
        now = self._now()
        left, at = self._buckets.get(person_id, (self._rate.at_once, now))
        left = min(self._rate.at_once, left + (now - at) * self._rate.per_second)
        if left < 1:
            return (1 - left) / self._rate.per_second
        if len(self._buckets) >= MOST_PEOPLE and person_id not in self._buckets:
            self._forget_the_idle(now)
        self._buckets[person_id] = (left - 1, now)
        return 0

    def _forget_the_idle(self, now: float) -> None:
        full = self._rate.at_once / self._rate.per_second
        self._buckets = {who: bucket for who, bucket in self._buckets.items() if now - bucket[1] < full}
