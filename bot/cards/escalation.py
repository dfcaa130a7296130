"""Puts a case to its casework lead, who says what will be done (FBK-1)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "warning"),
    "answered": ("✓ Answered", "good"),
}


def draw(message: Message) -> Json:
    """The question with room for an answer, or the answer."""
    if message.state != "asked":
        return card(message, status=_STATUS.get(message.state))
    answer = text(message, "answer", "What will be done, and by when?", missing="Say what will be done.", lines=True)
    button = press("Send the answer", "escalation.answer", refs_of(message), style="positive")
    return card(message, status=_STATUS["asked"], asks=[answer], actions=[button])
