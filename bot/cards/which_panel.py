"""Asks which panel it is about; `values["opens"]` is the verb that each button presses."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message

IN_SIGHT = 5
"""Buttons that Teams shows; the others go behind the dots."""


def draw(message: Message) -> Json:
    """The panels, each as a button."""
    verb = message.values.get("opens", "officer.panel")
    return card(
        message,
        actions=[
            press(title, verb, {"panel": panel_id}, without_inputs=True, later=number >= IN_SIGHT)
            for number, (panel_id, title) in enumerate(message.choices.get("panel", ()))
        ],
    )
