"""Between the wire and the SDK's `Activity`: only what this bot reads and writes.

The SDK's own (msrest) way in and out takes two thirds of a turn; its classes are the same ones here.
"""

from __future__ import annotations

import json
from copy import copy
from typing import Any

import orjson
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
)

from bot.host.inbound import Json, UnreadableError, text_at

CARD = "application/vnd.microsoft.card.adaptive"
_TEXTS = {
    "type": "type",
    "id": "id",
    "service_url": "serviceUrl",
    "channel_id": "channelId",
    "name": "name",
    "text": "text",
    "action": "action",
    "reply_to_id": "replyToId",
    "locale": "locale",
}


class _OurMessage(Activity):
    """A message that was made for one sending: the SDK's copy of it may share the card, which nobody changes."""

    def __deepcopy__(self, _: dict[int, Any]) -> _OurMessage:
        return copy(self)


def activity_from(received: Json) -> Activity:
    """What was received, as the SDK's activity; raises `UnreadableError` for what is none."""
    if not text_at(received, "type"):
        raise UnreadableError("no activity")
    texts = {name: text_at(received, wire) or None for name, wire in _TEXTS.items()}
    return Activity(
        **texts,
        from_property=_account(received.get("from")),
        recipient=_account(received.get("recipient")),
        conversation=_conversation(received.get("conversation")),
        channel_data=received.get("channelData"),
        value=received.get("value"),
        members_added=_accounts(received.get("membersAdded")),
        members_removed=_accounts(received.get("membersRemoved")),
        attachments=_attachments(received.get("attachments")),
    )


def _account(value: object) -> ChannelAccount | None:
    if not isinstance(value, dict):
        return None
    return ChannelAccount(
        id=text_at(value, "id"), name=text_at(value, "name"), aad_object_id=text_at(value, "aadObjectId")
    )


def _accounts(value: object) -> list[ChannelAccount]:
    return [account for one in value if (account := _account(one))] if isinstance(value, list) else []


def _conversation(value: object) -> ConversationAccount | None:
    if not isinstance(value, dict):
        return None
    return ConversationAccount(
        id=text_at(value, "id"),
        conversation_type=text_at(value, "conversationType") or None,
        is_group=value.get("isGroup") is True,
        tenant_id=text_at(value, "tenantId"),
    )


def _attachments(value: object) -> list[Attachment]:
    return [
        Attachment(
            content_type=text_at(one, "contentType"),
            content_url=text_at(one, "contentUrl"),
            name=text_at(one, "name"),
            content=one.get("content"),
        )
        for one in (value if isinstance(value, list) else [])
        if isinstance(one, dict)
    ]


def card_message(card: Json, preview: str) -> Activity:
    """A message that is a card; `preview` is what its notification shows."""
    attachment = Attachment(content_type=CARD, content=card)
    return _OurMessage(type=ActivityTypes.message, summary=preview, attachments=[attachment])


def wire_of(activity: Activity) -> Json:
    """An activity as the Connector takes it."""
    made: Json = {
        "type": activity.type,
        "id": activity.id,
        "from": _wired(activity.from_property),
        "recipient": _wired(activity.recipient),
        "conversation": {"id": activity.conversation.id},
        "replyToId": activity.reply_to_id,
        "locale": activity.locale,
        "text": activity.text,
        "summary": activity.summary,
        "attachments": [
            {"contentType": one.content_type, "content": one.content} for one in activity.attachments or ()
        ],
    }
    return {name: value for name, value in made.items() if value}


def as_json(value: Json) -> bytes:
    """JSON as it goes out; half a letter, which nobody can write, becomes a question mark."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _wired(account: ChannelAccount | None) -> Json:
    return {"id": account.id} if account and account.id else {}
