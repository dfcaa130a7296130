"""Asks a SPOC to name a member and reserves for their area's seat (INV-1)."""

from __future__ import annotations

from bot.cards.actions import press, shows
from bot.cards.inputs import choice, toggle
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "named": ("✓ Named", "good"),
}


def draw(message: Message) -> Json:
    """The form; once people are named it is folded away, and names can be changed."""
    status = _STATUS.get(message.state)
    if message.state == "named":
        again = press("Send the new names", "nomination.name", refs_of(message), style="positive")
        return card(message, status=status, actions=[shows("Change the names", asks(message), [again])])
    if not message.choices.get("member"):
        return card(message, status=status)
    name_them = press("Name them", "nomination.name", refs_of(message), style="positive")
    return card(message, status=status, asks=asks(message), actions=[name_them])


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
        _reserve(message, 1, "Choose a first reserve." if reserves_needed else ""),
        _reserve(message, 2, ""),
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


def _reserve(message: Message, number: int, missing: str) -> Json:
    """A reserve; they are asked in this order."""
    order = "First" if number == 1 else "Second"
    return choice(
        message,
        f"reserve{number}",
        f"{order} reserve" if missing else f"{order} reserve (optional)",
        message.choices.get("reserves", ()),
        missing=missing,
        hint="Choose a person",
    )
