"""The service and its local Microsoft 365, with a cast, in which some people sit at a playground instead of the sandbox."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from cpp_core.deadlines.time import london_date
from infra.demo.cast import make_cast
from infra.demo.people import Actor, Stage
from infra.demo.story import START, Step, Tale
from infra.demo.world import GUIDE, World, embedded_in, settings_for
from infra.sandbox.app import start
from infra.sandbox.config import SandboxConfig
from infra.service import Service, open_service
from infra.web import make_app
from tests.playground.chromium import Chromium
from tests.playground.client import Client, at_the_client, configuration, playground
from tests.playground.needs import Needs
from tests.playground.resigning import Proxy, a_proxy

SEED = 1


@dataclass
class Town:
    """The tale of a panel as far as it has been told, and the way to a playground for anybody in it."""

    tale: Tale
    proxy: Proxy
    needs: Needs
    browser: Chromium
    folder: Path
    stack: AsyncExitStack
    clients: list[Client] = field(default_factory=list)

    async def tell(self, *steps: Step) -> None:
        """Let these steps of the demo happen, with everybody at the sandbox."""
        for step in steps:
            await step(self.tale)

    async def sits_down(self, person: Actor, *, signed: bool = True) -> Client:
        """Somebody opens the playground, which installs the app for them."""
        who = f"at-{len(self.clients)}"
        rows = {row["person_id"]: row for row in self.tale.cast.people}
        row = rows.pop(person.id)
        tenant = self.tale.world.sandbox.sandbox.config.tenant_id
        config = configuration(tenant, self.proxy.app_id, row, list(rows.values()))
        self.proxy.people[who] = person.id
        address = await self.stack.enter_async_context(
            playground(self.needs, self.proxy, who, config, self.folder / who, signed=signed)
        )
        client = await at_the_client(self.browser, self.proxy, who, address, self.tale.world.stage.now)
        self.clients.append(client)
        return client


@asynccontextmanager
async def a_town(needs: Needs, browser: Chromium, folder: Path) -> AsyncIterator[Town]:
    """Everything on this machine, with the clock at the start of the demo."""
    async with AsyncExitStack() as stack:
        held: list[Service] = []
        sandbox = await start(SandboxConfig(now=_clock_of(held)))
        stack.push_async_callback(sandbox.stop)
        stack.enter_context(environment(sandbox.identity_environment))
        proxy = await stack.enter_async_context(
            a_proxy(sandbox.sandbox.config.bot_app_id, f"{sandbox.base_url}/botframework/keys")
        )
        guide = folder / "CPP Information Reference Guide.pdf"
        guide.write_bytes(GUIDE)
        settings = settings_for(sandbox, embedded_in(folder), guide, START).model_copy(
            update={
                "bot_openid_metadata_url": f"{proxy.url}/openid",
                "connector_urls": (sandbox.sandbox.service_url, f"{proxy.url}/"),
            }
        )
        service = await stack.enter_async_context(open_service(settings))
        held.append(service)
        runner = web.AppRunner(make_app(service), access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        proxy.service = f"{url}/api/messages"
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)))
        stage = Stage(session, sandbox.base_url, url, START, _nothing_written)
        await stage.control("POST", "/settings", {"bot_endpoint": f"{proxy.url}/sandbox"})
        tale = Tale(World(service, sandbox, stage), make_cast(SEED, london_date(START)), folder)
        clients = await stack.enter_async_context(AsyncExitStack())
        yield Town(tale, proxy, needs, browser, folder, clients)


def _clock_of(held: list[Service]) -> Callable[[], datetime]:
    return lambda: held[0].clock.now() if held else START


async def _nothing_written() -> int:
    return 0


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """What azure-identity reads from the environment, put back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
