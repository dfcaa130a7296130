"""The cases that wait for room: a queue for each urgency, band and kind, the longest detained in front of each."""

from datetime import date
from heapq import heappop, heappush

from cpp_core.guidance.policy import Policy
from cpp_core.rules.allocation_demand import KINDS, Demand
from cpp_core.rules.allocation_types import Urgency
from cpp_core.rules.detention_clock import DAYS_IN_WEEK, band_on

_KINDS, _URGENCIES = len(KINDS), len(Urgency)


class Queues:
    """Everything that waits, by its key. What is done, or more urgent by now, is dropped when it comes to the front."""

    def __init__(self, policy: Policy, week: int) -> None:
        self._heaps: dict[int, list[int]] = {}
        self._demands: dict[int, Demand] = {}
        self._set(policy, week)

    def _set(self, policy: Policy, week: int) -> None:
        self.policy = policy
        self._sunday = date.fromordinal(week + DAYS_IN_WEEK - 1)
        self._order = [band for _, band in policy.band_edges]
        self._bands: dict[date, int] = {}
        self.longest_first = tuple(reversed(range(len(self._order))))

    def turn_to(self, policy: Policy, week: int) -> None:
        """Go to another week. Bands follow the days detained by its Sunday, so that a chair's grade is enough.

        Who has come into a longer band is among the longest detained, and so in front of their queue. When the policy
        has changed, everybody is looked at again.
        """
        again = [demand for urgency in Urgency for demand in self.take_all(urgency)] if policy != self.policy else []
        self._set(policy, week)
        for urgency in Urgency:
            for band in self.longest_first:
                for kind in range(_KINDS):
                    while (demand := self.front(urgency, band, kind)) and self.band_of(demand) != band:
                        self.pop(urgency, band, kind)
                        self.push(demand)
        for demand in again:
            self.push(demand)

    def band_of(self, demand: Demand) -> int:
        """The band of a case in this week, by its place in the policy's order."""
        start = demand.candidate.detained_on
        band = self._bands.get(start)
        if band is None:
            band = self._bands[start] = self._order.index(band_on(start, self._sunday, self.policy))
        return band

    def push(self, demand: Demand) -> None:
        """Let a demand wait."""
        self._demands[demand.key] = demand
        where = _place(demand.urgency, self.band_of(demand), demand.kind)
        heappush(self._heaps.setdefault(where, []), demand.key)

    def front(self, urgency: Urgency, band: int, kind: int) -> Demand | None:
        """The longest detained that waits in a queue."""
        heap = self._heaps.get(_place(urgency, band, kind))
        while heap:
            demand = self._demands[heap[0]]
            if not demand.done and demand.urgency is urgency:
                return demand
            heappop(heap)
        return None

    def pop(self, urgency: Urgency, band: int, kind: int) -> None:
        """Take the front of a queue off."""
        heappop(self._heaps[_place(urgency, band, kind)])

    def waiting(self, urgency: Urgency) -> list[Demand]:
        """Everybody who waits with an urgency, the longest detained first."""
        keys = [key for where in self._heaps if where % _URGENCIES == urgency for key in self._heaps[where]]
        found = [self._demands[key] for key in sorted(keys)]
        return [demand for demand in found if not demand.done and demand.urgency is urgency]

    def take_all(self, urgency: Urgency) -> list[Demand]:
        """Everybody who waits with an urgency, taken off."""
        found = self.waiting(urgency)
        for where in [where for where in self._heaps if where % _URGENCIES == urgency]:
            del self._heaps[where]
        return found


def _place(urgency: Urgency, band: int, kind: int) -> int:
    """The number of a queue."""
    return (band * _KINDS + kind) * _URGENCIES + urgency
