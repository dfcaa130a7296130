"""A local Microsoft 365 as these tests use it: started on loopback, seen and steered over HTTP only."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.sandbox.app import start
from infra.sandbox.config import SandboxConfig
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.settings import GraphSettings

MAILBOX = "panels@panels.example"
PEOPLE = {
    "rowan": "a0000000-0000-4000-8000-000000000001",
    "sam": "a0000000-0000-4000-8000-000000000002",
    "tes": "a0000000-0000-4000-8000-000000000003",
}


@dataclass(frozen=True)
class Microsoft365:
    """The tenant: what its people see, and what goes wrong in it."""

    base_url: str
    control: httpx.AsyncClient
    settings: GraphSettings
    graph: GraphClient

    async def see(self, path: str, /, **params: str) -> Any:
        """GET something of the control API."""
        response = await self.control.get(f"/control{path}", params=params)
        response.raise_for_status()
        return response.json()

    async def order(self, path: str, /, **body: Any) -> Any:
        """POST something to the control API."""
        response = await self.control.post(f"/control{path}", json=body)
        response.raise_for_status()
        return response.json()

    async def fails(self, kind: str, target: str, **more: Any) -> None:
        """Order a fault; once unless `count` says otherwise."""
        await self.order("/faults", kind=kind, target=target, **{"count": 1, **more})

    async def mails(self, who: str) -> list[Any]:
        """The mails in a person's inbox."""
        found: list[Any] = (await self.see(f"/mailboxes/{upn(who)}"))["mails"]
        return found

    async def invitations(self, who: str) -> list[Any]:
        """Each invitation, update and cancellation that a person got."""
        found: list[Any] = (await self.see(f"/mailboxes/{upn(who)}"))["invitations"]
        return found

    async def events(self) -> list[Any]:
        """The events of the CPP team's calendar."""
        found: list[Any] = (await self.see(f"/calendar/{MAILBOX}"))["events"]
        return found

    async def requests(self) -> list[Any]:
        """Every request that was made of Graph, as (method, path)."""
        return [(one["method"], one["path"]) for one in await self.see("/traffic")]


def upn(who: str) -> str:
    """The address of one of the people."""
    return f"{who}@panels.example"


@asynccontextmanager
async def microsoft_365(
    *, read_timeout: float = 2.0, client: type[GraphClient] = GraphClient, **changed: Any
) -> AsyncIterator[Microsoft365]:
    """A tenant with three people, and a client that works for one application in it.

    `changed` are settings of the sandbox (`mailbox_teams_licensed=False`, `latency=0.01` …).
    """
    config = SandboxConfig(mailbox_upn=MAILBOX, **changed)
    running = await start(config)
    settings = GraphSettings(
        mailbox=MAILBOX,
        drive_id=config.drive_id,
        teams_app_id=config.teams_app_id,
        base_url=f"{running.base_url}/v1.0",
        connect_timeout=2.0,
        read_timeout=read_timeout,
    )
    with environment(running.identity_environment):
        credential = make_credential(settings)
    try:
        async with (
            httpx.AsyncClient(base_url=running.base_url, trust_env=False) as control,
            credential,
            client(settings, credential) as graph,
        ):
            tenant = Microsoft365(running.base_url, control, settings, graph)
            rows = [{"id": PEOPLE[who], "upn": upn(who), "name": who.title()} for who in PEOPLE]
            await tenant.order("/users", users=rows)
            yield tenant
    finally:
        await running.stop()


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """What App Service puts into the environment of a process, where azure-identity looks for it when it is made."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
