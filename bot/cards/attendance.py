"""Asks someone to confirm that they will sit on a panel, and shows where that stands (ATT-1 to ATT-5)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "asked_reserve": ("Please answer: you are needed as reserve", "accent"),
    "confirmed": ("✓ Confirmed", "good"),
    "declined": ("Declined", "default"),
    "stood_down": ("Stood down", "warning"),
    "withdrawn": ("Withdrawn", "default"),
    "not_needed": ("Not needed this time", "default"),
    "off": ("Off", "default"),
    "over": ("Over", "default"),
}


def draw(message: Message) -> Json:
    """The question with its buttons, or the answer that stands."""
    refs = refs_of(message)
    refresh = refreshed_by("attendance.show", refs) if "panel" in refs else None
    return card(message, status=_STATUS.get(message.state), actions=_actions(message), refresh=refresh)


def _actions(message: Message) -> list[Json]:
    refs = refs_of(message)
    match message.state:
        case "asked":
            later = press("Ask me tomorrow", "attendance.later", refs, without_inputs=True)
            return [_confirm(message, "I will attend"), _decline(message, "I cannot attend"), later]
        case "asked_reserve":
            return [_confirm(message, "I will attend"), _decline(message, "I cannot attend")]
        case "confirmed":
            hold = press("Hold two hours to prepare", "attendance.hold", refs, without_inputs=True)
            offered = [hold] if message.values.get("hold") == "offered" else []
            return [*offered, _decline(message, "I can no longer attend")]
        case "declined" | "withdrawn" | "stood_down":
            return [press("I can attend after all", "attendance.confirm", refs, without_inputs=True)]
    return []


def _confirm(message: Message, title: str) -> Json:
    return press(title, "attendance.confirm", refs_of(message), style="positive", without_inputs=True)


def _decline(message: Message, title: str) -> Json:
    reason = text(message, "reason", "A short reason (optional)", longest=300)
    send = press("Send my answer", "attendance.decline", refs_of(message))
    return shows(title, [reason], [send])
