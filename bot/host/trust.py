"""Whom we believe: every activity comes from the Bot Connector, for this bot, from Teams, and from our own tenant.

The SDK's own check accepts tokens without an end, any service URL and any tenant, and answers 500 to bad ones. So the
check is ours, and every failure is answered in the same way, so that nobody learns which part failed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt

from bot.host.identity import BotIdentity
from bot.host.inbound import Json, text_at
from bot.host.keys import KeysUnavailableError, SigningKeys
from bot.host.service_urls import ServiceUrls

CHANNEL = "msteams"
LEEWAY = 5
"""Seconds by which clocks may differ."""
_REMEMBER_FOR = 300.0
_REMEMBER_AT_MOST = 512


class UntrustedError(Exception):
    """The request is not believed; the reason is for the log only."""


@dataclass(frozen=True)
class Voucher:
    """What a verified token vouches for."""

    service_url: str
    endorsements: frozenset[str]
    expires_at: float


class Trust:
    """Checks tokens and the activities that come with them."""

    def __init__(self, identity: BotIdentity, keys: SigningKeys, now: Callable[[], float] = time.time) -> None:
        self._identity = identity
        self._keys = keys
        self._now = now
        self._service_urls = ServiceUrls(identity.service_urls)
        self._seen: dict[bytes, tuple[Voucher, float]] = {}

    async def check_token(self, authorization: str) -> Voucher:
        """Verify the bearer token of a request; raises `UntrustedError`."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > 16_384:
            raise UntrustedError("no bearer token")
        digest = sha256(token.encode("utf-8", "surrogateescape")).digest()
        voucher = self._remembered(digest)
        if voucher is None:
            voucher = await self._verify(token)
            self._remember(digest, voucher)
        if self._now() > voucher.expires_at + LEEWAY:
            raise UntrustedError("the token has ended")
        return voucher

    def _remembered(self, digest: bytes) -> Voucher | None:
        voucher, until = self._seen.get(digest, (None, 0.0))
        return voucher if self._now() < until else None

    def _remember(self, digest: bytes, voucher: Voucher) -> None:
        """The Connector shows the same token for hours: checking its signature once in a while is enough."""
        if len(self._seen) >= _REMEMBER_AT_MOST:
            self._seen.clear()
        self._seen[digest] = (voucher, self._now() + _REMEMBER_FOR)

    async def _verify(self, token: str) -> Voucher:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise UntrustedError("a token that cannot be read") from error
        key_id = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(key_id, str):
            raise UntrustedError("not signed as the Bot Connector signs")
        try:
            key = await self._keys.get(key_id)
        except KeysUnavailableError as error:
            raise UntrustedError("the signing keys cannot be fetched") from error
        if key is None:
            raise UntrustedError("signed by an unknown key")
        claims = self._claims(token, key.public)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise UntrustedError("a token without a service URL")
        return Voucher(service_url, key.endorsements, float(claims["exp"]))

    def _claims(self, token: str, public_key: Any) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                public_key,
                algorithms=["RS256"],
                audience=self._identity.app_id,
                issuer=self._identity.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise UntrustedError(f"the token is refused: {type(error).__name__}") from error
        return claims

    def check_activity(self, voucher: Voucher, activity: Json) -> None:
        """Check that the activity is what its token vouches for, from Teams and our tenant; raises `UntrustedError`."""
        service_url = text_at(activity, "serviceUrl")
        if not service_url or service_url.rstrip("/") != voucher.service_url.rstrip("/"):
            raise UntrustedError("the service URL is not the token's")
        if not self._service_urls.allows(service_url):
            raise UntrustedError("the service URL is not on the allow-list")
        if activity.get("channelId") != CHANNEL or CHANNEL not in voucher.endorsements:
            raise UntrustedError("not from Teams, or signed by a key that may not speak for Teams")
        self._check_tenant(activity)

    def _check_tenant(self, activity: Json) -> None:
        named = [
            value
            for value in (_at(activity, "conversation", "tenantId"), _at(activity, "channelData", "tenant", "id"))
            if value is not None
        ]
        ours = self._identity.tenant_id.lower()
        if not named or any(not isinstance(value, str) or value.lower() != ours for value in named):
            raise UntrustedError("not from our tenant")


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
