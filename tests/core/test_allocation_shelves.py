"""The search for room passes full panels and known conflicts only once; it must find what a plain search would."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cpp_core.guidance.policy import policy_on
from cpp_core.model.panel import Band
from cpp_core.rules.allocation_demand import KINDS
from cpp_core.rules.allocation_shelves import Room, Shelf
from cpp_core.rules.allocation_types import Slot

POLICY = policy_on(date(2026, 1, 1))
PEOPLE = st.sampled_from(["", "a", "b", "c"])
ROOMS = st.lists(
    st.tuples(st.integers(1, 5), PEOPLE, st.frozensets(st.sampled_from(["a", "b", "c"])), st.integers(0, 40)),
    max_size=6,
)
SEARCHES = st.lists(
    st.tuples(st.integers(0, len(KINDS) - 1), st.integers(0, 5), PEOPLE, st.booleans()), min_size=1, max_size=30
)


def plain(rooms: list[Room], kind: int, after: int, owner: str, strict: bool) -> Room | None:
    for room in rooms:
        own = owner and (room.chair == owner or (strict and owner in room.members))
        if room.left >= room.minutes[kind] and room.day > after and not own:
            return room
    return None


@given(ROOMS, SEARCHES)
@settings(max_examples=500)
def test_finds_what_a_plain_search_would(
    panels: list[tuple[int, str, frozenset[str], int]], searches: list[tuple[int, int, str, bool]]
) -> None:
    rooms = []
    for number, (day, chair, members, left) in enumerate(sorted(panels, key=lambda panel: panel[0])):
        room = Room(Slot(f"P{number}", date(2026, 12, day), Band.THREE_MONTH, chair=chair, members=members), POLICY)
        room.left = left
        rooms.append(room)
    shelf = Shelf(rooms)
    start = date(2026, 12, 1).toordinal() - 1
    for kind, after, owner, strict in searches:
        expected = plain(rooms, kind, start + after, owner, strict)
        assert shelf.find(kind, start + after, owner, strict) is expected
        assert shelf.has_room(kind) is any(room.left >= room.minutes[kind] for room in rooms)
        if expected is not None:
            expected.left -= expected.minutes[kind]
