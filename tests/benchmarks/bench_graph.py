"""What Graph costs a process: imports, the first answer, each further one, and memory, in three ways of asking.

`ours` builds requests with the SDK and reads answers as JSON; `typed` reads them as the SDK's models; `httpx` does
without the SDK and is the floor. Each runs in a process of its own against one local Microsoft 365 with 20 events, and
asks for the same page of them. Run it: `python -m tests.benchmarks.bench_graph`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time
from typing import Any

WAYS = ("ours", "typed", "httpx")
CALLS = 200
EVENTS = 20
MAILBOX = "panels@panels.example"
Ask = Callable[[], Awaitable[Any]]


def megabytes() -> int:
    """What the process holds in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


async def measure(way: str, base_url: str, token: str) -> dict[str, float]:
    """One way of asking, in this process: processor time, which other work on the machine does not change much."""
    empty = megabytes()
    begun = process_time()
    ask, close = await {"ours": ours, "typed": typed, "httpx": bare}[way](base_url, token)
    ready = process_time()
    await ask()
    first = process_time()
    for _ in range(CALLS):
        await ask()
    last = process_time()
    await close()
    return {
        "ready_cpu_seconds": round(ready - begun, 2),
        "first_cpu_milliseconds": round((first - ready) * 1000, 1),
        "each_cpu_milliseconds": round((last - first) * 1000 / CALLS, 2),
        "megabytes": megabytes() - empty,
    }


async def ours(base_url: str, token: str) -> tuple[Ask, Ask]:
    from integrations.graph.client import GraphClient, asking
    from integrations.graph.sdk import EventsQuery
    from integrations.graph.senders import graph_senders
    from integrations.graph.settings import GraphSettings

    assert callable(graph_senders)
    graph = GraphClient(GraphSettings(MAILBOX, "drive", "app", base_url), make_credential(token))
    await graph.warm_up()

    async def ask() -> None:
        query = asking(EventsQuery(top=EVENTS))
        answer = await graph.ask(graph.mailbox.events.to_get_request_information(query))
        assert len(answer.values) == EVENTS

    return ask, graph.close


async def typed(base_url: str, token: str) -> tuple[Ask, Ask]:
    from integrations.graph.client import GraphClient, asking
    from integrations.graph.sdk import EventsQuery
    from integrations.graph.senders import graph_senders
    from integrations.graph.settings import GraphSettings

    assert callable(graph_senders)
    graph = GraphClient(GraphSettings(MAILBOX, "drive", "app", base_url), make_credential(token))
    await graph.warm_up()

    async def ask() -> None:
        page = await graph.mailbox.events.get(asking(EventsQuery(top=EVENTS)))
        assert page is not None
        assert len(page.value or []) == EVENTS

    return ask, graph.close


async def bare(base_url: str, token: str) -> tuple[Ask, Ask]:
    import httpx

    client = httpx.AsyncClient(trust_env=False)
    headers = {"Authorization": f"Bearer {token}"}

    async def ask() -> None:
        url = f"{base_url}/users/{MAILBOX}/events"
        response = await client.get(url, params={"$top": EVENTS}, headers=headers)
        assert len(json.loads(response.content)["value"]) == EVENTS

    return ask, client.aclose


def make_credential(token: str) -> Any:
    """A credential that has its token already."""
    import azure.identity.aio
    from azure.core.credentials import AccessToken

    assert azure.identity.aio

    class Held:
        async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
            return AccessToken(token, 4_000_000_000)

    return Held()


async def run_all() -> dict[str, dict[str, float]]:
    """Each way in its own process, one after another."""
    import aiohttp

    from infra.sandbox.app import start
    from infra.sandbox.config import SandboxConfig

    running = await start(SandboxConfig(mailbox_upn=MAILBOX, throttling=False))
    found = {}
    try:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{running.base_url}/control/token", json={}) as response:
                token = (await response.json())["access_token"]
            for number in range(EVENTS):
                times = {"dateTime": f"2026-12-08T{number:02}:00:00", "timeZone": "UTC"}
                event = {"subject": f"Panel {number}", "start": times, "end": times, "isOnlineMeeting": True}
                url = f"{running.base_url}/v1.0/users/{MAILBOX}/events"
                async with session.post(url, json=event, headers={"Authorization": f"Bearer {token}"}) as response:
                    assert response.status == 201
        for way in WAYS:
            command = [sys.executable, "-m", "tests.benchmarks.bench_graph", way, f"{running.base_url}/v1.0"]
            environment = {**os.environ, "BENCH_TOKEN": token}
            child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
            out, _ = await child.communicate()
            found[way] = json.loads(out)
    finally:
        await running.stop()
    return found


def main() -> None:
    """The parent starts the sandbox and a child for each way; a child is given its way and the address."""
    if len(sys.argv) == 3:
        print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], os.environ["BENCH_TOKEN"]))))
        return
    for way, figures in asyncio.run(run_all()).items():
        print(f"{way:6}", "  ".join(f"{name} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
