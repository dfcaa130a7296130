"""Says that nobody is left to ask for a seat; a SPOC can name somebody here, where there is anybody to name (ATT-4)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.nomination import asks
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The news, with the form of a nomination where people can be chosen from."""
    status: Status = ("The seat is vacant", "attention")
    of_team = message.state == "officer"
    panel = [press("See the panel", "officer.panel", refs_of(message, "panel"), without_inputs=True)] if of_team else []
    if not message.choices.get("member"):
        return card(message, status=status, actions=panel)
    button = press("Name them", "nomination.name", refs_of(message), style="positive")
    return card(message, status=status, asks=asks(message, reserves_needed=False), actions=[button, *panel])
