"""Documented limits, by the tenant's clock (Graph: service-specific throttling limits; Teams: rate limits)."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OUTLOOK_CONCURRENT = 4
OUTLOOK = ((10_000, 600),)
"""Requests in seconds, for an application and mailbox."""
GRAPH = ((130_000, 10),)
TEAMS = ((30, 1),)
SHAREPOINT_UNITS = ((1_200, 60),)
SUBSCRIPTIONS = ((500, 20),)
MAILS = ((30, 60),)
CONVERSATION = ((7, 1), (8, 2), (60, 30), (1_800, 3_600))
CONNECTOR = ((50, 1),)


@dataclass(slots=True)
class Window:
    """One limit: so many units in so many seconds, sliding."""

    limit: int
    span: timedelta
    past: deque[tuple[datetime, int]] = field(default_factory=deque)
    used: int = 0

    def wait(self, now: datetime, units: int) -> int:
        """Seconds until these units are allowed; 0 means now."""
        while self.past and self.past[0][0] <= now - self.span:
            self.used -= self.past.popleft()[1]
        over = self.used + units - self.limit
        if over <= 0:
            return 0
        for at, spent in self.past:
            over -= spent
            if over <= 0:
                return max(1, math.ceil((at + self.span - now).total_seconds()))
        return math.ceil(self.span.total_seconds())

    def spend(self, now: datetime, units: int) -> None:
        """Count them: what is refused counts too, up to a whole window of refusals."""
        if self.used < 2 * self.limit:
            self.past.append((now, units))
            self.used += units


@dataclass(slots=True)
class Windows:
    """The limits that hold for one key."""

    windows: list[Window]

    def wait(self, now: datetime, units: int) -> int:
        """Spend units; if a limit refuses them, how long until all limits let the same through."""
        refused = any(window.wait(now, units) for window in self.windows)
        for window in self.windows:
            window.spend(now, units)
        return max(window.wait(now, units) for window in self.windows) if refused else 0


@dataclass(slots=True)
class Throttle:
    """All windows, and how many requests each mailbox has under way."""

    windows: dict[tuple[str, str], Windows] = field(default_factory=dict)
    under_way: dict[str, int] = field(default_factory=dict)

    def wait(self, name: str, key: str, limits: tuple[tuple[int, int], ...], now: datetime, units: int = 1) -> int:
        """Spend units of a limit; seconds to wait if there are none left."""
        window = self.windows.get((name, key))
        if window is None:
            each = [Window(limit, timedelta(seconds=span)) for limit, span in limits]
            window = self.windows[name, key] = Windows(each)
        return window.wait(now, units)

    def enter(self, mailbox: str) -> bool:
        """Begin one of the four requests that a mailbox serves at once."""
        if self.under_way.get(mailbox, 0) >= OUTLOOK_CONCURRENT:
            return False
        self.under_way[mailbox] = self.under_way.get(mailbox, 0) + 1
        return True

    def leave(self, mailbox: str) -> None:
        """End it."""
        self.under_way[mailbox] -= 1

    def clear(self) -> None:
        """Forget the past."""
        self.windows.clear()
