"""Change notifications: subscriptions, their handshake and their deliveries (Graph: change notifications overview)."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from infra.sandbox.exchange import Item
from infra.sandbox.faults import Faults
from infra.sandbox.outbound import Outbound
from infra.sandbox.state import Tenant
from infra.sandbox.wire import GraphError, Json, stamp

HANDSHAKE_SECONDS = 10
ANSWER_SECONDS = 10
ATTEMPTS = 3
_RESOURCE = re.compile(
    r"/?users/(?P<user>[^/]+)/(?:calendar/|mailFolders(?:\('inbox'\)|/inbox)/)?(?P<what>events|messages)/?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Subscription:
    """One subscription as it was asked for."""

    id: str
    data: Json
    user_id: str
    what: str
    expires: datetime
    immutable: bool
    reauthorize: bool = False

    def wire(self) -> Json:
        """Without clientState, which Graph gives back at creation only."""
        return {**self.data, "id": self.id, "clientState": None, "expirationDateTime": stamp(self.expires, 7)}


@dataclass(slots=True)
class Subscriptions:
    """All subscriptions, and what was sent for them."""

    tenant: Tenant
    faults: Faults
    outbound: Outbound
    by_id: dict[str, Subscription] = field(default_factory=dict)
    held: list[tuple[str, Json]] = field(default_factory=list)
    deliveries: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tenant.listeners.append(self._changed)

    def living(self) -> list[Subscription]:
        """Those that have not ended by the tenant's clock."""
        now = self.tenant.now()
        for gone in [key for key, one in self.by_id.items() if one.expires <= now]:
            del self.by_id[gone]
        return list(self.by_id.values())

    def find(self, subscription_id: str) -> Subscription:
        """By id, or Graph's 404."""
        found = next((one for one in self.living() if one.id == subscription_id), None)
        if found is None:
            raise GraphError(404, "ResourceNotFound", "The object was not found.")
        return found

    def resource(self, text: str) -> tuple[str, str]:
        """The mailbox owner and the kind of item that a resource names."""
        found = _RESOURCE.fullmatch(text)
        if found is None:
            raise GraphError(400, "InvalidRequest", f"Resource '{text}' is not supported for subscriptions.")
        return self.tenant.mailbox(found["user"]).user_id, found["what"].lower()

    async def handshake(self, url: str) -> None:
        """The endpoint must echo the token as plain text within ten seconds, or there is no subscription."""
        request_id = self.tenant.ids.guid()
        token = f"Validation: Testing client application reachability for subscription Request-Id: {request_id}"
        try:
            timeout = aiohttp.ClientTimeout(total=HANDSHAKE_SECONDS)
            session = self.outbound.session
            async with session.post(url, params={"validationToken": token}, timeout=timeout) as response:
                echoed = response.status == 200 and await response.text() == token
                plain = response.content_type == "text/plain"
                status = response.status
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _refused(f"The request failed: {type(error).__name__}.") from None
        if not echoed or not plain:
            raise _refused(f"HTTP status code is '{status}'; the answer must be the token as text/plain.")

    def _changed(self, user_id: str, resource: str, kind: str, item: Item) -> None:
        for one in self.living():
            kinds = str(one.data["changeType"]).split(",")
            if one.user_id == user_id and one.what == resource and kind in kinds:
                self._notify(one, self._change(one, kind, item))

    def _change(self, one: Subscription, kind: str, item: Item) -> Json:
        plural = "Events" if one.what == "events" else "Messages"
        item_id = item.ids.shown(one.immutable)
        path = f"Users/{one.user_id}/{plural}/{item_id}"
        return {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.expires, 7),
            "changeType": kind,
            "resource": path,
            "resourceData": {
                "@odata.type": f"#Microsoft.Graph.{plural[:-1]}",
                "@odata.id": path,
                "@odata.etag": item.etag,
                "id": item_id,
            },
            "clientState": one.data.get("clientState"),
            "tenantId": self.tenant.config.tenant_id,
        }

    def _notify(self, one: Subscription, change: Json) -> None:
        mode = self.faults.take_notification()
        url = str(one.data["notificationUrl"])
        if mode == "lost":
            self.deliveries.append({"url": url, "lost": True, "body": change})
        elif mode == "delayed":
            self.held.append((url, change))
        else:
            for _ in range(2 if mode == "repeated" else 1):
                self.outbound.spawn(self._deliver(url, change))

    def release(self) -> int:
        """Deliver what was held back."""
        held, self.held = self.held, []
        for url, change in held:
            self.outbound.spawn(self._deliver(url, change))
        return len(held)

    def lifecycle(self, one: Subscription, event: str) -> bool:
        """Send a lifecycle event, where the subscriber gave an address for them."""
        url = one.data.get("lifecycleNotificationUrl")
        if not url:
            return False
        body: Json = {
            "lifecycleEvent": event,
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.expires, 7),
            "resource": one.data["resource"],
            "clientState": one.data.get("clientState"),
            "tenantId": self.tenant.config.tenant_id,
        }
        self.outbound.spawn(self._deliver(str(url), body))
        return True

    async def _deliver(self, url: str, change: Json) -> None:
        """Up to three attempts: Graph retries what is not answered with 2xx."""
        status: Any = None
        for attempt in range(ATTEMPTS):
            try:
                timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
                async with self.outbound.session.post(url, json={"value": [change]}, timeout=timeout) as response:
                    status = response.status
            except (TimeoutError, aiohttp.ClientError) as error:
                status = type(error).__name__
            if isinstance(status, int) and 200 <= status < 300:
                break
            await asyncio.sleep(0.1 * (attempt + 1))
        self.deliveries.append({"url": url, "status": status, "body": change})


def _refused(why: str) -> GraphError:
    return GraphError(400, "ValidationError", f"Subscription validation request failed. {why}")
