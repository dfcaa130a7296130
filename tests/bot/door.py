"""The bot's door, with keys of our own behind it, so that a test can knock with any token."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.compose import make_bot
from bot.host.adapter import Answer
from bot.host.bot_host import BotHost
from bot.host.identity import BotIdentity
from bot.host.rate import Rate
from infra.clock import SystemClock
from tests.bot.tokens import KeyServer, a_key, a_key_server, claims, signed
from tests.bot.world import NADIA, FirstTime, References, UseCases

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
        answer = await self.receive(token, activity)
        return answer.status, answer.body

    async def receive(self, token: str, activity: Json | bytes | None = None) -> Answer:
        """The same, with everything that the answer says."""
        sent = an_activity() if activity is None else activity
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        return await self.host.receive(body, f"Bearer {token}")


@asynccontextmanager
async def a_door(rate: Rate | None = None) -> AsyncIterator[Door]:
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
            clock=SystemClock(),
            rate=rate,
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
