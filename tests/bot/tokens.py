"""Tokens that only somebody else would sign, and a key server of our own to publish keys on."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
Json = dict[str, Any]


def a_key() -> rsa.RSAPrivateKey:
    """A key for signing."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def claims(audience: str, service_url: str, **changes: Any) -> Json:
    """The claims of the Bot Connector's token; a change of None takes one away."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": audience, "serviceurl": service_url, "nbf": now - 300, "exp": now + 3600}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def signed(key: rsa.RSAPrivateKey, said: Json, key_id: str | None = "k1") -> str:
    """A token, signed as the Bot Connector signs."""
    headers = {"kid": key_id} if key_id is not None else None
    return jwt.encode(said, key, algorithm="RS256", headers=headers)


def unsigned(said: Json, key_id: str = "k1") -> str:
    """A token with algorithm `none`."""
    parts = ({"alg": "none", "typ": "JWT", "kid": key_id}, said)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def signed_with_a_secret(said: Json, secret: str, key_id: str = "k1") -> str:
    """A token signed by HS256, as the Playground does."""
    return jwt.encode(said, secret, algorithm="HS256", headers={"kid": key_id})


@dataclass
class KeyServer:
    """Publishes keys, counts who asks, and can be told to fail."""

    keys: dict[str, Json] = field(default_factory=dict)
    asked: int = 0
    failing: bool = False
    url: str = ""

    def publish(self, key_id: str, key: rsa.RSAPrivateKey, endorsements: tuple[str, ...] = ("msteams",)) -> None:
        """Publish a key under this id."""
        shown = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.keys[key_id] = {**shown, "kid": key_id, "use": "sig", "endorsements": list(endorsements)}

    async def metadata(self, _: web.Request) -> web.Response:
        """The OpenID document."""
        self.asked += 1
        if self.failing:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def listed(self, _: web.Request) -> web.Response:
        """The keys."""
        return web.json_response({"keys": list(self.keys.values())})


@asynccontextmanager
async def a_key_server() -> AsyncIterator[KeyServer]:
    """A key server on this machine, until the block ends."""
    server = KeyServer()
    app = web.Application()
    app.router.add_get("/metadata", server.metadata)
    app.router.add_get("/keys", server.listed)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
