"""The Bot Connector over one pooled session of ours: answers become outcomes, and nothing is sent twice unasked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from urllib.request import getproxies
from weakref import WeakValueDictionary

import aiohttp

from bot.host.activities import as_json
from bot.host.outcomes import GATEWAY_TIMEOUT, GONE, NO_CONVERSATION, UNTRUSTED_URL, outcome_of
from bot.host.service_urls import ServiceUrls
from bot.host.tokens import ConnectorToken, TokenError
from cpp_core.effects import Done, Later, Outcome, Refused, Unknown

Json = dict[str, Any]

_MAX_ANSWER = 64 * 1024
_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


def pooled_session(*, total: float = 15, connect: float = 5, connections: int = 50) -> aiohttp.ClientSession:
    """A session for everything that goes to the Bot Connector and its keys; close it at the end.

    Proxies are taken from the environment where it names any; to look for them costs a thread for each request.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=total, connect=connect),
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=15),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=bool(getproxies()),
    )


class ConnectorClient:
    """Sends, replaces and deletes activities. It never raises for what the peer does: it answers with an outcome."""

    def __init__(
        self,
        tokens: ConnectorToken,
        service_urls: ServiceUrls,
        session: Callable[[], aiohttp.ClientSession],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tokens = tokens
        self._service_urls = service_urls
        self._session = session
        self._now = now
        self._cards: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def post(self, service_url: str, conversation_id: str, activity: Json) -> Outcome:
        """Send a new message. A lost answer leaves it unknown whether it was sent."""
        return await self._send("POST", service_url, _path(conversation_id), activity)

    async def open(self, service_url: str, bot_id: str, person_id: str, tenant_id: str) -> Outcome:
        """Find the personal chat with someone who has the app; to do it twice is to do it once."""
        wanted = {
            "bot": {"id": bot_id},
            "members": [{"id": person_id}],
            "isGroup": False,
            "tenantId": tenant_id,
            "channelData": {"tenant": {"id": tenant_id}},
        }
        return _harmless(await self._send("POST", service_url, "/v3/conversations", wanted))

    async def put(self, service_url: str, conversation_id: str, activity_id: str, activity: Json) -> Outcome:
        """Replace a message; to do it twice is to do it once, so a lost answer is tried again.

        One after the other for each message, in the order asked, so that it ends with the newest.
        """
        path = _path(conversation_id, activity_id)
        in_turn = self._cards.setdefault(path, asyncio.Lock())
        async with in_turn:
            outcome = await self._send("PUT", service_url, path, activity)
        match outcome:
            case Done(remote_id=""):
                return Done(activity_id)
        return _harmless(outcome)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> Outcome:
        """Delete a message; one that is gone already is deleted."""
        outcome = await self._send("DELETE", service_url, _path(conversation_id, activity_id), None)
        match outcome:
            case Refused(reason=reason) if reason in (GONE, NO_CONVERSATION):
                return Done(activity_id)
        return _harmless(outcome)

    async def _send(self, method: str, service_url: str, path: str, activity: Json | None) -> Outcome:
        if not self._service_urls.allows(service_url):
            return Refused(UNTRUSTED_URL, "the conversation's address is not on the allow-list of the Bot Connector")
        body = None if activity is None else as_json(activity)
        url = service_url.rstrip("/") + path
        outcome, token = await self._once(method, url, body)
        if token is not None:
            self._tokens.forget(token)
            outcome, _ = await self._once(method, url, body)
        return outcome

    async def _once(self, method: str, url: str, body: bytes | None) -> tuple[Outcome, str | None]:
        """One request; with the token where the peer refused that token."""
        try:
            token = await self._tokens.get()
        except TokenError as error:
            return Later(str(error), timedelta(seconds=30), maybe_done=False), None
        try:
            status, outcome = await self._exchange(method, url, body, token)
        except _NEVER_SENT as error:
            return Later(f"the Bot Connector cannot be reached: {type(error).__name__}", maybe_done=False), None
        except (aiohttp.ClientError, TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            return Unknown(f"the Bot Connector's answer was lost: {type(error).__name__}"), None
        return outcome, token if status == 401 else None

    async def _exchange(self, method: str, url: str, body: bytes | None, token: str) -> tuple[int, Outcome]:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        async with self._session().request(method, url, data=body, headers=headers, allow_redirects=False) as response:
            answer = (await response.content.read(_MAX_ANSWER)).decode("utf-8", "replace")
            outcome = outcome_of(response.status, response.headers, answer, self._now())
        if isinstance(outcome, Done):
            outcome = replace(outcome, remote_id=_id_in(answer))
        elif method == "POST" and response.status == GATEWAY_TIMEOUT:
            outcome = Unknown("the gateway lost the Bot Connector's answer")
        return response.status, outcome


def _harmless(outcome: Outcome) -> Outcome:
    """The outcome of what can be done twice: no doubt is left for another attempt."""
    match outcome:
        case Unknown(why=why):
            return Later(why, maybe_done=False)
        case Later():
            return replace(outcome, maybe_done=False)
    return outcome


def _path(conversation_id: str, activity_id: str = "") -> str:
    path = f"/v3/conversations/{quote(conversation_id, safe='')}/activities"
    return f"{path}/{quote(activity_id, safe='')}" if activity_id else path


def _id_in(answer: str) -> str:
    try:
        read = json.loads(answer) if answer.strip() else {}
    except ValueError:
        return ""
    found = read.get("id") if isinstance(read, dict) else None
    return found if isinstance(found, str) else ""
