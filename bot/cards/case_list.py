"""Brings a panel's case list, and at the end asks to delete what was downloaded (LST-1, LST-3, LST-5)."""

from __future__ import annotations

from bot.cards.actions import opens, press
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "shared": ("Ready to read", "good"),
    "changed": ("Changed", "warning"),
    "ended": ("Please answer", "accent"),
    "deleted": ("✓ Deleted", "good"),
}


def draw(message: Message) -> Json:
    """The list's link while it is open; afterwards the reminder to delete."""
    return card(message, status=_STATUS.get(message.state), actions=_actions(message))


def _actions(message: Message) -> list[Json]:
    if message.state == "ended":
        refs = refs_of(message)
        return [press("I have deleted my downloads", "list.deleted", refs, style="positive", without_inputs=True)]
    link = message.values.get("link", "")
    may_open = message.state in ("shared", "changed") and link.startswith(("https://", "http://"))
    return [opens("Open the case list", link)] if may_open else []
