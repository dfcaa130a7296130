"""Subscriptions to changes (Graph: subscription resource type and its methods)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from infra.sandbox import odata, times
from infra.sandbox.checks import check
from infra.sandbox.routing import CALENDAR_READ, MAIL_READ, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.subscriptions import Subscription
from infra.sandbox.wire import GraphError, Json, Request, Response

LONGEST = timedelta(minutes=10_080)
_KINDS = frozenset({"created", "updated", "deleted"})
_LARGEST_STATE = 128
_KEPT = ("changeType", "notificationUrl", "lifecycleNotificationUrl", "resource", "clientState",
         "latestSupportedTlsVersion", "notificationQueryOptions", "includeResourceData")  # fmt: skip


def _expiry(sandbox: Sandbox, body: Json) -> datetime:
    if not body.get("expirationDateTime"):
        raise GraphError(400, "InvalidRequest", "The property 'expirationDateTime' is required.")
    expires, now = times.moment(body["expirationDateTime"]), sandbox.tenant.now()
    if expires <= now:
        raise GraphError(400, "InvalidRequest", "Subscription expiration must be in the future.")
    if expires - now > LONGEST:
        raise GraphError(400, "InvalidRequest", "Subscription expiration can only be 10080 minutes in the future.")
    return expires


def _check_urls(body: Json) -> None:
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        url = urlsplit(str(body.get(name) or ""))
        local = url.hostname in ("127.0.0.1", "localhost", "::1")
        if body.get(name) and (url.scheme != "https" and not (url.scheme == "http" and local)):
            raise GraphError(400, "InvalidRequest", f"The property '{name}' must be an https address.")


def _check_kinds(body: Json) -> None:
    for name in ("changeType", "notificationUrl", "resource"):
        if not body.get(name):
            raise GraphError(400, "InvalidRequest", f"The property '{name}' is required.")
    if not _KINDS.issuperset(str(body["changeType"]).split(",")):
        raise GraphError(400, "InvalidRequest", f"The change type '{body['changeType']}' is not known.")
    if len(body.get("clientState") or "") > _LARGEST_STATE:
        raise GraphError(400, "InvalidRequest", "The client state cannot be longer than 128 characters.")
    if body.get("includeResourceData"):
        raise GraphError(400, "InvalidRequest", "includeResourceData needs an encryption certificate.")


def _allow(sandbox: Sandbox, request: Request, user_id: str, what: str) -> None:
    needed = CALENDAR_READ if what == "events" else MAIL_READ
    held = request.roles | sandbox.tenant.mailbox_roles.get(user_id, set())
    if not held.intersection(needed):
        message = "Operation: Create; Exception: [Status Code: Forbidden; Access is denied.]"
        raise GraphError(403, "ExtensionError", message)


async def create(sandbox: Sandbox, request: Request) -> Response:
    """POST subscriptions: only after the notification endpoint has echoed the validation token."""
    body = check(request.json(), "subscription")
    _check_kinds(body)
    _check_urls(body)
    expires = _expiry(sandbox, body)
    user_id, what = sandbox.subscriptions.resource(body["resource"])
    _allow(sandbox, request, user_id, what)
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        if body.get(name):
            await sandbox.subscriptions.handshake(str(body[name]))
    data: Json = {name: body.get(name) for name in _KEPT}
    data |= {
        "applicationId": sandbox.config.client_id,
        "creatorId": sandbox.config.client_id,
        "latestSupportedTlsVersion": body.get("latestSupportedTlsVersion") or "v1_2",
    }
    one = Subscription(sandbox.tenant.ids.guid(), data, user_id, what, expires, request.immutable_ids)
    sandbox.subscriptions.by_id[one.id] = one
    return Response(201, {**one.wire(), "clientState": body.get("clientState")})


async def list_all(sandbox: Sandbox, request: Request) -> Response:
    """GET subscriptions of this application."""
    rows = [one.wire() for one in sandbox.subscriptions.living()]
    return Response(200, odata.page(rows, request, default=100, key="$skiptoken"))


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one subscription."""
    return Response(200, sandbox.subscriptions.find(request.args["subscription"]).wire())


async def renew(sandbox: Sandbox, request: Request) -> Response:
    """PATCH a subscription: its end, and where it notifies."""
    one = sandbox.subscriptions.find(request.args["subscription"])
    body = check(request.json(), "subscription")
    refused = set(body) - {"expirationDateTime", "notificationUrl", "@odata.type", "id"}
    if refused:
        raise GraphError(400, "InvalidRequest", f"The property '{min(refused)}' cannot be changed.")
    if "expirationDateTime" in body:
        one.expires = _expiry(sandbox, body)
    if body.get("notificationUrl"):
        _check_urls(body)
        await sandbox.subscriptions.handshake(body["notificationUrl"])
        one.data["notificationUrl"] = body["notificationUrl"]
    one.reauthorize = False
    return Response(200, one.wire())


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE a subscription."""
    del sandbox.subscriptions.by_id[sandbox.subscriptions.find(request.args["subscription"]).id]
    return Response(204)


async def reauthorize(sandbox: Sandbox, request: Request) -> Response:
    """POST reauthorize, which a lifecycle event asks for."""
    sandbox.subscriptions.find(request.args["subscription"]).reauthorize = False
    return Response(204)


_ONE = "/subscriptions/{subscription}"
ROUTES = [
    Route("POST", "/subscriptions", create, "subscriptions"),
    Route("GET", "/subscriptions", list_all, "subscriptions"),
    Route("POST", f"{_ONE}/reauthorize", reauthorize, "subscriptions"),
    Route("GET", _ONE, get, "subscriptions"),
    Route("PATCH", _ONE, renew, "subscriptions"),
    Route("DELETE", _ONE, delete, "subscriptions"),
]
