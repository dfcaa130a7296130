"""What a file would change, with the button that imports it (LST-3)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "offered": ("Not imported yet", "accent"),
    "asked": ("Under way", "accent"),
    "done": ("✓ Imported", "good"),
}


def draw(message: Message) -> Json:
    """The preview, or that it is done."""
    button = press("Import", "import.apply", refs_of(message, "upload", "tag"), style="positive")
    return card(message, status=_STATUS.get(message.state), actions=[button] if message.state == "offered" else [])
