"""The asker's coming panels, each with a button."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message

IN_SIGHT = 5
"""Buttons that Teams shows; the others go behind the dots."""


def draw(message: Message) -> Json:
    """The panels: `choices["panel"]` opens attendance, `choices["console"]` the console of a chair or officer."""
    buttons = [
        (f"Run {title}", "panel.console", panel_id) for panel_id, title in message.choices.get("console", ())
    ] + [(title, "attendance.show", panel_id) for panel_id, title in message.choices.get("panel", ())]
    return card(
        message,
        actions=[
            press(title, verb, {"panel": panel_id}, without_inputs=True, later=number >= IN_SIGHT)
            for number, (title, verb, panel_id) in enumerate(buttons)
        ],
    )
