"""Only what the Bot Connector signed for this bot, from Teams, from our tenant, and once, is acted on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.compose import make_bot
from bot.host.bot_host import UNAUTHORISED, BotHost
from bot.host.identity import BotIdentity, WrongSettingError
from bot.host.keys import SigningKeys
from bot.host.service_urls import ServiceUrls
from bot.host.trust import Trust, UntrustedError
from tests.bot.tokens import KeyServer, a_key, a_key_server, claims, signed, signed_with_a_secret, unsigned
from tests.bot.world import NADIA, FirstTime, RealClock, References, UseCases, World

APP = "22222222-2222-4222-8222-222222222222"
TENANT = "11111111-1111-4111-8111-111111111111"
SERVICE = "https://smba.trafficmanager.net/uk/"
KEY, OTHER_KEY = a_key(), a_key()
Json = dict[str, Any]


def an_activity(**changes: Any) -> Json:
    """A press in Nadia's chat, as Teams posts it."""
    usual: Json = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": f"f:{time.monotonic_ns()}",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": "29:1nadia", "name": "Nadia Khan", "aadObjectId": NADIA},
        "recipient": {"id": f"28:{APP}"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "value": {"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": "P1"}}},
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


@dataclass
class Door:
    """The bot's door, with keys of ours behind it."""

    host: BotHost
    use_cases: UseCases
    keys: KeyServer

    async def knock(self, token: str, activity: Json | bytes | None = None) -> tuple[int, Json | None]:
        """Post an activity with this token."""
        sent = an_activity() if activity is None else activity
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        answer = await self.host.receive(body, f"Bearer {token}")
        return answer.status, answer.body


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A door that knows the key `k1`, for Teams, and `k2`, for another channel."""
    async with a_key_server() as keys:
        keys.publish("k1", KEY)
        keys.publish("k2", OTHER_KEY, endorsements=("skype",))
        use_cases = UseCases()
        bot = make_bot(
            identity=BotIdentity(APP, TENANT, openid_metadata_url=f"{keys.url}/metadata"),
            credential=NoCredential(),
            references=References(),
            perform=use_cases.perform,
            first_time=FirstTime(),
            clock=RealClock(),
        )
        yield Door(bot.host, use_cases, keys)
        await bot.close()


class NoCredential:
    """Never asked in these tests."""

    async def get_token(self, *scopes: str) -> Any:
        """There is none."""
        raise AssertionError(f"nobody sends anything here: {scopes}")


def a_token(**changes: Any) -> str:
    """A token as the Bot Connector signs it, but for these claims."""
    return signed(KEY, claims(APP, SERVICE, **changes))


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """The public key as text, which an attacker may use as a secret."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


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


UNREADABLE = {
    "no JSON": b"{",
    "no UTF-8": b'{"type": "\xff"}',
    "a list": b"[]",
    "a number that is none": b'{"type": NaN}',
    "nested too deep": b'{"a":' * 50 + b"1" + b"}" * 50,
    "nested without end": b"[" * 100_000,
    "a number of many digits": b'{"a":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_an_unreadable_body_is_a_bad_request(door: Door, body: bytes) -> None:
    status, _ = await door.knock(a_token(), body)
    assert status == 400


async def test_an_unreadable_body_without_a_good_token_is_not_even_read(door: Door) -> None:
    assert (await door.knock("abc", b"{"))[0] == 401


@pytest.mark.parametrize("activity", [an_activity(id=None), an_activity(type=None), an_activity(type=7)])
async def test_an_activity_without_id_or_type_is_a_bad_request(door: Door, activity: Json) -> None:
    assert (await door.knock(a_token(), activity))[0] == 400


MALFORMED = {
    "no value": an_activity(value=None),
    "a value that is text": an_activity(value="x"),
    "no action": an_activity(value={}),
    "an action that is text": an_activity(value={"action": "attendance.confirm"}),
    "another kind of action": an_activity(value={"action": {"type": "Action.Http", "verb": "attendance.confirm"}}),
    "no verb": an_activity(value={"action": {"type": "Action.Execute"}}),
    "an unknown verb": an_activity(value={"action": {"type": "Action.Execute", "verb": "panel.destroy"}}),
    "a verb that is a number": an_activity(value={"action": {"type": "Action.Execute", "verb": 3}}),
    "data that is a list": an_activity(
        value={"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": [1]}}
    ),
    "data within data": an_activity(
        value={"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": {"a": 1}}}}
    ),
    "another invoke": an_activity(name="task/fetch"),
    "no name": an_activity(name=None),
    "nobody": an_activity(**{"from": {"id": "29:1"}}),
    "no sender at all": an_activity(**{"from": None}),
    "a group chat": an_activity(conversation={"id": "19:x", "conversationType": "groupChat", "tenantId": TENANT}),
}


@pytest.mark.parametrize("activity", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_press_is_answered_with_a_card_error(door: Door, activity: Json) -> None:
    status, body = await door.knock(a_token(), activity)
    assert status == 200
    assert body is not None
    assert body["statusCode"] == 400
    assert body["type"] == "application/vnd.microsoft.error"
    assert door.use_cases.asked == []


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


class TestLimitsOfTheRoute:
    async def test_a_body_that_is_too_large_is_refused(self, installed: World) -> None:
        status, _ = await installed.post(b"x" * (256 * 1024 + 1))
        assert status == 413

    async def test_a_body_whose_size_is_not_told_is_refused_once_it_is_too_large(self, installed: World) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"x" * 8192

        async with installed.http.post(installed.url, data=endless()) as answer:
            assert answer.status == 413

    async def test_the_hs256_token_of_the_playground_is_refused(self, installed: World) -> None:
        token = signed_with_a_secret(claims(APP, SERVICE), "dummy-secret-of-the-playground-0123456789")
        assert await installed.post(an_activity(), token) == (401, {"error": "unauthorised"})


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://smba.trafficmanager.net", True),
        ("HTTPS://SMBA.trafficmanager.net/uk", True),
        ("https://smba.trafficmanager.net:443/uk/", False),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evil.example/smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/../", False),
        ("https://smba.trafficmanager.net/%2e%2e/", False),
        ("https://smba.trafficmanager.net/uk/?to=evil", False),
        ("https://smba.trafficmanager.net:99999/", False),
        ("ftp://smba.trafficmanager.net/", False),
        ("//smba.trafficmanager.net/", False),
        ("", False),
    ],
)
def test_a_service_url_is_compared_by_its_parts(url: str, *, allowed: bool) -> None:
    assert ServiceUrls(("https://smba.trafficmanager.net/",)).allows(url) is allowed


def test_a_prefix_with_a_path_covers_whole_segments_only() -> None:
    urls = ServiceUrls(("http://127.0.0.1:3000/connector/",))
    assert urls.allows("http://127.0.0.1:3000/connector/")
    assert urls.allows("http://127.0.0.1:3000/connector/uk")
    assert not urls.allows("http://127.0.0.1:3000/connectors/")
    assert not urls.allows("http://127.0.0.1:3001/connector/")


GOOD: Json = {"app_id": APP, "tenant_id": TENANT}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"app_id": ""}, "BOT_APP_ID"),
        ({"app_id": "  "}, "BOT_APP_ID"),
        ({"tenant_id": ""}, "TENANT_ID"),
        ({"app_type": "MultiTenant"}, "BOT_APP_TYPE"),
        ({"app_type": "singletenant"}, "BOT_APP_TYPE"),
        ({"issuer": ""}, "BOT_TOKEN_ISSUER"),
        ({"openid_metadata_url": ""}, "BOT_OPENID_METADATA_URL"),
        ({"openid_metadata_url": "http://keys.example/"}, "BOT_OPENID_METADATA_URL"),
        ({"service_urls": ()}, "CONNECTOR_URLS"),
        ({"service_urls": ("http://evil.example/",)}, "CONNECTOR_URLS"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(change: Json, named: str) -> None:
    with pytest.raises(WrongSettingError, match=named):
        replace(BotIdentity(**GOOD), **change)


def test_a_bot_without_a_credential_does_not_start() -> None:
    use_cases = UseCases()
    with pytest.raises(WrongSettingError, match="CLIENT_SECRET"):
        make_bot(
            identity=BotIdentity(**GOOD),
            credential=None,
            references=References(),
            perform=use_cases.perform,
            first_time=FirstTime(),
            clock=RealClock(),
        )
