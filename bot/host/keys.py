"""The Bot Connector's public keys, fetched without blocking the loop, with a time-out, and kept."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from bot.host.service_urls import safe_to_fetch

log = logging.getLogger(__name__)

_MAX_DOCUMENT = 1024 * 1024


class KeysUnavailableError(Exception):
    """The signing keys could not be fetched, so nobody can be trusted for now."""


@dataclass(frozen=True)
class SigningKey:
    """One public key, with the channels for which it may speak."""

    public: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The keys of one OpenID document.

    They are fetched again after `keep_for` seconds, and at most once in `refresh_gap` seconds for a key id that is not
    among them. While fetching fails the old ones are kept, but never beyond `keep_at_most`.
    """

    def __init__(
        self,
        metadata_url: str,
        session: Callable[[], aiohttp.ClientSession],
        *,
        keep_for: float = 24 * 3600,
        keep_at_most: float = 5 * 24 * 3600,
        refresh_gap: float = 60,
        timeout: float = 5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._keep_for, self._keep_at_most, self._refresh_gap = keep_for, keep_at_most, refresh_gap
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()

    async def get(self, key_id: str) -> SigningKey | None:
        """The key with this id; None where the document does not have it."""
        if self._stale():
            await self._refresh(self._stale)
        if key_id not in self._keys:
            await self._refresh(lambda: key_id not in self._keys)
        if self._fetched_at is None or self._clock() - self._fetched_at > self._keep_at_most:
            raise KeysUnavailableError("no signing keys")
        return self._keys.get(key_id)

    def _stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > self._keep_for

    async def _refresh(self, still_needed: Callable[[], bool]) -> None:
        async with self._lock:
            tried_lately = self._tried_at is not None and self._clock() - self._tried_at < self._refresh_gap
            if tried_lately or not still_needed():
                return
            self._tried_at = self._clock()
            try:
                self._keys = await self._fetch()
                self._fetched_at = self._clock()
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                log.warning("could not fetch the Bot Connector's signing keys: %s", type(error).__name__)

    async def _fetch(self) -> dict[str, SigningKey]:
        document = await self._document(self._metadata_url)
        listed = (await self._document(str(document.get("jwks_uri", "")))).get("keys")
        keys = {str(one["kid"]): _signing_key(one) for one in listed or () if _usable(one)}
        if not keys:
            raise ValueError("no usable key in the document")
        return keys

    async def _document(self, url: str) -> dict[str, Any]:
        if not safe_to_fetch(url):
            raise ValueError("keys are fetched over https only")
        async with self._session().get(url, timeout=self._timeout, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"{response.status} from the key document")
            read = json.loads(await _bounded(response))
        return read if isinstance(read, dict) else {}


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > _MAX_DOCUMENT:
            raise ValueError("the document is too large")
    return body


def _usable(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") == "RSA" and bool(key.get("kid")) and key.get("use", "sig") == "sig"


def _signing_key(key: dict[str, Any]) -> SigningKey:
    try:
        public = jwt.PyJWK(key, algorithm="RS256").key
    except jwt.PyJWTError as error:
        raise ValueError("a key that cannot be read") from error
    endorsements = key.get("endorsements")
    listed = endorsements if isinstance(endorsements, list) else ()
    return SigningKey(public, frozenset(one for one in listed if isinstance(one, str)))
