"""Our own token for the Bot Connector, kept until shortly before it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from bot.host.identity import WrongSettingError

CONNECTOR_SCOPE = "https://api.botframework.com/.default"
_RENEW_BEFORE = 300.0


class TokenError(Exception):
    """The identity platform gave no token."""


class AccessToken(Protocol):
    """A token and the second at which it ends."""

    @property
    def token(self) -> str: ...

    @property
    def expires_on(self) -> int: ...


class Credential(Protocol):
    """What we need of an asynchronous azure-identity credential."""

    async def get_token(self, *scopes: str) -> AccessToken:
        """A token for this scope."""
        ...


class ConnectorToken:
    """One token for all who send; fetched once however many ask for it at the same time."""

    def __init__(
        self,
        credential: Credential | None,
        *,
        scope: str = CONNECTOR_SCOPE,
        timeout: float = 10,
        now: Callable[[], float] = time.time,
    ) -> None:
        if credential is None:
            raise WrongSettingError(
                "The bot cannot start. CLIENT_SECRET: a secret, a certificate or a managed identity is needed."
            )
        self._credential = credential
        self._scope, self._timeout, self._now = scope, timeout, now
        self._token = ""
        self._expires_on = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """The token; raises `TokenError`."""
        if self._good():
            return self._token
        async with self._lock:
            if not self._good():
                await self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """The Connector refused this one: ask for another next time."""
        if token == self._token:
            self._expires_on = 0.0

    def _good(self) -> bool:
        return bool(self._token) and self._now() < self._expires_on - _RENEW_BEFORE

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._credential.get_token(self._scope)
        except Exception as error:
            raise TokenError(f"no token for the Bot Connector: {type(error).__name__}") from error
        self._token, self._expires_on = answer.token, float(answer.expires_on)
