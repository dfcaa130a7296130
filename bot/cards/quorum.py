"""Asks the chair to decide about a panel that lacks a core seat (PAN-8)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, day, text, time_of_day, toggle
from bot.cards.parts import Json, Status, card, refs_of, words
from cpp_core.messages.message import Message
from cpp_core.model.panel import QuorumChoice

_STATUS: dict[str, Status] = {
    "asked": ("Your decision is needed", "warning"),
    "decided": ("✓ Decided", "good"),
}
_CHOICES = (
    (QuorumChoice.PROCEED.value, "The panel proceeds"),
    (QuorumChoice.POSTPONE.value, "Postpone it to another date"),
    (QuorumChoice.CANCEL.value, "Cancel it"),
)


def draw(message: Message) -> Json:
    """The decision to take, or the one that was taken."""
    if message.state == "decided":
        return card(message, status=_STATUS["decided"])
    button = press("Decide", "quorum.decide", refs_of(message), style="positive")
    return card(message, status=_STATUS.get(message.state), asks=_asks(message), actions=[button])


def _asks(message: Message) -> list[Json]:
    return [
        choice(message, "choice", "What is to happen?", _CHOICES, missing="Choose what is to happen.", spread=True),
        words("To proceed, both of these have to be so:", spacing="medium"),
        toggle(
            message,
            "objective_can_be_met",
            "The panel's objective can be met with those present.",
            label="Objective",
        ),
        toggle(
            message,
            "independent_enough",
            "The panel is independent enough with those present.",
            label="Independence",
        ),
        text(message, "reasons", "Your reasons", missing="Give your reasons: they are kept on record.", lines=True),
        words("To postpone, give the new date and time (London time):", spacing="medium"),
        day(message, "new_date", "New date"),
        time_of_day(message, "new_time", "New time"),
    ]
