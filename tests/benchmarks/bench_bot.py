"""How many turns the bot does in a second on one core, beside a bare aiohttp handler that does the same JSON work.

The server has a core of its own; the client, the Bot Connector that takes what is sent, and the keys share another. Use
cases and references are in memory, so that what is measured is the host: limits, trust, SDK, card, way out.

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
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

from aiohttp import web

from bot.cards.catalogue import draw
from bot.compose import make_bot
from bot.host.identity import BotIdentity
from cpp_core.usecases.frame import Reply
from tests.bot.samples import SAMPLES
from tests.bot.tokens import a_key, a_key_server, claims, signed
from tests.bot.world import NADIA, FirstTime, RealClock, References, Token, UseCases

APP = "22222222-2222-4222-8222-222222222222"
TENANT = "11111111-1111-4111-8111-111111111111"
ANSWER = SAMPLES["attendance-confirmed"]
Json = dict[str, Any]
BARE = "bare handler"
ROUNDS = 5


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
        clock=RealClock(),
    )
    app = web.Application()
    app.add_routes([*bot.routes(), web.post("/bare", bare)])
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
        "press": ("/api/messages", press),
        "press, the message kept as answered": ("/api/messages", {**press, "replyToId": "17"}),
        "typed words, answered by a message": ("/api/messages", {"type": "message", "text": "help"}),
    }


async def measure(seconds: float, connections: int) -> dict[str, list[float]]:
    """Turns per second of each kind, in several rounds, so that what else the machine does falls on all alike."""
    async with a_sink() as (connector, _), a_key_server() as keys:
        key = a_key()
        keys.publish("k1", key)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        server = context.Process(target=serve, args=(theirs, connector, f"{keys.url}/metadata"))
        server.start()
        port = await asyncio.get_running_loop().run_in_executor(None, ours.recv)
        token = signed(key, claims(APP, connector))
        makers = {
            name: requests(path, token, partial(an_activity, connector, **kind))
            for name, (path, kind) in kinds_of_turn().items()
        }
        found: dict[str, list[float]] = {name: [] for name in makers}
        for number in range(ROUNDS + 1):
            for name, make in makers.items():
                rate = await turns_per_second(make, port, seconds, connections)
                await asyncio.sleep(0.2)
                found[name] += [rate] if number else []
        ours.send("stop")
        server.join()
    return found


def main(run: Callable[[Coroutine[Any, Any, dict[str, list[float]]]], dict[str, list[float]]] = asyncio.run) -> None:
    """Measure, and print what was found: the median of the rounds, and the median of each round's share of bare."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    connections = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    pinned(1)
    found = run(measure(seconds, connections))
    for name, rates in found.items():
        share = median(rate / bare_rate for rate, bare_rate in zip(rates, found[BARE], strict=True))
        print(f"{name:38} {median(rates):6.0f} turns/s  {share:5.2f} of bare")


if __name__ == "__main__":
    main()
