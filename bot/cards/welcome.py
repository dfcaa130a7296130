"""Greets someone for whom the app was just installed."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The greeting, with the ways on."""
    return card(
        message,
        actions=[
            press("My panels", "my_panels", {}, style="positive", without_inputs=True),
            press("What I can do here", "help", {}, without_inputs=True),
        ],
    )
