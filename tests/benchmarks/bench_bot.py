"""How many turns the bot does in a second on one core, beside a bare aiohttp handler that does the same JSON work, and
beside the same bot on botbuilder as it ships (`stock.py`).

The server has a core of its own; the client, the Bot Connector that takes what is sent, and the keys share another. Use
cases and references are in memory, so that what is measured is the host: limits, trust, SDK, card, way out. Turns by the
clock say what a core does while its peers keep up; turns by the server's own processor time say it on a busy machine too.

Run: python -m tests.benchmarks.bench_bot [SECONDS] [CONNECTIONS]
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
from aiohttp import web

from bot.cards.catalogue import draw
from bot.compose import make_bot
from bot.host.identity import BotIdentity
from bot.host.rate import Rate
from cpp_core.usecases.frame import Reply
from infra.clock import SystemClock
from tests.benchmarks.stock import serve_stock
from tests.bot.samples import SAMPLES
from tests.bot.tokens import a_key, a_key_server, claims, signed
from tests.bot.world import NADIA, FirstTime, References, Token, UseCases

APP = "22222222-2222-4222-8222-222222222222"
TENANT = "11111111-1111-4111-8111-111111111111"
ANSWER = SAMPLES["attendance-confirmed"]
Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.Response]]
BARE = "bare handler"
WORDS, STOCK = "typed words, answered by a message", "the same in stock botbuilder"
ROUNDS = 5


def serve_the_stock(pipe: Connection, metadata: str) -> None:
    """The process of botbuilder as it ships, on the same core."""
    pinned(0)
    asyncio.run(serve_stock(pipe, APP, metadata))


class Credential:
    """A token that the sink does not look at."""

    async def get_token(self, *scopes: str) -> Token:
        """A token for an hour."""
        return Token("token", int(time.time()) + 3600)


def pinned(core: int) -> None:
    """Run on this core only, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


async def listening(app: web.Application) -> tuple[web.AppRunner, int]:
    """Serve an application on a free port of this machine."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, int(runner.addresses[0][1])


async def bare(request: web.Request) -> web.Response:
    """The same JSON work and nothing else: read the activity, draw the card, answer with it."""
    json.loads(await request.read())
    return web.json_response({"statusCode": 200, "type": "card", "value": draw(ANSWER)})


def bare_that_sends(connector: str, session: aiohttp.ClientSession) -> Handler:
    """The same for words: read the activity, send the card to the Connector, answer with nothing."""

    async def handle(request: web.Request) -> web.Response:
        json.loads(await request.read())
        message = {"type": "message", "attachments": [{"contentType": "card", "content": draw(ANSWER)}]}
        async with session.post(f"{connector}v3/conversations/a/activities", json=message) as answer:
            await answer.json()
        return web.Response()

    return handle


def serve(pipe: Connection, connector: str, metadata: str) -> None:
    """The server's process: the bare handler and the bot, one beside the other."""
    pinned(0)
    asyncio.run(_serve(pipe, connector, metadata))


async def _serve(pipe: Connection, connector: str, metadata: str) -> None:
    use_cases = UseCases()
    for name in ("attendance.confirm", "help"):
        use_cases.answers[name] = lambda _command, _actor: Reply(ANSWER)
    bot = make_bot(
        identity=BotIdentity(APP, TENANT, openid_metadata_url=metadata, service_urls=(connector,)),
        credential=Credential(),
        references=References(),
        perform=use_cases.perform,
        first_time=FirstTime(),
        clock=SystemClock(),
        rate=Rate(at_once=1e9),
    )
    app = web.Application()
    async with aiohttp.ClientSession() as session:
        bare_sending = web.post("/bare-sending", bare_that_sends(connector, session))
        app.add_routes([*bot.routes(), web.post("/bare", bare), bare_sending])
        runner, port = await listening(app)
        pipe.send(port)
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await runner.cleanup()
    await bot.close()


@asynccontextmanager
async def a_sink() -> AsyncIterator[tuple[str, list[int]]]:
    """A Bot Connector that takes everything, and counts it."""
    taken = [0]

    async def take(request: web.Request) -> web.Response:
        await request.read()
        taken[0] += 1
        return web.Response(status=201, text='{"id": "1"}', content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", take)
    runner, port = await listening(app)
    try:
        yield f"http://127.0.0.1:{port}/", taken
    finally:
        await runner.cleanup()


def an_activity(connector: str, number: int, **kind: Any) -> bytes:
    """An activity of Nadia's, as Teams posts it."""
    return json.dumps({
        "id": f"f:{number}",
        "timestamp": "2026-12-01T09:30:00.0000000Z",
        "localTimezone": "Europe/London",
        "serviceUrl": connector,
        "channelId": "msteams",
        "from": {"id": "29:1nadia", "name": "Nadia Khan", "aadObjectId": NADIA},
        "recipient": {"id": f"28:{APP}", "name": "Panels"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": TENANT}},
        **kind,
    }).encode()  # fmt: skip


async def turns_per_second(make: Callable[[], bytes], port: int, seconds: float, connections: int) -> float:
    """Post as fast as answers come, over so many connections."""
    end = time.perf_counter() + seconds
    done = await asyncio.gather(*(_connection(make, port, end) for _ in range(connections)))
    return sum(done) / seconds


async def _connection(make: Callable[[], bytes], port: int, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < end:
        writer.write(make())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        done += 1
    writer.close()
    await writer.wait_closed()
    return done


def requests(path: str, token: str, activity: Callable[[int], bytes]) -> Callable[[], bytes]:
    """Makes one request after the other, each with an activity of its own."""
    numbers = itertools.count(time.time_ns())
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"

    def make() -> bytes:
        body = activity(next(numbers))
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return make


def kinds_of_turn() -> dict[str, tuple[str, Json]]:
    """What is posted where."""
    action = {"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": "P1"}}}
    press: Json = {"type": "invoke", "name": "adaptiveCard/action", "value": action}
    return {
        BARE: ("/bare", press),
        "bare handler that sends": ("/bare-sending", press),
        "press": ("/api/messages", press),
        "press, the message kept as answered": ("/api/messages", {**press, "replyToId": "17"}),
        WORDS: ("/api/messages", {"type": "message", "text": "help"}),
        STOCK: ("/api/messages", {"type": "message", "text": "help"}),
    }


def processor_seconds(pid: int) -> float:
    """How long a process has had a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Found = dict[str, list[tuple[float, float, float]]]
"""For each kind of turn and round: turns by the clock, turns by the server's processor time, messages sent for each turn."""


async def measure(seconds: float, connections: int) -> Found:
    """Each kind in several rounds, so that what else the machine does falls on all alike."""
    async with a_sink() as (connector, taken), a_key_server() as keys:
        key = a_key()
        keys.publish("k1", key)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        server = context.Process(target=serve, args=(theirs, connector, f"{keys.url}/metadata"))
        server.start()
        port = await asyncio.get_running_loop().run_in_executor(None, ours.recv)
        to_stock, from_stock = context.Pipe()
        stock = context.Process(target=serve_the_stock, args=(from_stock, f"{keys.url}/metadata"))
        stock.start()
        stock_port = await asyncio.get_running_loop().run_in_executor(None, to_stock.recv)
        token = signed(key, claims(APP, connector))
        makers = {
            name: requests(path, token, partial(an_activity, connector, **kind))
            for name, (path, kind) in kinds_of_turn().items()
        }
        found: Found = {name: [] for name in makers}
        for number in range(ROUNDS + 1):
            for name, make in makers.items():
                pid, to = (stock.pid, stock_port) if name == STOCK else (server.pid, port)
                before, sent_before = processor_seconds(pid or 0), taken[0]
                rate = await turns_per_second(make, to, seconds, connections)
                await asyncio.sleep(0.2)
                used = processor_seconds(pid or 0) - before
                sent = (taken[0] - sent_before) / (rate * seconds)
                found[name] += [(rate, rate * seconds / used, sent)] if number else []
        for pipe, process in ((ours, server), (to_stock, stock)):
            pipe.send("stop")
            process.join()
    return found


def main() -> None:
    """Measure, and print the medians of the rounds, with each round's share of the bare handler."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    connections = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    pinned(1)
    found = asyncio.run(measure(seconds, connections))
    print(f"{'':38} {'by the clock':>22}   {'by processor time':>22}")
    for name, rounds in found.items():
        line = f"{name:38}"
        for which in (0, 1):
            rate = median(one[which] for one in rounds)
            share = median(one[which] / bare_one[which] for one, bare_one in zip(rounds, found[BARE], strict=True))
            line += f" {rate:6.0f}/s {share:5.2f} of bare  "
        print(f"{line} {median(one[2] for one in rounds):4.2f} sent a turn")
    for which, how in enumerate(("by the clock", "by processor time")):
        times = sorted(one[which] / stock[which] for one, stock in zip(found[WORDS], found[STOCK], strict=True))
        print(
            f"typed words: {median(times):.1f} times as fast as stock botbuilder {how} ({times[0]:.1f} to {times[-1]:.1f})"
        )


if __name__ == "__main__":
    main()
