"""The cases that wait for room: a queue for each urgency, band and kind, the longest detained in front of each."""

from datetime import date
from heapq import heappop, heappush

from cpp_core.guidance.policy import Policy
from cpp_core.rules.allocation_demand import Demand
from cpp_core.rules.allocation_shelves import KINDS
from cpp_core.rules.allocation_types import Urgency
from cpp_core.rules.detention_clock import DAYS_IN_WEEK, band_on

_Heap = list[tuple[tuple[int, str], int, Demand]]


class Queues:
    """Everything that waits. What is done, or has become more urgent, is dropped when it comes to the front."""

    def __init__(self, policy: Policy, week: int) -> None:
        self._heaps: dict[tuple[Urgency, int, int], _Heap] = {}
        self._count = 0
        self._set(policy, week)

    def _set(self, policy: Policy, week: int) -> None:
        self.policy = policy
        self._sunday = date.fromordinal(week + DAYS_IN_WEEK - 1)
        self._order = [band for _, band in policy.band_edges]
        self.longest_first = range(len(self._order) - 1, -1, -1)

    def turn_to(self, policy: Policy, week: int) -> None:
        """Go to another week. Bands follow the days detained by its Sunday, so that a chair's grade is enough.

        Who has come into a longer band is among the longest detained, and so in front of their queue. When the policy
        has changed, everybody is looked at again.
        """
        again = [demand for urgency in Urgency for demand in self.take_all(urgency)] if policy != self.policy else []
        self._set(policy, week)
        for (urgency, band, _), heap in list(self._heaps.items()):
            while heap and not (_waits(heap[0][2], urgency) and self.band_of(heap[0][2]) == band):
                demand = heappop(heap)[2]
                if _waits(demand, urgency):
                    self.push(demand)
        for demand in again:
            self.push(demand)

    def band_of(self, demand: Demand) -> int:
        """The band of a case in this week, by its place in the policy's order."""
        return self._order.index(band_on(demand.candidate.detained_on, self._sunday, self.policy))

    def push(self, demand: Demand) -> None:
        """Let a demand wait."""
        self._count += 1
        where = (demand.urgency, self.band_of(demand), KINDS.index(demand.candidate.kind))
        heappush(self._heaps.setdefault(where, []), (demand.key, self._count, demand))

    def front(self, urgency: Urgency, band: int, kind: int) -> Demand | None:
        """The longest detained that waits in a queue."""
        heap = self._heaps.get((urgency, band, kind))
        while heap:
            if _waits(heap[0][2], urgency):
                return heap[0][2]
            heappop(heap)
        return None

    def pop(self, urgency: Urgency, band: int, kind: int) -> None:
        """Take the front of a queue off."""
        heappop(self._heaps[urgency, band, kind])

    def waiting(self, urgency: Urgency) -> list[Demand]:
        """Everybody who waits with an urgency, the longest detained first."""
        found = [
            demand
            for (of, _, _), heap in self._heaps.items()
            if of is urgency
            for _, _, demand in heap
            if _waits(demand, urgency)
        ]
        return sorted(found, key=lambda demand: demand.key)

    def take_all(self, urgency: Urgency) -> list[Demand]:
        """Everybody who waits with an urgency, taken off."""
        found = self.waiting(urgency)
        for of, band, kind in list(self._heaps):
            if of is urgency:
                del self._heaps[of, band, kind]
        return found


def _waits(demand: Demand, urgency: Urgency) -> bool:
    return not demand.done and demand.urgency is urgency
