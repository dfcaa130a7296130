"""What can go wrong between us and Graph, and which outcome an effect has then.

Reasons hold the status, Graph's error code and its request id (which Microsoft's support asks for); never its message,
which may quote addresses, subjects or file names. Sources: Graph: errors (HTTP status codes), throttling.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from azure.core.exceptions import AzureError

from cpp_core.effects import Later, Outcome, Refused

PASSING = frozenset({408, 412, 423, 425, 429, 500, 502, 503, 504, 507, 509})
"""Statuses after which the same request may succeed; 412 and 423 say that somebody else holds or changed the thing."""

REASONS = {
    400: "bad-request",
    401: "not-authorised",
    403: "forbidden",
    404: "not-found",
    409: "conflict",
    410: "gone",
    413: "too-large",
}
NO_TOKEN_WAIT = timedelta(minutes=1)
LOCKED_WAIT = timedelta(minutes=1)


class GraphFailure(Exception):
    """Graph answered with a status of 400 or above (or redirected, which no call of ours expects)."""

    def __init__(self, status: int, code: str, request_id: str = "", wait: timedelta | None = None) -> None:
        self.status = status
        self.code = code
        self.request_id = request_id
        self.wait = wait
        super().__init__(f"{status} {code}" + (f" (request {request_id})" if request_id else ""))


FAILURES: tuple[type[Exception], ...] = (GraphFailure, httpx.HTTPError, AzureError)
"""Everything that a call of `GraphClient` raises because of the peer, the network or the token issuer."""


def outcome_of(failure: Exception) -> Outcome:
    """The outcome of an effect whose call failed so; raises what is none of the peer's doing."""
    name = type(failure).__name__
    if isinstance(failure, GraphFailure):
        return _answered(failure)
    if isinstance(failure, AzureError):
        return Later(f"no token: {name}", NO_TOKEN_WAIT, lane_wide=True, maybe_done=False)
    if isinstance(failure, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Later(f"not reached: {name}", maybe_done=False)
    if isinstance(failure, httpx.HTTPError):
        return Later(f"no answer, may have been done: {name}")
    raise failure


async def as_outcome(work: Awaitable[Outcome]) -> Outcome:
    """What the work comes to; a failure of the peer, the network or the token issuer is an outcome too."""
    try:
        return await work
    except FAILURES as failure:
        return outcome_of(failure)


def retry_after(header: str | None, sent_at: str | None = None) -> timedelta | None:
    """How long `Retry-After` asks to wait: seconds, or a date to be compared with the answer's own `Date`."""
    if not header:
        return None
    try:
        return timedelta(seconds=max(0.0, float(header)))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
        since = parsedate_to_datetime(sent_at) if sent_at else datetime.now(UTC)
    except ValueError:
        return None
    return max(timedelta(0), until - since)


def _answered(failure: GraphFailure) -> Outcome:
    if failure.status == 429:
        return Later(str(failure), failure.wait, lane_wide=True, maybe_done=False)
    if failure.status == 423:
        return Later(str(failure), failure.wait or LOCKED_WAIT)
    if failure.status in PASSING:
        return Later(str(failure), failure.wait)
    return Refused(REASONS.get(failure.status, "refused"), str(failure))
