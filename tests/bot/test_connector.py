"""What the Connector's answers come to, and where our token never goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.host.connector import ConnectorClient
from bot.host.outcomes import outcome_of
from bot.host.service_urls import ServiceUrls
from bot.host.tokens import ConnectorToken, TokenError
from cpp_core.effects import Done, Later, Outcome, Refused, Unknown
from tests.bot.world import Token

NOW = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)


@dataclass
class Issuer:
    """Gives tokens that last so long, counts them, and can be told to fail."""

    seconds: int = 3600
    given: int = 0
    failing: bool = False

    async def get_token(self, *scopes: str) -> Token:
        """A new token."""
        if self.failing:
            raise OSError("no network")
        self.given += 1
        return Token(f"token-{self.given}", int(NOW.timestamp()) + self.seconds)


@dataclass
class Peer:
    """A peer that answers as told, and notes what it was sent."""

    status: int = 201
    body: str = '{"id": "17"}'
    headers: dict[str, str] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bad_tokens: set[str] = field(default_factory=set)
    url: str = ""
    first_waits: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    done: list[str] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.tokens.append(token)
        self.paths.append(request.rel_url.raw_path)
        self.arrived.set()
        if self.first_waits is not None and len(self.paths) == 1:
            await self.first_waits.wait()
        self.done.append(await request.text())
        if token in self.bad_tokens:
            return web.Response(status=401)
        return web.Response(status=self.status, text=self.body, headers=self.headers)


@asynccontextmanager
async def a_peer() -> AsyncIterator[Peer]:
    """A peer on this machine."""
    peer = Peer()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield peer
    finally:
        await runner.cleanup()


@dataclass
class Line:
    """A client with its peer and its issuer."""

    client: ConnectorClient
    peer: Peer
    issuer: Issuer

    async def post(self, conversation: str = "a:1") -> Outcome:
        """Send a message."""
        return await self.client.post(self.peer.url, conversation, {"type": "message", "text": "x"})


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """A line to a peer on this machine."""
    async with a_peer() as peer, aiohttp.ClientSession() as session:
        issuer = Issuer()
        tokens = ConnectorToken(issuer, now=NOW.timestamp)
        urls = ServiceUrls((peer.url, "http://127.0.0.1:9/"))
        yield Line(ConnectorClient(tokens, urls, lambda: session, lambda: NOW), peer, issuer)


async def test_the_id_of_what_was_sent_comes_back(line: Line) -> None:
    assert await line.post() == Done("17")


async def test_ids_are_quoted_in_the_path(line: Line) -> None:
    await line.client.put(line.peer.url, "a:1/../x", "1?2", {"type": "message"})
    assert line.peer.paths == ["/v3/conversations/a:1%2F..%2Fx/activities/1%3F2"]


async def test_two_changes_of_one_message_are_made_in_the_order_asked_and_hold_up_no_other(line: Line) -> None:
    """The first is slow to arrive; the second is asked for meanwhile, and still the message ends with it."""
    line.peer.first_waits = asyncio.Event()
    first = asyncio.create_task(line.client.put(line.peer.url, "a:1", "17", {"text": "old"}))
    await line.peer.arrived.wait()
    second = asyncio.create_task(line.client.put(line.peer.url, "a:1", "17", {"text": "new"}))
    await line.client.put(line.peer.url, "a:1", "18", {"text": "another"})
    assert line.peer.done == ['{"text":"another"}']
    line.peer.first_waits.set()
    await asyncio.gather(first, second)
    assert line.peer.done == ['{"text":"another"}', '{"text":"old"}', '{"text":"new"}']


async def test_a_token_that_is_refused_is_fetched_anew_once(line: Line) -> None:
    line.peer.bad_tokens = {"token-1"}
    assert await line.post() == Done("17")
    assert line.peer.tokens == ["token-1", "token-2"]


async def test_a_token_that_is_refused_again_waits(line: Line) -> None:
    line.peer.bad_tokens = {"token-1", "token-2"}
    outcome = await line.post()
    assert isinstance(outcome, Later)
    assert outcome.wait == timedelta(minutes=5)
    assert not outcome.maybe_done


async def test_no_token_is_a_passing_failure(line: Line) -> None:
    line.issuer.failing = True
    outcome = await line.post()
    assert isinstance(outcome, Later)
    assert not outcome.maybe_done
    assert line.peer.tokens == []


async def test_a_redirect_is_not_followed(line: Line) -> None:
    line.peer.status, line.peer.headers = 307, {"Location": "http://evil.example/"}
    assert isinstance(await line.post(), Refused)
    assert len(line.peer.paths) == 1


async def test_our_token_goes_to_no_other_address(line: Line) -> None:
    outcome = await line.client.post("https://evil.example/", "a:1", {"type": "message"})
    assert isinstance(outcome, Refused)
    assert outcome.reason == "untrusted-url"
    assert line.issuer.given == 0


async def test_a_peer_that_cannot_be_reached_was_sent_nothing(line: Line) -> None:
    outcome = await line.client.post("http://127.0.0.1:9/", "a:1", {"type": "message"})
    assert isinstance(outcome, Later)
    assert not outcome.maybe_done


async def test_deleting_what_is_gone_is_done(line: Line) -> None:
    line.peer.status, line.peer.body = 404, '{"error": {"code": "ActivityNotFoundInConversation"}}'
    assert await line.client.delete(line.peer.url, "a:1", "5") == Done("5")


async def test_a_gateway_that_lost_the_answer_leaves_a_new_message_in_doubt_and_a_change_not(line: Line) -> None:
    line.peer.status = 504
    assert isinstance(await line.post(), Unknown)
    changed = await line.client.put(line.peer.url, "a:1", "5", {"type": "message"})
    assert isinstance(changed, Later)
    assert not changed.maybe_done


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, {}, "", Done()),
        (429, {"Retry-After": "3"}, "", timedelta(seconds=3)),
        (429, {"Retry-After": "Fri, 04 Dec 2026 17:00:30 GMT"}, "", timedelta(seconds=30)),
        (429, {"Retry-After": "Fri, 04 Dec 2026 16:00:00 GMT"}, "", timedelta()),
        (429, {"Retry-After": "soon"}, "", timedelta()),
        (429, {"Retry-After": "999999"}, "", timedelta(hours=1)),
        (429, {}, "", timedelta(seconds=5)),
        (503, {"Retry-After": "5"}, "", timedelta(seconds=5)),
        (412, {}, "", None),
        (502, {}, "", None),
        (403, {}, '{"errorCode":209,"message":"{\\"subCode\\": \\"MessageWritesBlocked\\"}"}', "blocked"),
        (403, {}, '{"error":{"code":"BotDisabledByAdmin"}}', "blocked"),
        (403, {}, "", "blocked"),
        (403, {}, '{"error":{"code":"BotNotInConversationRoster"}}', "no-conversation"),
        (403, {}, '{"error":{"code":"Forbidden"}}', "forbidden"),
        (404, {}, '{"error":{"code":"ConversationNotFound"}}', "no-conversation"),
        (404, {}, '{"error":{"code":"ActivityNotFoundInConversation"}}', "gone"),
        (404, {}, "", "no-conversation"),
        (413, {}, "", "too-large"),
        (400, {}, '{"error":{"code":"MessageSizeTooBig"}}', "too-large"),
        (400, {}, '{"error":{"code":"BadSyntax"}}', "bad-request"),
        (302, {}, "", "bad-request"),
    ],
)
def test_each_answer_has_its_outcome(status: int, headers: dict[str, str], body: str, expected: object) -> None:
    outcome = outcome_of(status, headers, body, NOW)
    match outcome:
        case Done():
            assert outcome == expected
        case Later(wait=wait, lane_wide=lane_wide):
            assert wait == expected
            assert lane_wide is (status == 429)
        case Refused(reason=reason):
            assert reason == expected
        case _:
            pytest.fail(f"{outcome} is none of these")


class TestOurToken:
    async def test_it_is_kept_until_shortly_before_it_ends(self) -> None:
        issuer, clock = Issuer(), [NOW.timestamp()]
        tokens = ConnectorToken(issuer, now=lambda: clock[0])
        assert [await tokens.get(), await tokens.get()] == ["token-1", "token-1"]
        clock[0] += 3600 - 301
        assert await tokens.get() == "token-1"
        clock[0] += 2
        assert await tokens.get() == "token-2"

    async def test_no_token_is_an_error_of_its_own(self) -> None:
        with pytest.raises(TokenError):
            await ConnectorToken(Issuer(failing=True)).get()
