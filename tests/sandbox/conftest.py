"""A running sandbox with a clock that the test holds, and a bot that checks who writes to it."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web

from infra.sandbox.app import RunningSandbox, start
from infra.sandbox.config import SandboxConfig

ALDER = "aaaaaaaa-0000-4000-8000-000000000001"
BIRCH = "aaaaaaaa-0000-4000-8000-000000000002"
CEDAR = "aaaaaaaa-0000-4000-8000-000000000003"
PEOPLE = [
    {"id": ALDER, "upn": "alder@panels.example", "name": "Alder Example-One", "mail": "alder@panels.example"},
    {"id": BIRCH, "upn": "birch@panels.example", "name": "Birch Example-Two", "mail": "birch@panels.example"},
    {"id": CEDAR, "upn": "cedar@panels.example", "name": "Cedar Example-Three", "mail": "cedar@panels.example"},
]


@dataclass(slots=True)
class Clock:
    """Time as the test sets it."""

    at: datetime = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **spans: float) -> None:
        self.at += timedelta(**spans)


@dataclass(slots=True)
class Bot:
    """A small bot: it verifies the token of each activity and answers invokes with what the test laid ready."""

    activities: list[dict[str, Any]] = field(default_factory=list)
    notifications: list[dict[str, Any]] = field(default_factory=list)
    answer: Any = None
    metadata_url: str = ""
    app_id: str = ""
    base_url: str = ""
    echo: bool = True

    async def messages(self, request: web.Request) -> web.Response:
        activity = await request.json()
        claims = await self.claims(request.headers["Authorization"].removeprefix("Bearer "))
        if claims["serviceurl"] != activity["serviceUrl"]:
            return web.Response(status=403)
        self.activities.append(activity)
        if activity["type"] == "invoke":
            return web.json_response(self.answer)
        return web.Response(status=202)

    async def claims(self, token: str) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session:
            metadata = await (await session.get(self.metadata_url)).json()
            keys = await (await session.get(metadata["jwks_uri"])).json()
        key = jwt.PyJWK(keys["keys"][0])
        assert keys["keys"][0]["endorsements"] == ["msteams"]
        found: dict[str, Any] = jwt.decode(
            token, key.key, algorithms=["RS256"], audience=self.app_id, issuer=metadata["issuer"]
        )
        return found

    async def notified(self, request: web.Request) -> web.Response:
        if "validationToken" in request.query:
            text = request.query["validationToken"] if self.echo else "something else"
            return web.Response(text=text, content_type="text/plain")
        self.notifications += (await request.json())["value"]
        return web.Response(status=202)


@dataclass(slots=True)
class Api:
    """The sandbox as its callers use it."""

    session: aiohttp.ClientSession
    running: RunningSandbox
    token: str = ""
    bot_token: str = ""

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        status, answer, _ = await self.whole(method, path, body, **more)
        return status, answer

    async def whole(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> tuple[int, Any, Any]:
        token = self.bot_token if path.startswith("/connector") else self.token
        sent = {"Authorization": f"Bearer {token}"} if not path.startswith(("/control", "/upload")) else {}
        sent |= headers or {}
        if body is not None:
            more["json"] = body
        async with self.session.request(
            method, self.running.base_url + path, headers=sent, allow_redirects=False, **more
        ) as answer:
            content = await answer.read()
            shown = await answer.json() if answer.content_type == "application/json" and content else content
            return answer.status, shown, answer.headers

    async def control(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        status, answer = await self.call(method, f"/control{path}", body, **more)
        assert status == 200, (status, answer)
        return answer

    async def settle(self) -> None:
        await self.control("POST", "/settle")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/api/messages", bot.messages)
    app.router.add_post("/api/graph/notifications", bot.notified)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield bot
    await runner.cleanup()


@pytest.fixture
async def running(bot: Bot, clock: Clock) -> AsyncIterator[RunningSandbox]:
    running = await start(SandboxConfig(bot_endpoint=f"{bot.base_url}/api/messages", now=clock))
    bot.metadata_url = running.openid_metadata_url
    bot.app_id = running.sandbox.config.bot_app_id
    yield running
    await running.stop()


@pytest.fixture
async def api(running: RunningSandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        api = Api(session, running)
        api.token = (await api.control("POST", "/token", {}))["access_token"]
        resource = {"resource": "https://api.botframework.com"}
        api.bot_token = (await api.control("POST", "/token", resource))["access_token"]
        await api.control("POST", "/users", {"users": PEOPLE})
        yield api


@pytest.fixture
def identity(running: RunningSandbox) -> Iterator[None]:
    """The environment in which azure-identity finds the sandbox's managed identity endpoint."""
    before = {name: os.environ.get(name) for name in running.identity_environment}
    os.environ.update(running.identity_environment)
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
