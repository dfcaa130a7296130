"""Which card a message becomes, by its name; a message without a card of its own becomes a notice."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import (
    attendance,
    availability,
    case_list,
    console,
    escalation,
    help_card,
    imports,
    my_panels,
    nomination,
    notice,
    quorum,
    recommendation,
    refusal,
    vacancy,
    washup,
    welcome,
)
from bot.cards.parts import Json
from cpp_core.messages.message import Message

CARDS: dict[str, Callable[[Message], Json]] = {
    "attendance": attendance.draw,
    "availability": availability.draw,
    "case_list": case_list.draw,
    "console": console.draw,
    "escalation": escalation.draw,
    "help": help_card.draw,
    "import_preview": imports.draw,
    "my_panels": my_panels.draw,
    "nomination": nomination.draw,
    "quorum": quorum.draw,
    "recommendation": recommendation.draw,
    "refusal": refusal.draw,
    "vacancy": vacancy.draw,
    "washup": washup.draw,
    "welcome": welcome.draw,
}


def draw(message: Message, viewer: str = "") -> Json:
    """The card of a message; `viewer` is the id in Teams of the one person who sees it."""
    card = CARDS.get(message.name, notice.draw)(message)
    if viewer and "refresh" in card:
        card["refresh"] = {**card["refresh"], "userIds": [viewer]}
    return card
