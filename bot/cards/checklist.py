"""The chair's checklist, worked through as the panel goes on, and the Minimum Review Checklist that goes back (REC-9)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The checklist: the chair's to work through (state `chair`), else to look at."""
    refs = refs_of(message)
    back = press("Back to the panel", "panel.console", refs, without_inputs=True)
    if message.state == "returned":
        return card(message, status=("✓ Returned to the CPP team", "good"), actions=[back])
    if message.state != "chair":
        return card(message, status=("Not returned yet", "default"), actions=[back])
    items = message.choices.get("done", ())
    asks = [
        choice(message, "done", "Gone through", items, several=True, spread=True),
        text(message, "remarks", "Remarks (needed where something is left)", lines=True),
    ]
    return card(
        message,
        status=("To be returned by the chair", "accent"),
        asks=asks,
        actions=[
            press("Return to the CPP team", "checklist.return", refs, style="positive"),
            press("Save so far", "checklist.tick", refs),
            back,
        ],
        wide=True,
    )
