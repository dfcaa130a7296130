"""Change notifications: the subscription is kept alive, and what comes in is taken at once and worked on afterwards.

Graph wants its answer within three seconds, so a route only takes notifications down; one worker looks at the events that
they name. What is lost on the way (a restart, a full queue, Graph down) the sweep over the calendar finds.
Sources: Graph: change-notifications-delivery-webhooks, change-notifications-lifecycle-events.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cpp_core.ports import Clock, RemoteReferences
from infra.answers import Answers
from infra.settings import Settings
from integrations.graph.client import LOOPBACK, GraphClient
from integrations.graph.failures import FAILURES
from integrations.graph.references import CLIENT_STATE, WATCH
from integrations.graph.subscriptions import RENEW_BEFORE, Notice, Subscriptions, Watch
from integrations.storage.references import SqlRemoteReferences
from scheduling.happenings import Happening, place

_log = logging.getLogger(__name__)
LOOK_AGAIN = timedelta(days=1)
"""How often a living subscription is looked at: Graph may have dropped it without saying so."""
TRY_AGAIN = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
MOST_WAITING = 10_000
NOTIFICATIONS = "/api/graph/notifications"
LIFECYCLE = "/api/graph/lifecycle"


async def client_state_of(settings: Settings, refs: SqlRemoteReferences) -> str:
    """What our notifications bear: derived from the service's key, else a random one that all replicas share."""
    key = settings.encryption_key.get_secret_value()
    if key:
        return hmac.new(key.encode(), b"graph notifications", hashlib.sha256).hexdigest()
    return await refs.get(CLIENT_STATE) or await refs.agreed(CLIENT_STATE, secrets.token_hex(32))


def is_notifiable(public_url: str) -> bool:
    """Whether Graph would notify such an address: over https only; http on loopback is for a local Microsoft 365."""
    url = urlsplit(public_url)
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)


class Watching:
    """The subscription to the CPP team's calendar, and the notifications that it brings."""

    def __init__(
        self, subscriptions: Subscriptions, answers: Answers, refs: RemoteReferences, clock: Clock, *, wanted: bool
    ) -> None:
        self._subscriptions = subscriptions
        self._answers = answers
        self._refs = refs
        self._clock = clock
        self._next = clock.now() if wanted else None
        self._failures = 0
        self._said = ""
        self._waiting: dict[str, None] = {}
        self._sweep_wanted = False
        self._renewal_wanted = False
        self._something = asyncio.Event()
        self._stopping = False
        self._turn = asyncio.Lock()

    async def next_at(self) -> datetime | None:
        """When the subscription is to be looked at next; None where nobody reaches us (PUBLIC_URL is not set)."""
        return self._next

    async def work(self) -> tuple[Happening, ...]:
        """A tick: follow up what has come in, and look after the subscription if it is time to."""
        async with self._turn:
            await self._follow_up()
            if self._next is not None and self._next <= self._clock.now():
                await self._ensure(self._clock.now())
        return ()

    def take(self, body: Any) -> int:
        """Take down what is believed of a POST; answers with how much that was. It never waits."""
        notices = self._subscriptions.believed(body)
        for notice in notices:
            self._take(notice)
        if notices:
            self._something.set()
        return len(notices)

    async def run(self) -> None:
        """Work whenever something has come in, until stopped."""
        while True:
            await self._something.wait()
            if self._stopping:
                return
            self._something.clear()
            await self.work()

    async def stop(self) -> None:
        """Work no more; what is under way comes to its end."""
        self._stopping = True
        self._something.set()
        async with self._turn:
            return

    async def _follow_up(self) -> None:
        while self._waiting and not self._stopping:
            event_id = next(iter(self._waiting))
            del self._waiting[event_id]
            try:
                await self._answers.changed(event_id)
            except Exception as error:
                self._sweep_wanted = True
                _log.warning("a notification could not be followed up: %s in %s", type(error).__name__, place(error))
        if self._sweep_wanted and not self._stopping:
            self._sweep_wanted = False
            await self._answers.sweep()

    async def _ensure(self, now: datetime) -> None:
        """One living subscription of ours, made with our client state."""
        try:
            watch = await self._ensured(now)
        except FAILURES as failure:
            self._failures += 1
            self._next = now + min(TRY_AGAIN * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE)
            self._say(_said(failure))
            return
        if self._failures:
            _log.info("there is a subscription to the calendar again")
        self._failures, self._said = 0, ""
        self._next = max(now + timedelta(hours=1), min(now + LOOK_AGAIN, watch.expires_at - RENEW_BEFORE))

    def _say(self, why: str) -> None:
        """Once for each reason: a setting that is wrong stays wrong, and `panels doctor` names it."""
        if why != self._said:
            self._said = why
            _log.warning(
                "no subscription to the calendar: %s; sweeps find the answers meanwhile. Try panels doctor", why
            )

    def _take(self, notice: Notice) -> None:
        if notice.lifecycle in ("reauthorizationRequired", "subscriptionRemoved"):
            self._next = self._clock.now() if self._next is not None else None
        self._renewal_wanted = self._renewal_wanted or notice.lifecycle == "reauthorizationRequired"
        self._sweep_wanted = self._sweep_wanted or notice.lifecycle in ("missed", "subscriptionRemoved")
        if notice.lifecycle or not notice.item_id:
            return
        if len(self._waiting) < MOST_WAITING:
            self._waiting[notice.item_id] = None
        else:
            self._sweep_wanted = True

    async def _ensured(self, now: datetime) -> Watch:
        """Made with another client state than ours, it would bring nothing that is believed: it is made anew."""
        known = (await self._refs.get(WATCH) or "").partition(" ")
        if known[0] and known[2] != self._subscriptions.state_digest:
            await self._subscriptions.delete(known[0])
        watch = await self._subscriptions.ensure(self._subscriptions.calendar, now)
        if self._renewal_wanted:
            watch = await self._subscriptions.renew(watch.id, now) or watch
            self._renewal_wanted = False
        await self._refs.put(WATCH, f"{watch.id} {self._subscriptions.state_digest}")
        return watch


def make_subscriptions(settings: Settings, graph: GraphClient, client_state: str) -> Subscriptions:
    """Subscriptions that notify this service at its public address."""
    base = settings.public_url.rstrip("/")
    return Subscriptions(graph, base + NOTIFICATIONS, base + LIFECYCLE, client_state)


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__} {getattr(failure, 'status', '')}".strip()
