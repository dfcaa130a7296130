"""The SDK's adapter, with our own way out: activities leave through one pooled client instead of msrest's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from botbuilder.core import (
    BotAdapter,
    InvokeResponse,
    TurnContext,
)
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ConversationReference,
    ResourceResponse,
)

from bot.host.activities import CARD, activity_from, wire_of
from bot.host.background import Background
from bot.host.connector import ConnectorClient
from bot.host.inbound import Json
from cpp_core.effects import Done, Later, Outcome

log = logging.getLogger(__name__)

OnTurn = Callable[[TurnContext], Awaitable[None]]
INVOKE_RESPONSE = BotAdapter._INVOKE_RESPONSE_KEY

_PATIENCE = timedelta(seconds=3)
"""How long a turn waits for the Connector, when it asks us to slow down; Teams waits 10 s for ours."""
_TRIES = 2


@dataclass(frozen=True)
class Answer:
    """What the request is answered with."""

    status: int
    body: Json | None = None
    retry_after: int = 0
    """Seconds after which it may be asked again, where that is the answer."""


class TeamsAdapter(BotAdapter):
    """Turns a trusted activity into a turn of the bot."""

    def __init__(self, connector: ConnectorClient, background: Background) -> None:
        super().__init__()
        self._connector = connector
        self.background = background

    async def process(self, received: Json, on_turn: OnTurn) -> Answer:
        """Run one turn; raises `UnreadableError` for what is no activity."""
        context = TurnContext(self, activity_from(received))
        await self.run_pipeline(context, on_turn)
        if context.activity.type != ActivityTypes.invoke:
            return Answer(200)
        response = context.turn_state.get(INVOKE_RESPONSE)
        if not isinstance(response, InvokeResponse):
            return Answer(200)
        return Answer(response.status, response.body)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send what a turn answers with; what cannot be sent is logged, for a turn has nobody to tell."""
        return [await self._send(activity) for activity in activities]

    async def _send(self, activity: Activity) -> ResourceResponse:
        service_url, conversation_id = activity.service_url, activity.conversation.id
        body = wire_of(activity)
        outcome = await _patiently(lambda: self._connector.post(service_url, conversation_id, body))
        return ResourceResponse(id=_remote_id(outcome))

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse | None:
        """Replace a message; None where it could not be replaced."""
        service_url, conversation_id, activity_id = activity.service_url, activity.conversation.id, activity.id
        body = wire_of(activity)
        outcome = await _patiently(lambda: self._connector.put(service_url, conversation_id, activity_id, body))
        return ResourceResponse(id=outcome.remote_id) if isinstance(outcome, Done) else None

    def keep_card(self, context: TurnContext, card: Json, preview: str) -> None:
        """Put the card that a press was answered with in place of the old one for good, once the answer is out.

        What an invoke is answered with is shown until the chat is loaded again; then the message itself counts.
        """
        pressed: Activity = context.activity
        if pressed.reply_to_id:
            body = {
                "type": "message",
                "id": pressed.reply_to_id,
                "from": {"id": pressed.recipient.id if pressed.recipient else ""},
                "conversation": {"id": pressed.conversation.id},
                "summary": preview,
                "attachments": [{"contentType": CARD, "content": card}],
            }
            put = self._connector.put(pressed.service_url, pressed.conversation.id, pressed.reply_to_id, body)
            self.background.spawn(put)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete a message."""
        await _patiently(
            lambda: self._connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)
        )


async def _patiently(send: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Send, and once more after a short wait where the peer asked for it."""
    for _ in range(_TRIES):
        outcome = await send()
        if not isinstance(outcome, Later):
            break
        wait = outcome.wait or timedelta(seconds=0.5)
        if wait > _PATIENCE:
            break
        await asyncio.sleep(wait.total_seconds())
    if not isinstance(outcome, Done):
        log.warning("an answer in a chat was not sent: %s: %s", type(outcome).__name__, outcome.why)
    return outcome


def _remote_id(outcome: Outcome) -> str:
    return outcome.remote_id if isinstance(outcome, Done) else ""
