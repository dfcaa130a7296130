"""A small proxy between the playground and the service: it signs as the Bot Connector does, with a real RS256 key.

The playground itself signs with HS256 and a key that everybody knows, or not at all; the service must refuse that. So each
person's playground posts here, and what it posts is signed and passed on; what the bot sends comes back here, for the
activity's serviceUrl is the proxy's, and is passed on to that person's playground. The proxy publishes its own key beside
those of the sandbox, in which everybody else of the cast lives.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Json = dict[str, Any]
KEY_ID = "playground-1"
ISSUER = "https://api.botframework.com"
AT_ONCE = "application/json"


@dataclass(frozen=True)
class Posted:
    """What a playground posted to the service: as it came, and what the service said."""

    who: str
    algorithm: str
    activity: Json
    status: int


@dataclass
class Proxy:
    """The proxy. `playgrounds` says where each person's playground is, by the name that stands in the path."""

    app_id: str
    sandbox_keys: str
    session: aiohttp.ClientSession
    url: str = ""
    service: str = ""
    playgrounds: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def endpoint(self, who: str, *, signed: bool = True) -> str:
        """Where a playground posts to."""
        return f"{self.url}/{who}/{'signed' if signed else 'as-it-comes'}"

    def service_url(self, who: str) -> str:
        """Where the bot finds this person's chat."""
        return f"{self.url}/{who}/"

    def routes(self) -> list[web.RouteDef]:
        """Keys, the way in, the way out."""
        return [
            web.get("/openid", self._metadata),
            web.get("/keys", self._keys),
            web.post("/sandbox", self._from_sandbox),
            web.post("/{who}/{how:signed|as-it-comes}", self._from_playground),
            web.route("*", "/{who}/v3/{rest:.*}", self._from_bot),
        ]

    async def _metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        async with self.session.get(self.sandbox_keys) as answer:
            theirs = (await answer.json())["keys"]
        ours = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [*theirs, {**ours, "kid": KEY_ID, "endorsements": ["msteams"]}]})

    async def _from_sandbox(self, request: web.Request) -> web.Response:
        """What the sandbox posts, but for people who have a playground: their chat is there."""
        body = await request.read()
        sender = json.loads(body).get("from", {}).get("aadObjectId", "")
        if sender in self.people.values():
            return web.Response()
        return await self._to_service(body, request.headers.get("Authorization", ""))

    async def _from_playground(self, request: web.Request) -> web.Response:
        who, shown = request.match_info["who"], request.headers.get("Authorization", "")
        activity = json.loads(await request.read())
        signed = request.match_info["how"] == "signed"
        activity["serviceUrl"] = self.service_url(who)
        body = json.dumps(activity).encode()
        answer = await self._to_service(body, f"Bearer {self._token(who)}" if signed else shown)
        self.posted.append(Posted(who, _algorithm(shown), activity, answer.status))
        return answer

    def _token(self, who: str) -> str:
        now = int(time.time())
        times = {"nbf": now - 60, "exp": now + 3600}
        claims = {"iss": ISSUER, "aud": self.app_id, "serviceurl": self.service_url(who), **times}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})

    async def _to_service(self, body: bytes, authorization: str) -> web.Response:
        headers = {"Content-Type": AT_ONCE} | ({"Authorization": authorization} if authorization else {})
        async with self.session.post(self.service, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    async def _from_bot(self, request: web.Request) -> web.Response:
        to = f"{self.playgrounds[request.match_info['who']]}/_connector/v3/{request.match_info['rest']}"
        headers = {"Content-Type": AT_ONCE}
        async with self.session.request(request.method, to, data=await request.read(), headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)


def _algorithm(authorization: str) -> str:
    if not authorization.startswith("Bearer "):
        return ""
    return str(jwt.get_unverified_header(authorization.removeprefix("Bearer "))["alg"])


@asynccontextmanager
async def a_proxy(app_id: str, sandbox_keys: str) -> AsyncIterator[Proxy]:
    """The proxy, on this machine only."""
    async with aiohttp.ClientSession() as session:
        proxy = Proxy(app_id, sandbox_keys, session)
        app = web.Application()
        app.router.add_routes(proxy.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield proxy
        await runner.cleanup()
