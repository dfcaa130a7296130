"""Only what the Bot Connector signed for this bot, from Teams, from our tenant, and once, is acted on."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.host.bot_host import UNAUTHORISED
from bot.host.identity import BotIdentity
from bot.host.keys import SigningKeys
from bot.host.trust import Trust, UntrustedError
from tests.bot.door import APP, KEY, OTHER_KEY, SERVICE, TENANT, Door, a_token, an_activity
from tests.bot.tokens import a_key, a_key_server, claims, signed, signed_with_a_secret, unsigned

Json = dict[str, Any]


async def test_what_the_connector_signed_is_acted_on(door: Door) -> None:
    status, body = await door.knock(a_token())
    assert status == 200
    assert body is not None
    assert body["statusCode"] == 200
    assert len(door.use_cases.asked) == 1


NOW = int(time.time())
FORGED = {
    "garbage": "abc.def.ghi",
    "empty": "",
    "signed by someone else": signed(OTHER_KEY, claims(APP, SERVICE)),
    "an unknown key": signed(OTHER_KEY, claims(APP, SERVICE), key_id="k9"),
    "no key id": signed(KEY, claims(APP, SERVICE), key_id=None),
    "a key that may not speak for Teams": signed(OTHER_KEY, claims(APP, SERVICE), key_id="k2"),
    "algorithm none": unsigned(claims(APP, SERVICE)),
    "HS256 with a dummy secret": signed_with_a_secret(
        claims(APP, SERVICE), "dummy-secret-of-the-playground-0123456789"
    ),
    "expired a minute ago": a_token(exp=NOW - 60),
    "expired six seconds ago": a_token(exp=NOW - 6),
    "without an end": a_token(exp=None),
    "an end that is no number": a_token(exp="tomorrow"),
    "not valid yet": a_token(nbf=NOW + 600),
    "for another bot": a_token(aud="99999999-2222-4222-8222-222222222222"),
    "for several": a_token(aud=[APP, "another"]),
    "for nobody": a_token(aud=None),
    "by another issuer": a_token(iss="https://sts.windows.net/evil/"),
    "by no issuer": a_token(iss=None),
    "without a service URL": a_token(serviceurl=None),
    "with another service URL": a_token(serviceurl="https://smba.trafficmanager.net/amer/"),
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
async def test_a_bad_token_is_refused_like_every_other(door: Door, token: str) -> None:
    assert await door.knock(token) == (UNAUTHORISED.status, UNAUTHORISED.body)
    assert door.use_cases.asked == []


FOREIGN = {
    "another channel": an_activity(channelId="webchat"),
    "the emulator": an_activity(channelId="emulator"),
    "the channel in other letters": an_activity(channelId="MSTeams"),
    "no channel": an_activity(channelId=None),
    "no service URL": an_activity(serviceUrl=None),
    "another service URL than its token's": an_activity(serviceUrl="https://smba.trafficmanager.net/amer/"),
    "a foreign tenant in the conversation": an_activity(conversation={"id": "a:1", "tenantId": "evil"}),
    "a foreign tenant in the channel data": an_activity(channelData={"tenant": {"id": "evil"}}),
    "no tenant at all": an_activity(conversation={"id": "a:1"}, channelData=None),
    "a tenant that is no text": an_activity(channelData={"tenant": {"id": 5}}),
}


@pytest.mark.parametrize("activity", FOREIGN.values(), ids=FOREIGN.keys())
async def test_a_foreign_activity_is_refused_like_a_bad_token(door: Door, activity: Json) -> None:
    assert await door.knock(a_token(), activity) == (UNAUTHORISED.status, UNAUTHORISED.body)
    assert door.use_cases.asked == []


async def test_a_service_url_that_is_not_allowed_is_refused_even_where_its_token_says_the_same(door: Door) -> None:
    evil = "https://smba.trafficmanager.net.evil.example/uk/"
    token = a_token(serviceurl=evil)
    assert (await door.knock(token, an_activity(serviceUrl=evil)))[0] == 401


async def test_both_without_a_service_url_is_refused(door: Door) -> None:
    assert (await door.knock(a_token(serviceurl=None), an_activity(serviceUrl=None)))[0] == 401


async def test_another_scheme_than_bearer_is_refused(door: Door) -> None:
    answer = await door.host.receive(b"{}", f"Basic {a_token()}")
    assert answer == UNAUTHORISED
    assert await door.host.receive(b"{}", "") == UNAUTHORISED


async def test_an_activity_is_acted_on_once(door: Door) -> None:
    activity = an_activity()
    await door.knock(a_token(), activity)
    status, body = await door.knock(a_token(), activity)
    assert status == 200
    assert body is not None
    assert "already" in body["value"]
    assert len(door.use_cases.asked) == 1


async def test_the_same_id_in_another_chat_is_another_activity(door: Door) -> None:
    await door.knock(a_token(), an_activity(id="1700000000000"))
    elsewhere = {"id": "a:2", "conversationType": "personal", "tenantId": TENANT}
    await door.knock(a_token(), an_activity(id="1700000000000", conversation=elsewhere))
    assert len(door.use_cases.asked) == 2


async def test_a_key_that_was_published_a_moment_ago_has_to_wait(door: Door) -> None:
    await door.knock(a_token())
    new = a_key()
    door.keys.publish("k3", new)
    assert door.keys.asked == 1
    token = signed(new, claims(APP, SERVICE), key_id="k3")
    assert (await door.knock(token))[0] == 401, "asked a moment ago: not again so soon"


@dataclass
class Ticking:
    """A clock for the keys, which a test moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        """The moment."""
        return self.seconds


class TestSigningKeys:
    async def test_an_unknown_key_is_looked_for_at_most_once_a_minute(self) -> None:
        async with a_key_server() as server, aiohttp.ClientSession() as session:
            server.publish("k1", KEY)
            clock = Ticking()
            keys = SigningKeys(f"{server.url}/metadata", lambda: session, clock=clock)
            assert await keys.get("k1") is not None
            clock.seconds = 61
            assert await asyncio.gather(*(keys.get(f"unknown-{number}") for number in range(50))) == [None] * 50
            assert server.asked == 2
            server.publish("k2", OTHER_KEY)
            clock.seconds = 122
            assert await keys.get("k2") is not None
            assert server.asked == 3

    async def test_many_who_come_at_once_fetch_the_keys_once(self) -> None:
        async with a_key_server() as server, aiohttp.ClientSession() as session:
            server.publish("k1", KEY)
            keys = SigningKeys(f"{server.url}/metadata", lambda: session)
            assert all(await asyncio.gather(*(keys.get("k1") for _ in range(20))))
            assert server.asked == 1

    async def test_known_keys_are_kept_while_the_document_cannot_be_fetched(self) -> None:
        async with a_key_server() as server, aiohttp.ClientSession() as session:
            server.publish("k1", KEY)
            clock = Ticking()
            keys = SigningKeys(f"{server.url}/metadata", lambda: session, clock=clock)
            await keys.get("k1")
            server.failing, clock.seconds = True, 25 * 3600
            assert await keys.get("k1") is not None


async def test_nobody_is_believed_while_there_are_no_keys(door: Door) -> None:
    door.keys.failing = True
    assert (await door.knock(a_token()))[0] == 401


async def test_a_token_that_has_ended_is_not_believed_from_memory() -> None:
    async with a_key_server() as server, aiohttp.ClientSession() as session:
        server.publish("k1", KEY)
        clock = Ticking(time.time())
        trust = Trust(BotIdentity(APP, TENANT), SigningKeys(f"{server.url}/metadata", lambda: session), clock)
        token = a_token(exp=int(clock.seconds) + 30)
        await trust.check_token(f"Bearer {token}")
        clock.seconds += 36
        with pytest.raises(UntrustedError, match="has ended"):
            await trust.check_token(f"Bearer {token}")
