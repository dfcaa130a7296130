"""What a real press costs: token, trust, once, decision, commit to SQLite, card; beside a bare handler doing the same work.

The bare handler is aiohttp alone: it reads the same JSON, runs the very statements that one real press runs (taken down
from one, on a raw sqlite3 connection in a thread, committed), and answers with the same JSON. Each press confirms a seat
that nobody has confirmed before. The server has a core of its own.

Run: python -m tests.benchmarks.bench_press
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.compose import make_bot
from bot.host.identity import BotIdentity
from cpp_core.model.person import Person
from cpp_core.usecases.commands import ImportPeople
from cpp_core.usecases.frame import perform
from tests.benchmarks.bench_bot import (
    APP,
    TENANT,
    Credential,
    a_sink,
    an_activity,
    listening,
    pinned,
    processor_seconds,
)
from tests.bot.tokens import a_key, a_key_server, claims, signed
from tests.core.usecases.office import NAMED, Office, an_office, directory

DAYS = [day for number in range(14) if (day := date(2026, 11, 25) + timedelta(days=number)).weekday() < 5]
TIMES = ("07:00", "09:30", "12:00", "14:30", "17:00")
AT_ONCE = 4
"""So many panels are held at the same time, each with people of its own."""
PER_SECOND = 50
Json = dict[str, Any]
Statement = tuple[str, Any]


async def seats(office: Office) -> list[tuple[str, str]]:
    """Panels over two weeks, and everybody who is asked for them, as (panel, person), in any order."""
    made = []
    for number in range(AT_ONCE):
        people, named = a_crowd(number)
        await office.ask("people.import", ImportPeople(people))
        made += [await office.with_panel(f"{day} {at}", **named) for day in DAYS for at in TIMES]
    await office.at("2026-11-24 18:00")
    asked = []
    for panel_id in made:
        places = (await office.panel(panel_id)).places()
        asked += [(panel_id, place.person_id) for _, place in places if str(place.status) == "asked"]
    Random(1).shuffle(asked)
    return asked


def a_crowd(number: int) -> tuple[tuple[Person, ...], dict[str, Any]]:
    """Everybody for the panels of one room: the office's own people under other names, and who is named for which seat."""
    everybody = {person.id: person for person in directory()}
    named = {str(kind): tuple(f"{one} {number}" for one in people) for kind, people in NAMED.items()}
    people = [
        replace(everybody[one], id=f"{one} {number}", upn=f"{number}{everybody[one].upn}", email="")
        for people in NAMED.values()
        for one in people
    ]
    return tuple(people), named


def a_press(connector: str, number: int, panel_id: str, person_id: str) -> bytes:
    """One person's press of "I will attend"."""
    action = {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": panel_id, "for": person_id}}
    sender = {"id": f"29:{person_id}", "name": person_id, "aadObjectId": person_id}
    chat = {"id": f"a:{person_id}", "conversationType": "personal", "tenantId": TENANT}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    return an_activity(connector, number, **invoke, **{"from": sender, "conversation": chat})


def serve(pipe: Connection, connector: str, metadata: str, folder: str) -> None:
    """The server's process."""
    pinned(0)
    asyncio.run(_serve(pipe, connector, metadata, Path(folder)))


async def _serve(pipe: Connection, connector: str, metadata: str, folder: Path) -> None:
    async with an_office(folder, "2026-10-05 09:00") as office:
        asked = await seats(office)
        storage = office.storage
        bot = make_bot(
            identity=BotIdentity(APP, TENANT, openid_metadata_url=metadata, service_urls=(connector,)),
            credential=Credential(),
            references=storage.remote_references,
            perform=partial(perform, storage),
            first_time=storage.inbound.first_time,
            clock=office.clock,
        )
        taken: list[Statement] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            taken.append((statement, parameters))

        same: dict[str, Any] = {}
        raw = sqlite3.connect(folder / "panels.sqlite", isolation_level=None, check_same_thread=False)
        raw.execute("PRAGMA synchronous=NORMAL")

        async def bare(request: web.Request) -> web.Response:
            json.loads(await request.read())
            await asyncio.to_thread(_run, raw, same["statements"])
            return web.json_response(same["answer"])

        app = web.Application()
        app.add_routes([*bot.routes(), web.post("/bare", bare)])
        runner, port = await listening(app)
        pipe.send((port, asked))
        await _ordered(pipe, "learn")
        event.listen(Engine, "before_cursor_execute", note)
        pipe.send("learning")
        same["answer"] = await _ordered(pipe)
        event.remove(Engine, "before_cursor_execute", note)
        same["statements"] = [(_again(sql), given) for sql, given in taken if not sql.startswith(("BEGIN", "PRAGMA"))]
        pipe.send(len(same["statements"]))
        await _ordered(pipe, "stop")
        await runner.cleanup()
        await bot.close()


async def _ordered(pipe: Connection, wanted: str = "") -> Any:
    given = await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    assert not wanted or given == wanted
    return given


def _again(sql: str) -> str:
    """The same insertion, so that it can be made again."""
    return sql.replace("INSERT INTO", "INSERT OR REPLACE INTO", 1) if "ON CONFLICT" not in sql else sql


def _run(raw: sqlite3.Connection, statements: list[Statement]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for sql, given in statements:
        if isinstance(given, list):
            raw.executemany(sql, given)
        else:
            raw.execute(sql, given).fetchall()
    raw.execute("COMMIT")


async def measured(
    pid: int, post: Callable[[bytes], Any], bodies: list[bytes], *, per_second: float = 0
) -> tuple[float, list[float]]:
    """The server's milliseconds for one of these, and how long each took."""
    took: list[float] = []

    async def one(number: int, body: bytes) -> None:
        if per_second:
            await asyncio.sleep(number / per_second)
        start = time.perf_counter()
        await post(body)
        took.append((time.perf_counter() - start) * 1000)

    before = processor_seconds(pid)
    if per_second:
        await asyncio.gather(*(one(number, body) for number, body in enumerate(bodies)))
    else:
        for number, body in enumerate(bodies):
            await one(number, body)
    return (processor_seconds(pid) - before) * 1000 / len(bodies), sorted(took)


async def main() -> None:
    """Measure, and print."""
    pinned(1)
    async with a_sink() as (connector, _), a_key_server() as keys, aiohttp.ClientSession() as session:
        key = a_key()
        keys.publish("k1", key)
        headers = {"Authorization": f"Bearer {signed(key, claims(APP, connector))}", "Content-Type": "application/json"}
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        with tempfile.TemporaryDirectory() as folder:
            arguments = (theirs, connector, f"{keys.url}/metadata", folder)
            server = multiprocessing.get_context("spawn").Process(target=serve, args=arguments)
            server.start()
            loop = asyncio.get_running_loop()
            port, asked = await loop.run_in_executor(None, ours.recv)
            bodies = [a_press(connector, number, *seat) for number, seat in enumerate(asked)]

            async def post(path: str, body: bytes) -> Json:
                async with session.post(f"http://127.0.0.1:{port}{path}", data=body, headers=headers) as answer:
                    read: Json = await answer.json()
                    assert "value" in read, read
                    return read

            press, bare = partial(post, "/api/messages"), partial(post, "/bare")
            for body in bodies[:20]:
                await press(body)
            ours.send("learn")
            await loop.run_in_executor(None, ours.recv)
            answer = await press(bodies[20])
            assert "✓ Confirmed" in str(answer), answer
            ours.send(answer)
            statements = await loop.run_in_executor(None, ours.recv)
            half = 21 + (len(bodies) - 21) // 2
            pid = server.pid or 0
            cost, _ = await measured(pid, press, bodies[21:half])
            bare_cost, _ = await measured(pid, bare, bodies[21:half])
            _, took = await measured(pid, press, bodies[half:], per_second=PER_SECOND)
            ours.send("stop")
            server.join()
    print(f"a real press, {statements} statements:         {cost:6.2f} ms of processor time")
    print(f"a bare handler with the same statements: {bare_cost:6.2f} ms; a press is {cost / bare_cost:.1f} times that")
    print(f"at {PER_SECOND} presses a second on one core:      p50 {took[len(took) // 2]:.0f} ms", end="")
    print(f", p99 {took[int(len(took) * 0.99)]:.0f} ms ({len(took)} presses)")


if __name__ == "__main__":
    asyncio.run(main())
