"""The room that the panels of one week have, found without looking at each panel for each case.

A shelf holds panels in their order. For each kind of case it remembers which panels have no room left (a panel never
regains any), and for each owner how far the search for a panel without them has come. So the whole search of a week
costs about one step for each case, and one for each seat of each panel.
"""

from collections.abc import Sequence

from cpp_core.guidance.policy import Policy
from cpp_core.rules.allocation_demand import KINDS, Demand
from cpp_core.rules.allocation_types import Slot
from cpp_core.rules.capacity import minutes_for_cases


class Room:
    """A panel of the week and the minutes that it has left."""

    __slots__ = ("band", "chair", "day", "left", "longest", "members", "minutes", "placed", "slot")

    def __init__(self, slot: Slot, policy: Policy) -> None:
        order = [band for _, band in policy.band_edges]
        least = policy.chair_min_grade
        grade = slot.chair_grade if slot.chair_grade is not None else least[slot.band]
        self.slot = slot
        self.band = order.index(slot.band)
        self.day = slot.on.toordinal()
        self.left = minutes_for_cases(policy)
        self.minutes = [policy.case_minutes[kind] for kind in KINDS]
        self.longest = max((n for n, band in enumerate(order) if grade >= least[band]), default=-1)
        """The longest band for which the chair has the grade (PAN-2); where none is known, what the band needs."""
        self.placed: list[Demand] = []
        self.chair = slot.chair.casefold()
        self.members = frozenset(member.casefold() for member in slot.members)


class Shelf:
    """Panels of a week in the order in which they are filled."""

    __slots__ = ("_next", "_reached", "rooms")

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = rooms
        self._next = [list(range(len(rooms) + 1)) for _ in KINDS]
        self._reached: dict[tuple[str, int, bool], int] = {}

    def has_room(self, kind: int) -> bool:
        """Whether any panel has room for a case of this kind."""
        return self._from(kind, 0) < len(self.rooms)

    def find(self, kind: int, after: int, owner: str, strict: bool) -> Room | None:
        """The first panel with room, held after a day, not chaired by the owner and (if strict) without them on it."""
        rooms, key = self.rooms, (owner, kind, strict)
        position = self._from(kind, self._reached.get(key, 0))
        while position < len(rooms):
            room = rooms[position]
            if owner and (room.chair == owner or (strict and owner in room.members)):
                position = self._from(kind, position + 1)
            elif room.day <= after:
                return self._after(kind, position + 1, after, owner, strict)
            else:
                break
        self._reached[key] = position
        return rooms[position] if position < len(rooms) else None

    def _after(self, kind: int, position: int, after: int, owner: str, strict: bool) -> Room | None:
        """The same search for a case that cannot go to the first panels of the week: nothing is remembered of it."""
        while (position := self._from(kind, position)) < len(self.rooms):
            room = self.rooms[position]
            if room.day > after and not (owner and (room.chair == owner or (strict and owner in room.members))):
                return room
            position += 1
        return None

    def _from(self, kind: int, position: int) -> int:
        """The first panel from a position on with room for this kind: skips are remembered, full panels passed once."""
        skip, rooms = self._next[kind], self.rooms
        start = position
        while True:
            while skip[position] != position:
                position = skip[position]
            if position == len(rooms) or rooms[position].left >= rooms[position].minutes[kind]:
                break
            skip[position] = position + 1
        while start != position:
            skip[start], start = position, skip[start]
        return position
