"""Asks a SPOC to name a member and reserves for their area's seat (INV-1)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, toggle
from bot.cards.parts import Json, Status, card, refs_of, words
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "named": ("✓ Named", "good"),
}


def draw(message: Message) -> Json:
    """The form; once people are named it can be changed, and says so."""
    title = "Change the names" if message.state == "named" else "Name them"
    button = press(title, "nomination.name", refs_of(message), style="positive")
    return card(message, status=_STATUS.get(message.state), asks=asks(message), actions=[button])


def asks(message: Message, *, reserves_needed: bool = True) -> list[Json]:
    """Who is to sit, who stands by, and what the SPOC vouches for."""
    return [
        choice(
            message,
            "member",
            "Member",
            message.choices.get("member", ()),
            missing="Choose who is to sit.",
            hint="Choose a person",
        ),
        choice(
            message,
            "reserves",
            "Reserves, at least one" if reserves_needed else "Reserves (optional)",
            message.choices.get("reserves", ()),
            missing="Choose at least one reserve." if reserves_needed else "",
            several=True,
            spread=True,
        ),
        words("Reserves are asked in the order of this list.", size="small", isSubtle=True, spacing="small"),
        toggle(
            message,
            "trained",
            "They have all done the formal CPP training.",
            label="Training",
            missing="Only people who have done the training can sit. Tick this once they have.",
        ),
        toggle(
            message,
            "time_given",
            "They have been given time to prepare.",
            label="Time to prepare",
            missing="Tick this once they have been given time to prepare.",
        ),
    ]
