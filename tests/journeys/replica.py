"""One replica of the whole service, as `panels serve` runs it, in a process that can be killed at any moment.

It differs in its clock alone, which it shares with all other replicas and with the local Microsoft 365, and in its
patience: what a killed replica was at is to be somebody else's after seconds.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken

from infra.patience import Patience
from infra.serving import serve
from infra.settings import Settings
from integrations.bank_holidays import working_calendar
from integrations.graph.client import GraphClient
from integrations.graph.settings import GraphSettings

SPEED = 10.0
_LINE = "%(levelname)s %(asctime)s %(process)d %(name)s: %(message)s"
LEASE_SECONDS, LIMIT_SECONDS = 4.0, 2.5


@dataclass(frozen=True)
class QuickClock:
    """The time of another day, and ten times as fast: the same in every process, for all of them ask the machine.

    Pauses, paces and leases follow it: a minute in which a mailbox takes thirty mails is over in six seconds.
    """

    start: datetime
    since: float
    """What `time.monotonic()` was then."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.start + timedelta(seconds=(time.monotonic() - self.since) * SPEED)


PATIENCE = Patience(timedelta(seconds=LEASE_SECONDS * SPEED), timedelta(seconds=LIMIT_SECONDS))
"""A lease is by the clock; what a sender may take is real time."""


@dataclass(frozen=True)
class Post:
    """Where a replica serves, with what, and where it writes down what it has to complain about."""

    settings: Settings
    clock: QuickClock
    identity: Mapping[str, str]
    log: Path


class ByTheClock(logging.Formatter):
    """Lines of a log with the moments of the replicas' clock."""

    def __init__(self, clock: QuickClock) -> None:
        super().__init__(_LINE)
        self._clock = clock

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Now, by that clock."""
        return f"{self._clock.now():%d %b %H:%M:%S.%f}"


def live(post: Post) -> None:
    """A whole life of the process."""
    os.environ.update(post.identity)
    handler = logging.FileHandler(post.log)
    handler.setFormatter(ByTheClock(post.clock))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    asyncio.run(serve(post.settings, _nobody_waits, clock=post.clock, patience=PATIENCE))


def _nobody_waits(address: str) -> None:
    """Whoever started it asks `/readyz`."""


class _Nobody:
    """A credential that is never asked."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """No token."""
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing to close."""

    async def __aenter__(self) -> _Nobody:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to close."""


def _pay_for_the_start() -> None:
    """What each replica would import when it starts: once here, for all that are forked from this process."""
    GraphClient(GraphSettings("-", "-", "-", base_url="http://127.0.0.1/v1.0"), _Nobody())
    working_calendar()
    for late in ("anyio._backends._asyncio", "asyncpg"):
        importlib.import_module(late)


_pay_for_the_start()
