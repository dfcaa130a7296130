"""Tells a SPOC once a week what is open in their area after panels (OUT-3); it is the case owners who answer."""

from __future__ import annotations

from bot.cards.parts import Json, Status, card
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {"overdue": ("Overdue", "attention"), "open": ("Open this week", "accent")}


def draw(message: Message) -> Json:
    """The list."""
    return card(message, status=_STATUS.get(message.state))
