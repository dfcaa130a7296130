"""Which card a message becomes, by its name; a message without a card of its own becomes a notice."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import (
    answers_due,
    approval,
    atlas,
    attendance,
    audit,
    availability,
    case_list,
    console,
    dcpr,
    escalation,
    help_card,
    imports,
    my_panels,
    nomination,
    notice,
    quorum,
    recommendation,
    refusal,
    response,
    spoc_digest,
    vacancy,
    washup,
    welcome,
)
from bot.cards.parts import Json
from cpp_core.messages.message import Message

CARDS: dict[str, Callable[[Message], Json]] = {
    "answers_due": answers_due.draw,
    "answers_open": spoc_digest.draw,
    "approval": approval.draw,
    "atlas": atlas.draw,
    "attendance": attendance.draw,
    "audit": audit.draw,
    "availability": availability.draw,
    "case_list": case_list.draw,
    "console": console.draw,
    "dcpr": dcpr.draw,
    "escalation": escalation.draw,
    "help": help_card.draw,
    "import_preview": imports.draw,
    "my_panels": my_panels.draw,
    "nomination": nomination.draw,
    "quorum": quorum.draw,
    "recommendation": recommendation.draw,
    "refusal": refusal.draw,
    "response": response.draw,
    "spoc_digest": spoc_digest.draw,
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
