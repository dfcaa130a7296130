"""The world of the demo: a local Microsoft 365 and the service, both on loopback, talking HTTP."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import aiohttp
from aiohttp import web

from infra.demo.people import Actor, Stage
from infra.sandbox.app import RunningSandbox
from infra.sandbox.app import start as start_sandbox
from infra.sandbox.config import SandboxConfig
from infra.service import Service, open_service
from infra.settings import Environment, Settings, read_settings
from infra.web import make_app

GUIDE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 88>>stream
BT /F1 18 Tf 72 760 Td (CPP Information Reference Guide: a stand-in for the sandbox) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@dataclass(frozen=True)
class Outside:
    """The local Microsoft 365, against which one service after the other may be opened; its clock is the last one's."""

    sandbox: RunningSandbox
    served: list[Service] = field(default_factory=list)


@asynccontextmanager
async def open_outside(start: datetime) -> AsyncIterator[Outside]:
    """Start the local Microsoft 365, whose clock stands at `start` until a service is there."""
    served: list[Service] = []
    sandbox = await start_sandbox(SandboxConfig(now=lambda: served[-1].clock.now() if served else start))
    try:
        yield Outside(sandbox, served)
    finally:
        await sandbox.stop()


@dataclass(frozen=True)
class World:
    """Both ends, and the stage on which the people act."""

    service: Service
    sandbox: RunningSandbox
    stage: Stage

    def person(self, row: dict[str, str]) -> Actor:
        """Somebody of the cast."""
        return Actor(self.stage, row["person_id"], row["name"], row["upn"])


@asynccontextmanager
async def open_world(
    folder: Path, start: datetime, *, port: int = 0, database_url: str = "", outside: Outside | None = None
) -> AsyncIterator[World]:
    """Start the local Microsoft 365 and the service against it, with the clock standing at `start`.

    `database_url` is the embedded database in the folder where nothing is said; `outside` a local Microsoft 365 that runs
    already.
    """
    guide = folder / "CPP Information Reference Guide.pdf"
    guide.write_bytes(GUIDE)
    public_url = f"http://127.0.0.1:{port}" if port else ""
    async with AsyncExitStack() as stack:
        there = outside if outside is not None else await stack.enter_async_context(open_outside(start))
        sandbox = there.sandbox
        settings = settings_for(sandbox, database_url or embedded_in(folder), guide, start, public_url)
        with _environment(sandbox.identity_environment):
            async with open_service(settings) as service:
                there.served.append(service)
                runner = web.AppRunner(make_app(service), access_log=None, shutdown_timeout=1)
                await runner.setup()
                await web.TCPSite(runner, "127.0.0.1", port).start()
                url = f"http://127.0.0.1:{runner.addresses[0][1]}"
                async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
                    stage = Stage(session, sandbox.base_url, url, start, partial(_written, service))
                    await stage.control("POST", "/settings", {"bot_endpoint": f"{url}/api/messages"})
                    yield World(service, sandbox, stage)
                await runner.cleanup()


async def _written(service: Service) -> int:
    return sum((await service.storage.outbox.counts()).values())


def embedded_in(folder: Path) -> str:
    """The URL of the embedded database that lies in this folder."""
    return f"sqlite:///{folder / 'panels.sqlite'}"


def settings_for(
    sandbox: RunningSandbox, database_url: str, guide: Path, clock: datetime | None, public_url: str = ""
) -> Settings:
    """The settings with which the service finds the local Microsoft 365, and is found by it."""
    tenant = sandbox.sandbox.config
    return read_settings(
        _env_file=None,
        database_url=database_url,
        environment=Environment.SANDBOX,
        tenant_id=tenant.tenant_id,
        client_id=tenant.client_id,
        bot_app_id=tenant.bot_app_id,
        mailbox=tenant.mailbox_upn,
        drive_id=tenant.drive_id,
        teams_app_id=tenant.teams_app_id,
        guide_file=guide,
        graph_base_url=f"{sandbox.base_url}/v1.0",
        bot_openid_metadata_url=sandbox.openid_metadata_url,
        connector_urls=(sandbox.sandbox.service_url,),
        public_url=public_url,
        clock=clock,
    )


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """What azure-identity reads from the environment, put back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
