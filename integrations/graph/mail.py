"""E-mails from the CPP team's mailbox: drafted, remembered, sent, and looked for before anything is sent again.

Mail has no idempotency key, and a send may be done although its answer is lost. A draft's immutable id stays the same
when it is sent, and our mark stays on it: so a second attempt asks whether the draft is one still. Exactly once is what
this aims at, not what Exchange promises.
Sources: Graph: user post-messages, message send, outlook-immutable-id, singleValueLegacyExtendedProperty.
"""

from __future__ import annotations

from datetime import timedelta

from cpp_core.effects import Done, Later, Outcome, Unknown
from cpp_core.orders import MailOrder, Order
from cpp_core.ports import Attempt, RemoteReferences
from integrations.graph import references
from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.failures import GraphFailure, as_outcome
from integrations.graph.letter import as_html
from integrations.graph.marks import EFFECT, mark, marked
from integrations.graph.sdk import BodyType, EmailAddress, ItemBody, MessageQuery, MessagesQuery, Recipient
from integrations.graph.sdk import Message as Mail

SELECT = ["id", "isDraft"]
IN_TRANSIT = timedelta(seconds=30)
"""How long a mail that is being sent may be in no folder."""
PATIENCE = 4
"""How many attempts a remembered mail that cannot be found gets to turn up."""


class MailSender:
    """Sends one mail for each effect."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have the mail sent, or say why not."""
        if not isinstance(order, MailOrder):
            raise TypeError(f"mail takes a MailOrder, not a {type(order).__name__}")
        return await as_outcome(self._send(attempt, order))

    async def _send(self, attempt: Attempt, order: MailOrder) -> Outcome:
        key = references.draft(attempt.effect.key)
        remembered = await self._refs.get(key)
        mail = await self._made_before(attempt, remembered)
        if mail is None and remembered is not None:
            return _lost(attempt)
        if mail is None:
            mail = await self._draft(attempt, order)
        mail_id = str(mail["id"])
        if mail_id != remembered:
            await self._refs.put(key, mail_id)
        if mail.get("isDraft", True):
            await self._dispatch(mail_id)
        return Done(mail_id)

    async def _dispatch(self, mail_id: str) -> None:
        """Send the draft; a refusal does not count where the mail has left meanwhile."""
        info = self._graph.mailbox.messages.by_message_id(mail_id).send.to_post_request_information()
        try:
            await self._graph.ask(info)
        except GraphFailure as failure:
            if failure.status not in (400, 404):
                raise
            mail = await self._look(mail_id)
            if mail is None or mail.get("isDraft", True):
                raise

    async def _made_before(self, attempt: Attempt, remembered: str | None) -> Json | None:
        if remembered is not None:
            found = await self._look(remembered)
            if found is not None:
                return found
        if not attempt.doubtful and remembered is None:
            return None
        return await self._search(attempt.effect.key)

    async def _draft(self, attempt: Attempt, order: MailOrder) -> Json:
        own = self._graph.settings.mailbox
        mail = Mail(
            subject=order.message.title,
            body=ItemBody(content_type=BodyType.Html, content=as_html(order.message)),
            from_=_recipient(own),
            to_recipients=[_recipient(address) for address in order.to],
            reply_to=[_recipient(own)],
            single_value_extended_properties=[mark(EFFECT, attempt.effect.key)],
        )
        answer = await self._graph.ask(self._graph.mailbox.messages.to_post_request_information(mail))
        return {"id": answer.text("id"), "isDraft": True}

    async def _look(self, mail_id: str) -> Json | None:
        builder = self._graph.mailbox.messages.by_message_id(mail_id)
        try:
            return (await self._graph.ask(builder.to_get_request_information(asking(MessageQuery(select=SELECT))))).body
        except GraphFailure as failure:
            if failure.status == 404:
                return None
            raise

    async def _search(self, effect_key: str) -> Json | None:
        """What bears the effect's mark: the mail that was sent before any draft that was left over."""
        query = MessagesQuery(filter=marked(EFFECT, effect_key), select=SELECT)
        answer = await self._graph.ask(self._graph.mailbox.messages.to_get_request_information(asking(query)))
        found = sorted(answer.values, key=lambda mail: bool(mail.get("isDraft")))
        return found[0] if found else None


def _recipient(address: str) -> Recipient:
    return Recipient(email_address=EmailAddress(address=address))


def _lost(attempt: Attempt) -> Outcome:
    """A mail that was drafted and is nowhere: on its way, or sent and then deleted by somebody. Never sent again."""
    why = "the drafted mail is in no folder of the mailbox: it may have been sent"
    return Later(why, IN_TRANSIT) if attempt.number < PATIENCE else Unknown(why)
