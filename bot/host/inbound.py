"""Reading what was posted to us, within limits, before anything else looks at it."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

MAX_BODY = 256 * 1024
"""Bytes. Teams itself stops far below: a card is at most 28 KB on its way in, a message 100 KB."""
MAX_DEPTH = 40


class UnreadableError(ValueError):
    """The body is no JSON object within the limits."""


def read_activity(body: bytes) -> Json:
    """The activity in a request's body; raises `UnreadableError`."""
    try:
        read = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON") from error
    if not isinstance(read, dict):
        raise UnreadableError("not an object")
    if _deeper_than(read, MAX_DEPTH):
        raise UnreadableError("nested too deep")
    return read


def _no_constant(name: str) -> None:
    raise UnreadableError(f"{name} is no JSON")


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [child for child in value.values() if isinstance(child, dict | list)]
    if isinstance(value, list):
        return [child for child in value if isinstance(child, dict | list)]
    return []


def text_at(value: object, *path: str) -> str:
    """The text at this path of nested objects, or an empty one."""
    for name in path:
        if not isinstance(value, dict):
            return ""
        value = value.get(name)
    return value if isinstance(value, str) else ""
