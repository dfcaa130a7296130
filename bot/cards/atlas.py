"""Lets the officer tick what was entered on Atlas (OUT-2)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by
from bot.cards.inputs import choice
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {"open": ("To be entered", "accent"), "entered": ("✓ All entered", "good")}


def draw(message: Message) -> Json:
    """The recommendations, with a tick for each that is not on Atlas yet."""
    refs = refs_of(message, "panel")
    status, refresh = _STATUS.get(message.state), refreshed_by("atlas.show", refs)
    if message.state != "open":
        return card(message, status=status, refresh=refresh)
    cases = choice(
        message,
        "cases",
        "Entered on Atlas",
        message.choices.get("cases", ()),
        missing="Tick the cases that you have entered.",
        several=True,
        spread=True,
    )
    button = press("Mark as entered", "atlas.entered", refs, style="positive")
    return card(message, status=status, asks=[cases], actions=[button], refresh=refresh)
