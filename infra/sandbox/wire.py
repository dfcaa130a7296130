"""Requests and answers as the sandbox sees them, apart from any web framework, so that `$batch` can make its own."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Request:
    """One call: the path has neither `/v1.0` nor percent-encoding; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = ""
    roles: frozenset[str] = frozenset()
    args: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """The body as an object, or the refusal that Graph gives for anything else."""
        if not self.body:
            raise GraphError(400, "BadRequest", "Empty Payload. JSON content expected.")
        try:
            value = json.loads(self.body)
        except ValueError:
            raise GraphError(400, "BadRequest", "Unable to read JSON request payload.") from None
        if not isinstance(value, dict):
            raise GraphError(400, "BadRequest", "The request payload is not an object.")
        return value

    def optional_json(self) -> Json:
        """The body as an object; nothing is an empty one, as in actions without parameters."""
        return self.json() if self.body.strip() else {}

    @property
    def immutable_ids(self) -> bool:
        """Whether `Prefer: IdType="ImmutableId"` is among the preferences (Graph: outlook-immutable-id)."""
        return 'idtype="immutableid"' in self.headers.get("prefer", "").lower()


@dataclass(slots=True)
class Response:
    """An answer: JSON unless `raw` is set."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"

    def payload(self) -> bytes:
        """The bytes that go out."""
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


class GraphError(Exception):
    """A refusal with Graph's status, code and message (Graph: Microsoft Graph error responses)."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


class ConnectorError(Exception):
    """A refusal with the Bot Connector's status and code (Teams: status codes from bot conversational APIs)."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


Handler: TypeAlias = Callable[[Any, Request], Awaitable[Response]]


def not_found(what: str = "The specified object was not found in the store.") -> NoReturn:
    """Exchange's 404."""
    raise GraphError(404, "ErrorItemNotFound", what)


def stamp(moment: datetime, digits: int = 0) -> str:
    """A moment as Graph writes DateTimeOffset: UTC, `Z`, with as many digits of the second as asked."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{moment.microsecond:06d}0"[: 20 + digits] + "Z" if digits else f"{text}Z"
