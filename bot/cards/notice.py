"""A message that says something and asks nothing: the card of every message that has no card of its own."""

from __future__ import annotations

from bot.cards.parts import Json, card
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The notice."""
    return card(message)
