"""All coming panels at a glance, those most at risk first, each with a button to the panel (ATT-4)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by
from bot.cards.officer_panel import STATUS
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message

IN_SIGHT = 5
"""Buttons that Teams shows; the others go behind the dots."""


def draw(message: Message) -> Json:
    """The panels."""
    return card(
        message,
        status=STATUS.get(message.state),
        actions=[
            press(title, "officer.panel", {"panel": panel_id}, without_inputs=True, later=number >= IN_SIGHT)
            for number, (panel_id, title) in enumerate(message.choices.get("panel", ()))
        ],
        refresh=refreshed_by("officer.at_risk", {}),
        wide=True,
    )
