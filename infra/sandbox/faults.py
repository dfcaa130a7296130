"""Faults that a test or an operator orders: throttling, outages, answers lost after the deed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.sandbox.wire import Json

KINDS = ("throttle", "down", "after", "drop", "slow", "stale")
TARGETS = ("graph", "outlook", "teams", "sharepoint", "directory", "subscriptions", "connector", "identity")
MODES = ("lost", "repeated", "delayed")
BLOCKED = "this person has blocked the bot"
NAMED: dict[str, Json] = {
    "Outlook throttles": {"kind": "throttle", "target": "outlook", "retry_after": 30},
    "Graph is down": {"kind": "down", "target": "graph", "status": 503},
    "notifications are lost": {"kind": "notifications", "mode": "lost"},
}
"""Faults in words; what else an order says (count, retry_after …) goes with it. One more, `BLOCKED`, is about a person."""
_GRAPH = frozenset({"graph", "outlook", "teams", "sharepoint", "directory", "subscriptions"})


@dataclass(slots=True)
class Fault:
    """One order. Without a count a throttle lasts for `retry_after` seconds by `now`, others until cleared."""

    kind: str
    target: str
    status: int
    retry_after: int
    count: int | None
    until: datetime | None
    method: str | None = None
    path: str | None = None
    seconds: float = 0.0

    def hits(self, target: str, method: str, path: str, now: datetime) -> bool:
        """Whether it is about this request."""
        if self.target != target and not (self.target == "graph" and target in _GRAPH):
            return False
        if (self.count is not None and self.count <= 0) or (self.until is not None and now >= self.until):
            return False
        return (self.method is None or self.method == method) and (self.path is None or self.path in path)

    def shown(self) -> Json:
        """For the control API."""
        return {
            "kind": self.kind, "target": self.target, "status": self.status, "retry_after": self.retry_after,
            "count": self.count, "method": self.method, "path": self.path,
        }  # fmt: skip


@dataclass(slots=True)
class Faults:
    """All that is ordered at present."""

    orders: list[Fault] = field(default_factory=list)
    notifications: str | None = None
    notification_count: int | None = None
    blocked: set[str] = field(default_factory=set)

    def order(self, body: Json, now: datetime) -> str | None:
        """Take an order; what is wrong with it, if anything."""
        if "name" in body:
            if body["name"] not in NAMED:
                return f"name is one of {', '.join((*NAMED, BLOCKED))}"
            body = {**NAMED[body["name"]], **body}
        kind = body.get("kind")
        if kind == "notifications":
            if body.get("mode") not in MODES:
                return f"mode is one of {', '.join(MODES)}"
            self.notifications, self.notification_count = body["mode"], body.get("count")
            return None
        if kind not in KINDS or body.get("target") not in TARGETS:
            return f"kind is one of {', '.join((*KINDS, 'notifications'))}; target is one of {', '.join(TARGETS)}"
        count = body.get("count")
        retry_after = int(body.get("retry_after", 10))
        until = now + timedelta(seconds=retry_after) if kind == "throttle" and count is None else None
        default = {"throttle": 429, "down": 503, "after": 504}.get(kind, 0)
        status = int(body.get("status", default))
        fault = Fault(kind, body["target"], status, retry_after, count=count, until=until)
        fault.method, fault.path = body.get("method"), body.get("path")
        fault.seconds = float(body.get("seconds", 0.0))
        self.orders.append(fault)
        return None

    def take(self, kinds: tuple[str, ...], target: str, method: str, path: str, now: datetime) -> Fault | None:
        """The first order of these kinds about this request, used up by one."""
        for fault in self.orders:
            if fault.kind in kinds and fault.hits(target, method, path, now):
                if fault.count is not None:
                    fault.count -= 1
                return fault
        return None

    def stale(self, target: str) -> timedelta:
        """How long what is new, or has changed, is hidden from lists, filters and deltas of this target."""
        spans = [fault.seconds for fault in self.orders if fault.kind == "stale" and fault.target in (target, "graph")]
        return timedelta(seconds=max(spans, default=0.0))

    def take_notification(self) -> str | None:
        """What happens to the next change notification."""
        mode = self.notifications
        if mode is not None and self.notification_count is not None:
            self.notification_count -= 1
            if self.notification_count <= 0:
                self.notifications = self.notification_count = None
        return mode

    def clear(self) -> None:
        """As if nothing had ever been ordered."""
        self.orders.clear()
        self.blocked.clear()
        self.notifications = self.notification_count = None
