"""A record of every request that the product made: what contract tests are run on."""

import json
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from infra.sandbox.wire import Json, Request, stamp

_HIDDEN = frozenset({"authorization", "x-identity-header"})
_LIMIT = 50_000
_LARGEST_BODY = 300_000


class Traffic:
    """The newest 50,000 requests, without credentials."""

    def __init__(self) -> None:
        self.entries: deque[Json] = deque(maxlen=_LIMIT)

    def note(self, at: datetime, call: Request, prefix: str, status: int, via: str = "http") -> None:
        """Keep one request; `status` 0 means that the connection was dropped."""
        self.entries.append({
            "at": stamp(at, 3),
            "method": call.method,
            "path": prefix + call.path,
            "query": dict(call.query),
            "headers": {name: value for name, value in call.headers.items() if name not in _HIDDEN},
            "body": call.body,
            "status": status,
            "via": via,
        })  # fmt: skip

    def shown(self) -> list[Json]:
        """Bodies are parsed only here, so that recording costs nothing."""
        return [{**entry, "body": _parsed(entry["body"], entry["headers"])} for entry in self.entries]


def _parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    if not body:
        return None
    kind = headers.get("content-type", "")
    if "json" not in kind or len(body) > _LARGEST_BODY:
        return {"bytes": len(body)}
    try:
        return json.loads(body)
    except ValueError:
        return {"unreadable": body[:200].decode("utf-8", "replace")}
