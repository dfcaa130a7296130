"""A seat has changed (ATT-3), or a panel is off or has moved (PAN-8); the CPP team can go on to the panel from here."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The notice."""
    if message.state != "officer":
        return card(message)
    return card(message, actions=[press("See the panel", "officer.panel", refs_of(message), without_inputs=True)])
