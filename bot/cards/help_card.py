"""What the asker can do here."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The help, with the way to their panels."""
    return card(message, actions=[press("My panels", "my_panels", {}, style="positive", without_inputs=True)])
