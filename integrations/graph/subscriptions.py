"""Change notifications: asking Graph to tell of changes in the calendar, keeping that alive, and believing what comes.

A subscription to events lives less than seven days; a lifecycle notification asks to renew it or says that it is gone.
What comes is believed only with our `clientState`, compared in constant time; even then it is a hint to look, no more.
Sources: Graph: subscription resource type, change-notifications-delivery-webhooks, change-notifications-lifecycle-events.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.graph.client import GraphClient, Json
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import Subscription
from integrations.graph.times import instant

LIFETIME = timedelta(minutes=10_080) - timedelta(minutes=5)
"""The longest that Graph takes for events, less what clocks may differ by."""
RENEW_BEFORE = timedelta(days=2)
LONGEST_STATE = 128


@dataclass(frozen=True)
class Watch:
    """A living subscription."""

    id: str
    resource: str
    notification_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Notice:
    """One believed notification: a change of an item, or an event in the life of the subscription itself.

    `lifecycle` is empty for changes, else `reauthorizationRequired`, `subscriptionRemoved` or `missed`.
    """

    subscription_id: str
    item_id: str = ""
    change: str = ""
    lifecycle: str = ""


class Subscriptions:
    """This application's subscriptions. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient, notification_url: str, lifecycle_url: str, client_state: str) -> None:
        if not 0 < len(client_state) <= LONGEST_STATE:
            raise ValueError(f"the client state has 1 to {LONGEST_STATE} characters")
        self._graph = graph
        self._notification_url = notification_url
        self._lifecycle_url = lifecycle_url
        self._client_state = client_state

    @property
    def calendar(self) -> str:
        """The resource that stands for the events of the CPP team's mailbox."""
        return f"users/{self._graph.settings.mailbox}/events"

    async def ensure(self, resource: str, now: datetime) -> Watch:
        """One living subscription of ours to the resource: the one there is, renewed where it ends soon, or a new one.

        Lists first, so that a restart does not leave two; what is over, of ours and to be found twice, is deleted.
        """
        ours = [one for one in await self.living() if self._is_ours(one, resource)]
        ours.sort(key=lambda one: one.expires_at, reverse=True)
        for surplus in ours[1:]:
            await self.delete(surplus.id)
        if not ours:
            return await self.create(resource, now)
        if ours[0].expires_at - now > RENEW_BEFORE:
            return ours[0]
        return await self.renew(ours[0].id, now) or await self.create(resource, now)

    @property
    def state_digest(self) -> str:
        """Tells whether a subscription was made with this client state, without giving it away."""
        return hashlib.sha256(self._client_state.encode()).hexdigest()[:16]

    async def living(self) -> tuple[Watch, ...]:
        """Every living subscription of this application."""
        rows = await self._graph.all(self._graph.sdk.subscriptions.to_get_request_information())
        return tuple(map(_watch, rows))

    async def create(self, resource: str, now: datetime) -> Watch:
        """Subscribe. Graph calls our endpoint meanwhile, which has to echo the token (`validation_token`)."""
        body = Subscription(
            change_type="created,updated,deleted",
            notification_url=self._notification_url,
            lifecycle_notification_url=self._lifecycle_url,
            resource=resource,
            expiration_date_time=_end(now),
            client_state=self._client_state,
        )
        return _watch((await self._graph.ask(self._graph.sdk.subscriptions.to_post_request_information(body))).body)

    async def renew(self, subscription_id: str, now: datetime) -> Watch | None:
        """Make it live longer, which also re-authorises it; None where it is gone."""
        builder = self._graph.sdk.subscriptions.by_subscription_id(subscription_id)
        info = builder.to_patch_request_information(Subscription(expiration_date_time=_end(now)))
        try:
            return _watch((await self._graph.ask(info)).body)
        except GraphFailure as failure:
            if failure.status != 404:
                raise
        return None

    async def delete(self, subscription_id: str) -> None:
        """End it; one that is gone has ended."""
        info = self._graph.sdk.subscriptions.by_subscription_id(subscription_id).to_delete_request_information()
        try:
            await self._graph.ask(info)
        except GraphFailure as failure:
            if failure.status != 404:
                raise

    def believed(self, body: Any) -> tuple[Notice, ...]:
        """The notifications of a POST that bear our client state, each once; everything else is passed over."""
        rows = body.get("value") if isinstance(body, Mapping) else None
        ours = [row for row in rows if self._bears_our_state(row)] if isinstance(rows, list) else []
        return tuple(dict.fromkeys(map(_notice, ours)))

    def _bears_our_state(self, row: Any) -> bool:
        state = row.get("clientState") if isinstance(row, Mapping) else None
        return isinstance(state, str) and hmac.compare_digest(state.encode(), self._client_state.encode())

    def _is_ours(self, one: Watch, resource: str) -> bool:
        return one.notification_url == self._notification_url and _same(one.resource, resource)


def validation_token(query: Mapping[str, str]) -> str | None:
    """What a handshake asks to be echoed as text/plain within ten seconds; None where the call is no handshake."""
    return query.get("validationToken")


def _end(now: datetime) -> datetime:
    return (now + LIFETIME).astimezone(UTC).replace(microsecond=0)


def _watch(row: Json) -> Watch:
    expires_at = instant(row.get("expirationDateTime"))
    if expires_at is None:
        raise GraphFailure(502, "no-expirationDateTime-in-answer")
    return Watch(str(row["id"]), str(row.get("resource") or ""), str(row.get("notificationUrl") or ""), expires_at)


def _notice(row: Mapping[str, Any]) -> Notice:
    data = row.get("resourceData")
    item_id = str(data.get("id") or "") if isinstance(data, Mapping) else ""
    return Notice(
        subscription_id=str(row.get("subscriptionId") or ""),
        item_id=item_id,
        change=str(row.get("changeType") or ""),
        lifecycle=str(row.get("lifecycleEvent") or ""),
    )


def _same(one: str, other: str) -> bool:
    return one.strip("/").lower() == other.strip("/").lower()
