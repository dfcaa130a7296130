"""Orders about the tenant as a whole: people, grants, clock, faults, traffic, tokens."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from infra.sandbox.activities import chat_of
from infra.sandbox.control_base import ControlError, body_of, needed, route, user_of
from infra.sandbox.faults import BLOCKED
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant, User
from infra.sandbox.subscriptions import Subscriptions
from infra.sandbox.tokens import GRAPH
from infra.sandbox.wire import Json, stamp


def user_from(row: Json) -> User:
    """A person from `{id, upn, name, mail, accountEnabled, jobTitle, department, teamsLicensed}`."""
    name = str(row.get("name") or needed(row, "upn"))
    given, _, surname = name.rpartition(" ")
    return User(
        str(needed(row, "id")).lower(), str(needed(row, "upn")), name, str(row.get("mail") or row["upn"]),
        bool(row.get("accountEnabled", True)), bool(row.get("teamsLicensed", True)), row.get("jobTitle"),
        row.get("department"), given or None, surname or None,
    )  # fmt: skip


def _user(user: User) -> Json:
    return {
        "id": user.id, "upn": user.upn, "name": user.name, "mail": user.mail, "accountEnabled": user.account_enabled,
        "teamsLicensed": user.teams_licensed, "jobTitle": user.job_title, "department": user.department,
    }  # fmt: skip


async def add_users(sandbox: Sandbox, request: web.Request) -> Any:
    """A list of people, or `{"users": [...]}`: added, or changed where the id is known."""
    value = await request.json()
    rows = value.get("users", []) if isinstance(value, dict) else value
    for row in rows:
        sandbox.tenant.add_user(user_from(row))
    return {"users": len(sandbox.tenant.users)}


async def list_users(sandbox: Sandbox, request: web.Request) -> Any:
    """Everybody."""
    return [_user(user) for user in sandbox.tenant.users.values()]


async def grant(sandbox: Sandbox, request: web.Request) -> Any:
    """`{roles?, mailboxes?: {upn: [roles]}, access_policy?}`: taken away at once, given with the next token."""
    body, tenant = await body_of(request), sandbox.tenant
    if "roles" in body:
        tenant.roles = set(body["roles"])
    for upn, roles in (body.get("mailboxes") or {}).items():
        tenant.mailbox_roles[user_of(sandbox, upn).id] = set(roles)
    tenant.access_policy = bool(body.get("access_policy", tenant.access_policy))
    return await grants(sandbox, request)


async def grants(sandbox: Sandbox, request: web.Request) -> Any:
    """What the application may do."""
    tenant = sandbox.tenant
    mailboxes = {tenant.users[key].upn: sorted(roles) for key, roles in tenant.mailbox_roles.items()}
    return {"roles": sorted(tenant.roles), "mailboxes": mailboxes, "access_policy": tenant.access_policy}


async def clock(sandbox: Sandbox, request: web.Request) -> Any:
    """The tenant's time."""
    return {"now": stamp(sandbox.tenant.now(), 6), "fixed": sandbox.tenant.fixed_now is not None}


async def set_clock(sandbox: Sandbox, request: web.Request) -> Any:
    """`{"now": ISO}` stops the clock there; `{"now": null}` gives it back to whoever started the sandbox."""
    text = (await body_of(request)).get("now")
    try:
        moment = datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise ControlError(400, f"'{text}' is no moment in ISO 8601") from None
    if moment is not None and moment.tzinfo is None:
        raise ControlError(400, "the moment needs an offset")
    sandbox.tenant.fixed_now = moment.astimezone(UTC) if moment else None
    return await clock(sandbox, request)


async def order_fault(sandbox: Sandbox, request: web.Request) -> Any:
    """One fault; see the README for the kinds, and for those that have a name."""
    body = await body_of(request)
    if body.get("name") == BLOCKED:
        user_id = user_of(sandbox, needed(body, "user_id")).id
        chat_of(sandbox, user_id).blocked = True
        sandbox.faults.blocked.add(user_id)
        return await list_faults(sandbox, request)
    wrong = sandbox.faults.order(body, sandbox.tenant.now())
    if wrong:
        raise ControlError(400, wrong)
    return await list_faults(sandbox, request)


async def list_faults(sandbox: Sandbox, request: web.Request) -> Any:
    """What is ordered at present."""
    orders = [fault.shown() for fault in sandbox.faults.orders]
    return {"faults": orders, "notifications": sandbox.faults.notifications, "blocked": sorted(sandbox.faults.blocked)}


async def clear_faults(sandbox: Sandbox, request: web.Request) -> Any:
    """None from now on; who blocked the bot by a fault does so no more."""
    for user_id in sandbox.faults.blocked:
        chat_of(sandbox, user_id).blocked = False
    sandbox.faults.clear()
    return await list_faults(sandbox, request)


async def traffic(sandbox: Sandbox, request: web.Request) -> Any:
    """Every request that the product made, without its credentials."""
    return sandbox.traffic.shown()


async def clear_traffic(sandbox: Sandbox, request: web.Request) -> Any:
    """Forget them."""
    sandbox.traffic.entries.clear()
    return {"cleared": True}


async def token(sandbox: Sandbox, request: web.Request) -> Any:
    """`{resource?, roles?, seconds?}`: an application token, also one that has ended (`seconds` below 0)."""
    body = await body_of(request)
    roles = set(body["roles"]) if "roles" in body else sandbox.tenant.roles
    text, expires = sandbox.tokens.for_resource(body.get("resource", GRAPH), roles, body.get("seconds"))
    return {"access_token": text, "expires_on": expires}


async def settings(sandbox: Sandbox, request: web.Request) -> Any:
    """`{bot_endpoint?, throttling?, latency?}`: change how the sandbox itself runs."""
    body = await body_of(request)
    sandbox.bot_endpoint = str(body.get("bot_endpoint", sandbox.bot_endpoint))
    sandbox.throttling = bool(body.get("throttling", sandbox.throttling))
    sandbox.latency = float(body.get("latency", sandbox.latency))
    shown = {"bot_endpoint": sandbox.bot_endpoint, "throttling": sandbox.throttling, "latency": sandbox.latency}
    return {**shown, "base_url": sandbox.base_url, "service_url": sandbox.service_url}


async def settle(sandbox: Sandbox, request: web.Request) -> Any:
    """Answers when nothing is on its way to the bot or to subscribers any more."""
    await sandbox.outbound.settle()
    return {"settled": True}


async def reset(sandbox: Sandbox, request: web.Request) -> Any:
    """A new tenant under the same keys and address; nothing of the old one stays."""
    await sandbox.outbound.settle()
    sandbox.tenant = Tenant(sandbox.config)
    sandbox.subscriptions = Subscriptions(sandbox.tenant, sandbox.faults, sandbox.outbound)
    sandbox.faults.clear()
    sandbox.throttle.clear()
    sandbox.traffic.entries.clear()
    sandbox.bot_deliveries.clear()
    return {"reset": True}


async def bot_deliveries(sandbox: Sandbox, request: web.Request) -> Any:
    """What was POSTed to the bot and what it answered."""
    return sandbox.bot_deliveries


ROUTES = [
    route("POST", "/users", add_users),
    route("GET", "/users", list_users),
    route("POST", "/permissions", grant),
    route("GET", "/permissions", grants),
    route("GET", "/clock", clock),
    route("POST", "/clock", set_clock),
    route("POST", "/faults", order_fault),
    route("GET", "/faults", list_faults),
    route("DELETE", "/faults", clear_faults),
    route("GET", "/traffic", traffic),
    route("DELETE", "/traffic", clear_traffic),
    route("POST", "/token", token),
    route("POST", "/settings", settings),
    route("GET", "/settings", settings),
    route("POST", "/settle", settle),
    route("POST", "/reset", reset),
    route("GET", "/bot", bot_deliveries),
]
