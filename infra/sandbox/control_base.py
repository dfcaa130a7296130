"""What the control API's handlers share: finding the sandbox, reading bodies, refusing plainly."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiohttp import web

from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import User
from infra.sandbox.wire import Json

SANDBOX: web.AppKey[Sandbox] = web.AppKey("sandbox", Sandbox)
ControlHandler: TypeAlias = Callable[[Sandbox, web.Request], Awaitable[Any]]


class ControlError(Exception):
    """The order cannot be carried out; the answer is `{"error": why}` and whatever else helps."""

    def __init__(self, status: int, why: str, **more: Any) -> None:
        super().__init__(why)
        self.status = status
        self.body: Json = {"error": why, **more}


def route(method: str, path: str, handler: ControlHandler) -> web.RouteDef:
    """A control route: what the handler returns is the JSON answer."""

    async def answer(request: web.Request) -> web.Response:
        try:
            shown = await handler(request.app[SANDBOX], request)
        except ControlError as error:
            return web.json_response(error.body, status=error.status)
        return web.json_response(shown)

    return web.route(method, f"/control{path}", answer)


async def body_of(request: web.Request) -> Json:
    """The JSON object that was sent; nothing is an empty one."""
    if not request.can_read_body:
        return {}
    try:
        value = await request.json()
    except ValueError:
        raise ControlError(400, "the body is no JSON") from None
    if not isinstance(value, dict):
        raise ControlError(400, "the body is no JSON object")
    return value


def user_of(sandbox: Sandbox, key: Any) -> User:
    """A person by object id, user principal name or address."""
    found = sandbox.tenant.find_user(str(key or ""))
    if found is None:
        raise ControlError(404, f"nobody is '{key}'")
    return found


def needed(body: Json, name: str) -> Any:
    """A member that the order cannot do without."""
    if body.get(name) in (None, ""):
        raise ControlError(400, f"'{name}' is needed")
    return body[name]
