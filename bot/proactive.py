"""Has effects of the chat done: a card in the personal chat of one person, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.cards.actions import theirs
from bot.cards.catalogue import draw
from bot.cards.parts import Json
from bot.conversations import Conversation, Conversations
from bot.host.connector import ConnectorClient
from bot.host.outcomes import FORBIDDEN, GONE, NO_CONVERSATION
from bot.links import with_link
from cpp_core.effects import Done, Effect, Later, Outcome, Refused, Unknown
from cpp_core.messages.message import Message, Text
from cpp_core.orders import ChatOrder, Order
from cpp_core.ports import Attempt, RemoteReferences

CARD = "application/vnd.microsoft.card.adaptive"
INSTALL_WAIT = timedelta(seconds=10)
INSTALL_TRIES = 5
"""How often, and how long in between, we look for the chat of someone for whom the app is being installed."""
_NOT_INSTALLED = frozenset({NO_CONVERSATION, FORBIDDEN})
LOST_WAIT = timedelta(seconds=20)
_AGAIN = Text(
    "You may have this twice: we could not tell whether it reached you the first time. The answer you gave stands.",
    strong=True,
)


def is_reminder(effect: Effect) -> bool:
    """Whether an effect only reminds of something said before: after doubt it is not said again."""
    return "remind" in effect.what or "remind" in effect.key


@dataclass(frozen=True)
class Home:
    """Where chats are asked for that nothing has been heard from yet, as whom, and in which tenant."""

    service_url: str
    bot_id: str
    tenant_id: str


class ChatSender:
    """Sends cards, and changes those sent before.

    What was sent is remembered under the effect's key, so that it can be changed later, and under the person, message
    and panel, so that whoever answers in another place can have the card brought up to date.
    """

    def __init__(
        self,
        connector: ConnectorClient,
        conversations: Conversations,
        references: RemoteReferences,
        home: Home,
        *,
        reminder: Callable[[Effect], bool] = is_reminder,
    ) -> None:
        self._connector = connector
        self._conversations = conversations
        self._references = references
        self._home = home
        self._reminder = reminder

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Send the card, or say why not."""
        if not isinstance(order, ChatOrder):
            return Refused("wrong-order", f"the chat cannot do a {type(order).__name__}")
        effect = attempt.effect
        sent_before = await self._references.get(sent_key(effect.key))
        if sent_before is not None:
            return Done(sent_before)
        conversation = await self._conversations.of(order.person.id)
        if conversation is None:
            found = await self._found(attempt, order.person.id)
            if not isinstance(found, Conversation):
                return found
            conversation = found
        message = await with_link(order.message, self._references)
        outcome = await self._replaced(effect, conversation, message, order.person.id)
        if outcome is None:
            outcome = await self._posted(attempt, conversation, message, order.person.id)
        elif isinstance(outcome, Done):
            outcome = await self._others_too(outcome, conversation, message, order.person.id)
        return await self._remembered(attempt, order, outcome)

    async def _found(self, attempt: Attempt, person_id: str) -> Conversation | Outcome:
        """Ask Teams for the chat of someone from whom nothing has been heard yet."""
        home = self._home
        outcome = await self._connector.open(home.service_url, home.bot_id, person_id, home.tenant_id)
        match outcome:
            case Done(remote_id=chat_id) if chat_id:
                found = Conversation(chat_id, home.service_url, home.bot_id, "", home.tenant_id)
                await self._conversations.learn(person_id, found)
                return found
            case Refused(reason=reason) if reason in _NOT_INSTALLED:
                return await self._no_conversation(attempt, person_id)
            case Done():
                return Later("Teams did not say where the chat is", INSTALL_WAIT, maybe_done=False)
        return outcome

    async def _no_conversation(self, attempt: Attempt, person_id: str) -> Outcome:
        installing = attempt.effect.after is not None or await self._references.get(f"install:{person_id}") is not None
        if installing and attempt.number <= INSTALL_TRIES:
            return Later(
                "the app is being installed for them; Teams does not know the chat yet", INSTALL_WAIT, maybe_done=False
            )
        return Refused(NO_CONVERSATION, "there is no chat with this person: the app is not installed for them")

    async def _replaced(
        self, effect: Effect, conversation: Conversation, message: Message, person_id: str
    ) -> Outcome | None:
        """Change the message that this one replaces; None where there is none, or it is gone."""
        activity_id = await self._references.get(sent_key(effect.replaces)) if effect.replaces else None
        if activity_id is None:
            return None
        body = {**activity(conversation, message, person_id), "id": activity_id}
        outcome = await self._connector.put(conversation.service_url, conversation.id, activity_id, body)
        return None if isinstance(outcome, Refused) and outcome.reason == GONE else outcome

    async def _others_too(self, changed: Done, conversation: Conversation, message: Message, person_id: str) -> Outcome:
        """Change the other cards about the same thing as well (its reminders), so that none shows an old answer (ATT-1)."""
        for activity_id in await self._cards(person_id, message):
            if activity_id != changed.remote_id:
                body = {**activity(conversation, message, person_id), "id": activity_id}
                outcome = await self._connector.put(conversation.service_url, conversation.id, activity_id, body)
                if isinstance(outcome, Later):
                    return outcome
        return changed

    async def _cards(self, person_id: str, message: Message) -> list[str]:
        """The messages that show this card to a person, the oldest first."""
        return (await self._references.get(card_key(person_id, message.name, about(message))) or "").split()

    async def _posted(self, attempt: Attempt, conversation: Conversation, message: Message, person_id: str) -> Outcome:
        effect = attempt.effect
        if attempt.doubtful and self._reminder(effect):
            return Unknown("it may have been sent before; a reminder is not sent twice")
        said = replace(message, blocks=(_AGAIN, *message.blocks)) if attempt.doubtful else message
        body = activity(conversation, said, person_id)
        outcome = await self._connector.post(conversation.service_url, conversation.id, body)
        if isinstance(outcome, Unknown) and not self._reminder(effect):
            return Later(f"{outcome.why}; it is sent again, and marked so", LOST_WAIT, maybe_done=True)
        return outcome

    async def _remembered(self, attempt: Attempt, order: ChatOrder, outcome: Outcome) -> Outcome:
        effect, person_id = attempt.effect, order.person.id
        if isinstance(outcome, Done):
            known = await self._cards(person_id, order.message)
            if outcome.remote_id not in known:
                key = card_key(person_id, order.message.name, about(order.message))
                await self._references.put(key, " ".join([*known, outcome.remote_id]))
            await self._references.put(sent_key(effect.key), outcome.remote_id)  # last: by it the effect is done
        elif isinstance(outcome, Refused) and outcome.reason == NO_CONVERSATION:
            await self._conversations.forget(person_id)
            if attempt.number == 1:
                why = "the chat that we knew is gone; looking for the one of now"
                return Later(why, timedelta(seconds=1), maybe_done=False)
        return outcome


def sent_key(effect_key: str) -> str:
    """Under which the activity of an effect is remembered."""
    return f"chat:{effect_key}"


def about(message: Message) -> str:
    """What a card is about, by what its buttons carry: the panel, and the case where it has one."""
    return ":".join(value for _, value in sorted(message.refs.items()))


def card_key(person_id: str, name: str, subject: str) -> str:
    """Under which the messages that show this card to a person are remembered."""
    return f"card:{person_id}:{name}:{subject}"


def activity(conversation: Conversation, message: Message, person_id: str) -> Json:
    """The message as the Bot Connector takes it; `summary` is what the notification shows."""
    return {
        "type": "message",
        "from": {"id": conversation.bot_id},
        "recipient": {"id": conversation.user_id},
        "conversation": {"id": conversation.id},
        "channelData": {"tenant": {"id": conversation.tenant_id}, "notification": {"alert": True}},
        "summary": message.preview,
        "attachments": [{"contentType": CARD, "content": theirs(draw(message, conversation.user_id), person_id)}],
    }
