"""Asks an independent panel member whether they can sit on a panel's day (INV-2)."""

from __future__ import annotations

from bot.cards.actions import press, shows
from bot.cards.inputs import text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "available": ("✓ Available", "good"),
    "unavailable": ("Not available", "default"),
}


def draw(message: Message) -> Json:
    """The question, or the answer with a way to change it."""
    return card(message, status=_STATUS.get(message.state), actions=_actions(message))


def _actions(message: Message) -> list[Json]:
    match message.state:
        case "asked":
            return [_yes(message, "I am available"), _no(message, "I am not available")]
        case "available":
            return [_no(message, "I am no longer available")]
        case "unavailable":
            return [_yes(message, "I am available after all")]
    return []


def _yes(message: Message, title: str) -> Json:
    return press(title, "availability.yes", refs_of(message), style="positive", without_inputs=True)


def _no(message: Message, title: str) -> Json:
    reason = text(message, "reason", "A short reason (optional)", longest=300)
    return shows(title, [reason], [press("Send my answer", "availability.no", refs_of(message))])
