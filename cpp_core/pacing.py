"""How fast each peer lets us in, as data, and how much room is left: kept from our side, so that nobody has to say no.

Entries are counted in sixtieths of a window, each until the last moment at which it may have been made has left the
window: never more than the limit in any window, at the cost of a sixtieth of the rate.
Sources: platform.md, Throttling (Exchange Online limits; Bot Connector rate limiting; Microsoft Graph throttling limits).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOTS = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Entered = Mapping[str, Mapping[str, int]]
"""How many entered in which slot of which window, as it is kept with the lane."""


@dataclass(frozen=True)
class Window:
    """At most so many within so long."""

    many: int
    within: timedelta

    @property
    def name(self) -> str:
        """By which its count is kept."""
        return f"{self.within / timedelta(seconds=1):g}"

    @property
    def slot(self) -> timedelta:
        """A sixtieth of it."""
        return self.within / SLOTS


_SECOND = timedelta(seconds=1)
_CONVERSATION = (
    Window(7, _SECOND),
    Window(8, 2 * _SECOND),
    Window(60, 30 * _SECOND),
    Window(1800, 3600 * _SECOND),
)
RATES: Mapping[str, tuple[Window, ...]] = {
    "mailbox": (Window(30, 60 * _SECOND),),
    "chat": _CONVERSATION,
    "*chat": (Window(50, _SECOND),),
    "conversation": _CONVERSATION,
    "teams": (Window(30, _SECOND),),
    "drive": (Window(120, 60 * _SECOND),),
}
"""By what stands before a lane's `:`; under `*` and that, for all such lanes together (the Connector's limit for an app).

Sharing a folder costs about ten of SharePoint's 1,200 units a minute.
"""


def room(windows: tuple[Window, ...], entered: Entered, now: datetime) -> int:
    """How many may enter now."""
    return min((window.many - sum(_counted(window, entered, now).values()) for window in windows), default=1_000_000)


def opens_at(windows: tuple[Window, ...], entered: Entered, now: datetime) -> datetime | None:
    """When the next may enter, where none may now."""
    moments = []
    for window in windows:
        counted = _counted(window, entered, now)
        if counted and sum(counted.values()) >= window.many:
            moments.append(_leaves(window, min(counted)))
    return max(moments, default=None)


def entering(windows: tuple[Window, ...], entered: Entered, now: datetime, many: int) -> dict[str, dict[str, int]]:
    """The counts after so many have entered now; what has left its window is forgotten."""
    after = {}
    for window in windows:
        counted = _counted(window, entered, now)
        slot = (now - _EPOCH) // window.slot
        counted[slot] = counted.get(slot, 0) + many
        after[window.name] = {str(one): count for one, count in counted.items()}
    return after


def _counted(window: Window, entered: Entered, now: datetime) -> dict[int, int]:
    slots = {int(slot): count for slot, count in entered.get(window.name, {}).items()}
    return {slot: count for slot, count in slots.items() if _leaves(window, slot) > now}


def _leaves(window: Window, slot: int) -> datetime:
    return _EPOCH + (slot + 1) * window.slot + window.within
