"""The parts of one sandbox, and the two ways in which it reaches the bot."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from infra.sandbox.config import SandboxConfig
from infra.sandbox.faults import Faults
from infra.sandbox.outbound import Outbound
from infra.sandbox.state import Tenant
from infra.sandbox.subscriptions import Subscriptions
from infra.sandbox.throttle import Throttle
from infra.sandbox.tokens import Tokens
from infra.sandbox.traffic import Traffic
from infra.sandbox.wire import Json, stamp

INVOKE_SECONDS = 10
"""How long Teams waits for the answer to a button before it shows an error (real time)."""
ACTIVITY_SECONDS = 15


@dataclass(frozen=True, slots=True)
class BotAnswer:
    """What the bot's endpoint said; status 0 means that nobody answered."""

    status: int
    body: Any
    content_type: str


@dataclass(slots=True)
class Sandbox:
    """A running tenant with its issuer, its limits and its faults."""

    config: SandboxConfig
    base_url: str = ""
    tenant: Tenant = field(init=False)
    tokens: Tokens = field(init=False)
    faults: Faults = field(default_factory=Faults)
    throttle: Throttle = field(default_factory=Throttle)
    traffic: Traffic = field(default_factory=Traffic)
    outbound: Outbound = field(default_factory=Outbound)
    subscriptions: Subscriptions = field(init=False)
    bot_endpoint: str = ""
    bot_deliveries: list[Json] = field(default_factory=list)
    throttling: bool = True
    latency: float = 0.0

    def __post_init__(self) -> None:
        self.tenant = Tenant(self.config)
        self.tokens = Tokens(self.config)
        self.subscriptions = Subscriptions(self.tenant, self.faults, self.outbound)
        self.bot_endpoint = self.config.bot_endpoint
        self.throttling = self.config.throttling
        self.latency = self.config.latency

    @property
    def service_url(self) -> str:
        """The Connector's address, as activities carry it."""
        return f"{self.base_url}/connector/"

    def horizon(self, target: str) -> datetime:
        """What is newer than this moment is not in lists, filters and deltas yet; read by its id it is there."""
        return self.tenant.now() - self.faults.stale(target)

    async def post_activity(self, activity: Json) -> BotAnswer:
        """POST an activity to the bot as the Connector does, signed, and note how it went."""
        answer = await self._post(activity)
        self.bot_deliveries.append(
            {
                "at": stamp(self.tenant.now(), 3),
                "type": activity["type"],
                "name": activity.get("name"),
                "id": activity["id"],
                "status": answer.status,
            }
        )
        return answer

    async def _post(self, activity: Json) -> BotAnswer:
        headers = {
            "Authorization": f"Bearer {self.tokens.for_bot(self.service_url)}",
            "Content-Type": "application/json; charset=utf-8",
        }
        payload = json.dumps(activity).encode()
        try:
            timeout = aiohttp.ClientTimeout(total=INVOKE_SECONDS if activity["type"] == "invoke" else ACTIVITY_SECONDS)
            session = self.outbound.session
            async with session.post(self.bot_endpoint, data=payload, headers=headers, timeout=timeout) as response:
                return BotAnswer(response.status, _body(await response.read()), response.content_type)
        except (TimeoutError, aiohttp.ClientError) as error:
            return BotAnswer(0, {"error": f"{type(error).__name__}: {error}"}, "")

    def tell_bot(self, activity: Json) -> None:
        """The same, without waiting for it."""

        async def deliver() -> None:
            await self.post_activity(activity)

        self.outbound.spawn(deliver())


def _body(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")
