"""The asker's coming panels, each with a button for what they can do with it."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.help_card import ways
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message

IN_SIGHT = 5
"""Buttons that Teams shows; the others go behind the dots. Their words are short, so that a telephone shows them whole."""
OPENED: dict[str, tuple[str, str]] = {
    "console": ("panel.console", "Run"),
    "panel": ("attendance.show", "Answer"),
    "list": ("list.show", "Case list"),
    "washup": ("washup.show", "Wash-up"),
    "nomination": ("nomination.show", "Name people"),
    "availability": ("availability.show", "Can I sit"),
}
"""For each list of choices the verb that opens one of it, and what its button says before the panel."""


def draw(message: Message) -> Json:
    """The panels, those to run first."""
    buttons = [
        (f"{says}: {title}", verb, refs_in(chosen))
        for among, (verb, says) in OPENED.items()
        for chosen, title in message.choices.get(among, ())
    ]
    pressed = [
        press(title, verb, refs, without_inputs=True, later=number >= IN_SIGHT)
        for number, (title, verb, refs) in enumerate(buttons)
    ]
    return card(message, actions=pressed or ways(message))


def refs_in(chosen: str) -> dict[str, str]:
    """What a choice is about: a panel, or a panel and an area with a stroke between them."""
    panel, _, area = chosen.partition("/")
    return {"panel": panel, "area": area} if area else {"panel": panel}
