"""An independent member's availability over a month: the month's panels to tick on one card (INV-2)."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.actions import press, refreshed_by
from bot.cards.inputs import choice
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {"asked": ("Please answer", "accent"), "answered": ("✓ Answered", "good")}


def draw(message: Message) -> Json:
    """The month, with ways to the others."""
    panels = message.choices.get("available", ())
    if panels:
        message = replace(message, blocks=message.blocks[:1])  # the boxes below say the rest
    others = [
        press(title, "availability.month", {"month": month}, without_inputs=True)
        for month, title in message.choices.get("month", ())
    ]
    if not panels:
        return card(message, actions=others)
    asks = [choice(message, "available", "I can sit on", panels, several=True, spread=True)]
    send = press("Send my answer", "availability.answer_month", refs_of(message, "month", "shown"), style="positive")
    refresh = refreshed_by("availability.month", refs_of(message, "month"))
    return card(message, status=_STATUS.get(message.state), asks=asks, actions=[send, *others], refresh=refresh)
