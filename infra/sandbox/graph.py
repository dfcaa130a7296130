"""One call of Graph from token to answer, whether it came over HTTP or within a `$batch`."""

import asyncio
import re
from collections.abc import Mapping

from infra.sandbox import (
    graph_attachments,
    graph_calendar,
    graph_calendar_views,
    graph_files,
    graph_mail,
    graph_meetings,
    graph_responses,
    graph_sharing,
    graph_subscriptions,
    graph_teams,
    graph_users,
    throttle,
)
from infra.sandbox.faults import Fault
from infra.sandbox.ids import Ids
from infra.sandbox.routing import Route, Router
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.tokens import GRAPH
from infra.sandbox.wire import GraphError, Json, Request, Response, stamp

ROUTER = Router(
    route
    for module in (
        graph_calendar_views, graph_calendar, graph_responses, graph_attachments, graph_mail, graph_files,
        graph_sharing, graph_users, graph_teams, graph_meetings, graph_subscriptions,
    )
    for route in module.ROUTES
)  # fmt: skip
_ROOT = re.compile(r"^/drives/([^/]+)/root(?=$|[/:])", re.IGNORECASE)
_REQUEST_IDS = Ids("requests")
_DENIED = {
    "outlook": ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    "sharepoint": ("accessDenied", "Access denied"),
    "teams": ("Forbidden", "Missing role permissions on the request."),
}
_THROTTLED = {
    "outlook": ("ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
    "sharepoint": ("activityLimitReached", "The app or user has been throttled."),
}


class DroppedError(Exception):
    """The connection is to be closed without an answer."""


async def serve(sandbox: Sandbox, request: Request) -> Response:
    """Answer a call; refusals become Graph's error bodies."""
    try:
        authenticate(sandbox, request)
        answer = await run(sandbox, request)
    except GraphError as error:
        answer = refusal(sandbox, request, error)
    answer.headers.setdefault("request-id", _REQUEST_IDS.guid())
    if client := request.headers.get("client-request-id"):
        answer.headers.setdefault("client-request-id", client)
    return answer


def authenticate(sandbox: Sandbox, request: Request) -> None:
    """A living Graph token of this tenant, or 401. A role counts while it is both in the token and still granted."""
    authorization = request.headers.get("authorization", "")
    claims = sandbox.tokens.read(authorization, GRAPH)
    if claims is None:
        why = "Access token validation failure." if authorization else "Access token is empty."
        raise GraphError(401, "InvalidAuthenticationToken", why, {"WWW-Authenticate": 'Bearer realm=""'})
    request.roles = frozenset(claims.get("roles", ())) & sandbox.tenant.roles


async def run(sandbox: Sandbox, request: Request) -> Response:
    """Route, allow, limit, then do it; ordered faults come where they would in reality."""
    request.path = _ROOT.sub(r"/drives/\1/items/root", request.path)
    route, args = ROUTER.find(request.method, request.path)
    request.args = args
    now = sandbox.tenant.now()
    _refuse_by_order(sandbox, route, request)
    _allow(sandbox, route, request)
    mailbox = _mailbox_key(sandbox, route, args)
    if mailbox and sandbox.throttling and not sandbox.throttle.enter(mailbox):
        raise _too_many(route.target, 1)
    try:
        if sandbox.throttling:
            _limit(sandbox, route, mailbox)
        await _linger(sandbox, route, request)
        answer = await route.handler(sandbox, request)
    finally:
        if mailbox and sandbox.throttling and sandbox.throttle.under_way.get(mailbox):
            sandbox.throttle.leave(mailbox)
    lost = sandbox.faults.take(("after", "drop"), route.target, request.method, request.path, now)
    return answer if lost is None else _lose(lost)


def _refuse_by_order(sandbox: Sandbox, route: Route, request: Request) -> None:
    now = sandbox.tenant.now()
    fault = sandbox.faults.take(("throttle", "down"), route.target, request.method, request.path, now)
    if fault is None:
        return
    if fault.kind == "throttle":
        left = int((fault.until - now).total_seconds()) if fault.until else fault.retry_after
        raise _too_many(route.target, max(1, left))
    raise _unavailable(fault)


def _unavailable(fault: Fault) -> GraphError:
    codes = {500: "internalServerError", 502: "badGateway", 503: "serviceNotAvailable", 504: "gatewayTimeout"}
    headers = {"Retry-After": str(fault.retry_after)} if fault.status == 503 else {}
    message = "The service is temporarily unavailable."
    return GraphError(fault.status, codes.get(fault.status, "generalException"), message, headers)


def _lose(fault: Fault) -> Response:
    if fault.kind == "drop":
        raise DroppedError
    raise _unavailable(fault)


def _too_many(target: str, seconds: int) -> GraphError:
    code, message = _THROTTLED.get(target, ("TooManyRequests", "Too many requests"))
    return GraphError(429, code, message, {"Retry-After": str(seconds)})


def _mailbox_key(sandbox: Sandbox, route: Route, args: Mapping[str, str]) -> str | None:
    return sandbox.tenant.mailbox(args["user"]).user_id if route.target == "outlook" and "user" in args else None


def _allow(sandbox: Sandbox, route: Route, request: Request) -> None:
    """The token's roles, or for a mailbox what RBAC for Applications in Exchange Online grants there."""
    if not route.roles or request.roles.intersection(route.roles):
        return
    mailbox = _mailbox_key(sandbox, route, request.args)
    if mailbox and sandbox.tenant.mailbox_roles.get(mailbox, set()).intersection(route.roles):
        return
    default = ("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    raise GraphError(403, *_DENIED.get(route.target, default))


def _limit(sandbox: Sandbox, route: Route, mailbox: str | None) -> None:
    now = sandbox.tenant.now()
    wait = sandbox.throttle.wait("graph", "", throttle.GRAPH, now)
    if mailbox:
        wait = max(wait, sandbox.throttle.wait("outlook", mailbox, throttle.OUTLOOK, now))
    elif route.target == "teams":
        wait = max(wait, sandbox.throttle.wait("teams", "", throttle.TEAMS, now))
    elif route.target == "sharepoint":
        wait = max(wait, sandbox.throttle.wait("sharepoint", "", throttle.SHAREPOINT_UNITS, now, route.units))
    elif route.target == "subscriptions":
        wait = max(wait, sandbox.throttle.wait("subscriptions", "", throttle.SUBSCRIPTIONS, now))
    if wait:
        raise _too_many(route.target, wait)


async def _linger(sandbox: Sandbox, route: Route, request: Request) -> None:
    slow = sandbox.faults.take(("slow",), route.target, request.method, request.path, sandbox.tenant.now())
    seconds = sandbox.latency + (slow.seconds if slow else 0.0)
    if seconds:
        await asyncio.sleep(seconds)


def refusal(sandbox: Sandbox, request: Request, error: GraphError) -> Response:
    """The body that Graph gives with an error (Graph: error responses and resource types)."""
    request_id = _REQUEST_IDS.guid()
    inner: Json = {
        "date": stamp(sandbox.tenant.now()).removesuffix("Z"),
        "request-id": request_id,
        "client-request-id": request.headers.get("client-request-id", request_id),
    }
    body: Json = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
    return Response(error.status, body, {**error.headers, "request-id": request_id})
