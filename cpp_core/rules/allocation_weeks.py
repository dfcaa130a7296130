"""One week of allocation: its panels by what they can take, why a case found no room, and the panels it would take."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf

from cpp_core.guidance.policy import Policy
from cpp_core.rules.allocation_demand import Demand, week_of
from cpp_core.rules.allocation_shelves import Room, Shelf
from cpp_core.rules.allocation_types import FurtherPanels
from cpp_core.rules.capacity import minutes_for_cases

Shelves = tuple[tuple[Shelf, bool], ...]
"""Where a case is looked for room, in order; and whether panels on which its owner sits are passed over."""


class WeekRooms:
    """The panels of one week."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.all = rooms
        self.by_id = {room.slot.panel_id: room for room in rooms}
        self._shelves: dict[tuple[int, bool], Shelves] = {}
        self._chairing: dict[tuple[int, int], frozenset[str]] = {}

    def shelves(self, band: int, *, with_shared: bool) -> Shelves:
        """The shelves for cases of a band, in the stated order."""
        if (band, with_shared) not in self._shelves:
            self._shelves[band, with_shared] = tuple(self._build(band, with_shared))
        return self._shelves[band, with_shared]

    def _build(self, band: int, with_shared: bool) -> Iterator[tuple[Shelf, bool]]:
        for shared in (False, True) if with_shared else (False,):
            able = [room for room in self.all if room.longest >= band and room.slot.list_shared is shared]
            own = Shelf([room for room in able if room.band == band])
            mixed = Shelf([room for room in able if room.band != band])
            yield from ((own, True), (mixed, True), (own, False), (mixed, False))

    def why_none(self, demand: Demand, band: int) -> str:
        """Why a case found no room in this week."""
        if not self.all:
            return "its week has no panel"
        chairs = self._chairs(band, 0)
        if not chairs:
            return "no panel of its week has a chair of the grade for it (PAN-2)"
        if demand.not_before >= self.all[0].day:
            chairs = self._chairs(band, demand.not_before)
        if not chairs:
            return "its week has no panel after the one that did not reach it"
        if demand.owner and chairs == {demand.owner}:
            return "its owner chairs every panel of its week that could take it (PAN-7)"
        return "the panels of its week are full (PAN-3)"

    def _chairs(self, band: int, after: int) -> frozenset[str]:
        """Who chairs the panels after a day that could take a band."""
        if (band, after) not in self._chairing:
            able = (room for room in self.all if room.longest >= band and room.day > after)
            self._chairing[band, after] = frozenset(room.chair for room in able)
        return self._chairing[band, after]


def further_panels(
    week: int, missed: Iterable[tuple[Demand, int]], policy: Policy, bands: Sequence[int]
) -> list[FurtherPanels]:
    """The panels that would have held those for whom there was no room, by band, the longest band first."""
    by_band: dict[int, list[int]] = {}
    for demand, band in missed:
        by_band.setdefault(band, []).append(policy.case_minutes[demand.candidate.kind])
    found = []
    for band in bands:
        if band in by_band:
            name = policy.band_edges[band][1]
            minutes = by_band[band]
            count = _panels_for(minutes, minutes_for_cases(policy))
            grade = policy.chair_min_grade[name]
            found.append(FurtherPanels(week_of(week), name, grade, count, len(minutes), sum(minutes)))
    return found


def _panels_for(minutes: Iterable[int], available: int) -> int:
    """How many panels it takes, filled one after the other in the order of the cases."""
    panels, left = 0, -inf
    for case in minutes:
        if left < case:
            panels, left = panels + 1, available
        left -= case
    return panels
