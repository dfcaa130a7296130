"""What a real press costs: token, trust, once, decision, commit to SQLite, card; beside a bare handler doing the same work.

The bare handler is aiohttp alone: it reads the same JSON, has the bare `sqlite3` run the very statements of the same press
on a copy of the same database (taken down from that press, in the same transactions with the same pragmas, in one thread),
and answers with the same JSON. It checks no token, decides nothing and takes no row apart. Each press confirms a seat that
nobody has confirmed before. The server has a core of its own and is measured by its processor time; the load comes from
another process.

Then everybody presses once more on another copy, at 50 presses a second on average, at random moments and whatever the
answers take; how long a press takes is counted from the moment at which it was to be sent.

Run: python -m tests.benchmarks.bench_press
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import aiohttp
from aiohttp import web

from bot.compose import Bot, make_bot
from bot.host.identity import BotIdentity
from cpp_core.usecases.frame import perform
from integrations.bank_holidays import working_calendar
from integrations.storage import open_storage
from scheduling.virtual_time import VirtualClock
from tests.benchmarks.a_crowd import ASKED, BEGINS, seats
from tests.benchmarks.bench_bot import (
    APP,
    TENANT,
    Credential,
    a_sink,
    an_activity,
    listening,
    pinned,
)
from tests.benchmarks.recorded import BareDatabase, Transaction, taken_down
from tests.bot.tokens import a_key, a_key_server, claims, signed
from tests.core.tables import moment
from tests.core.usecases.office import an_office

PER_SECOND = 50
ROUNDS, OF = 5, 100
"""The cost is the median of so many rounds of so many presses."""
DATABASE = "panels.sqlite"
Json = dict[str, Any]
Post = Callable[[bytes], Awaitable[Json]]


def a_press(connector: str, number: int, panel_id: str, person_id: str) -> bytes:
    """One person's press of "I will attend"."""
    action = {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": panel_id, "for": person_id}}
    sender = {"id": f"29:{person_id}", "name": person_id, "aadObjectId": person_id}
    chat = {"id": f"a:{person_id}", "conversationType": "personal", "tenantId": TENANT}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    return an_activity(connector, number, **invoke, **{"from": sender, "conversation": chat})


@asynccontextmanager
async def a_bot(folder: Path, connector: str, metadata: str) -> AsyncIterator[Bot]:
    """The bot on the database in this folder, at the moment at which everybody has been asked."""
    clock = VirtualClock(moment(ASKED))
    storage = open_storage(f"sqlite:///{folder / DATABASE}", clock, working_calendar())
    bot = make_bot(
        identity=BotIdentity(APP, TENANT, openid_metadata_url=metadata, service_urls=(connector,)),
        credential=Credential(),
        references=storage.remote_references,
        perform=partial(perform, storage),
        first_time=storage.inbound.first_time,
        clock=clock,
    )
    yield bot
    await bot.close()
    await storage.close()


async def rehearsed(
    folder: Path, connector: str, metadata: str, authorization: str, bodies: list[bytes]
) -> dict[str, tuple[list[Transaction], Json | None]]:
    """What each of these presses does to the database, and its answer, by its activity's id."""
    found = {}
    async with a_bot(folder, connector, metadata) as bot:
        for body in bodies:
            with taken_down() as transactions:
                answer = await bot.host.receive(body, authorization)
            if "✓ Confirmed" not in str(answer.body):
                raise RuntimeError(f"a press was not taken: {answer.body}")
            found[json.loads(body)["id"]] = (transactions, answer.body)
    return found


class LongestHold:
    """How long the event loop was held at most, in milliseconds: by calls, and by whatever else took the processor."""

    def __init__(self) -> None:
        self.milliseconds = 0.0

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.milliseconds = max(self.milliseconds, (time.perf_counter() - before - 0.005) * 1000)


def serve(pipe: Connection, connector: str, metadata: str, authorization: str, folder: str) -> None:
    """The server's process."""
    pinned(0)
    asyncio.run(_serve(pipe, connector, metadata, authorization, Path(folder)))


async def _serve(pipe: Connection, connector: str, metadata: str, authorization: str, folder: Path) -> None:
    async with an_office(folder, BEGINS) as office:
        asked = await seats(office)
    for name in ("rehearsal", "bare", "cost", "crowd"):
        (folder / name).mkdir()
        shutil.copy(folder / DATABASE, folder / name)
    bodies = [a_press(connector, number, *seat) for number, seat in enumerate(asked)]
    known = await rehearsed(folder / "rehearsal", connector, metadata, authorization, bodies[: (ROUNDS + 1) * OF])
    database, hold = BareDatabase(folder / "bare" / DATABASE), LongestHold()

    async def bare(request: web.Request) -> web.Response:
        transactions, answer = known[json.loads(await request.read())["id"]]
        await asyncio.to_thread(database.again, transactions)
        return web.json_response(answer)

    async def spent(_: web.Request) -> web.Response:
        return web.json_response({"value": time.process_time(), "held": hold.milliseconds})

    async with (
        a_bot(folder / "cost", connector, metadata) as one,
        a_bot(folder / "crowd", connector, metadata) as other,
    ):
        app, crowd = web.Application(), web.Application()
        crowd.add_routes(other.routes())
        app.add_subapp("/crowd", crowd)
        app.add_routes([*one.routes(), web.post("/bare", bare), web.post("/spent", spent)])
        runner, port = await listening(app)
        statements = [sum(len(each.statements) for each in done) for done, _ in known.values()]
        pipe.send((port, asked, max(statements[OF:])))
        while await asyncio.get_running_loop().run_in_executor(None, pipe.recv) == "watch":
            watching = asyncio.create_task(hold.watch())
        watching.cancel()
        await runner.cleanup()
    database.close()


async def one_after_the_other(post: Post, spent: Post, bodies: list[bytes]) -> float:
    """The server's milliseconds for one of these."""
    before = (await spent(b""))["value"]
    for body in bodies:
        await post(body)
    return float((await spent(b""))["value"] - before) * 1000 / len(bodies)


async def at_random(post: Post, bodies: list[bytes]) -> list[float]:
    """How many milliseconds each took, sorted, sent at random moments at that rate."""
    random, at, took = Random(2), 0.0, []
    start = time.perf_counter()

    async def one(due: float, body: bytes) -> None:
        await asyncio.sleep(max(0.0, start + due - time.perf_counter()))
        await post(body)
        took.append((time.perf_counter() - start - due) * 1000)

    async with asyncio.TaskGroup() as group:
        for body in bodies:
            at += random.expovariate(PER_SECOND)
            group.create_task(one(at, body))
    return sorted(took)


async def main() -> None:
    """Measure, and print."""
    pinned(1)
    async with a_sink() as (connector, _), a_key_server() as keys, aiohttp.ClientSession() as session:
        key = a_key()
        keys.publish("k1", key)
        headers = {"Authorization": f"Bearer {signed(key, claims(APP, connector))}", "Content-Type": "application/json"}
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        with tempfile.TemporaryDirectory() as folder:
            arguments = (theirs, connector, f"{keys.url}/metadata", headers["Authorization"], folder)
            server = context.Process(target=serve, args=arguments)
            server.start()
            theirs.close()
            port, asked, statements = await asyncio.get_running_loop().run_in_executor(None, ours.recv)
            bodies = [a_press(connector, number, *seat) for number, seat in enumerate(asked)]

            async def post(path: str, body: bytes) -> Json:
                async with session.post(f"http://127.0.0.1:{port}{path}", data=body, headers=headers) as answer:
                    read: Json = await answer.json()
                    assert "value" in read, read
                    return read

            press, bare, spent = (partial(post, path) for path in ("/api/messages", "/bare", "/spent"))
            costs = []
            for number in range(ROUNDS + 1):
                those = bodies[number * OF : (number + 1) * OF]
                costs.append([await one_after_the_other(kind, spent, those) for kind in (press, bare)])
            ours.send("watch")
            before = (await spent(b""))["value"]
            took = await at_random(partial(post, "/crowd/api/messages"), bodies)
            after = await spent(b"")
            ours.send("stop")
            server.join()
    cost, bare_cost = (median(each[which] for each in costs[1:]) for which in (0, 1))
    times = sorted(each[0] / each[1] for each in costs[1:])
    share = [took[int(len(took) * part)] for part in (0.5, 0.95, 0.99)]
    print(f"a real press, at most {statements} statements:      {cost:6.2f} ms of processor time")
    print(f"a bare handler that does the same work:   {bare_cost:6.2f} ms")
    print(
        f"a press costs {median(times):.1f} times that ({times[0]:.1f} to {times[-1]:.1f} in {ROUNDS} rounds of {OF})"
    )
    print(
        f"{len(took)} presses at {PER_SECOND} a second on one core: p50 {share[0]:.0f} ms, p95 {share[1]:.0f} ms, ",
        end="",
    )
    print(
        f"p99 {share[2]:.0f} ms, at most {took[-1]:.0f} ms; {(after['value'] - before) * 1000 / len(took):.2f} ms of ",
        end="",
    )
    print(f"processor time each; the event loop was held for at most {after['held']:.0f} ms")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
