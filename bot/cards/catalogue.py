"""Which card a message becomes, by its name; a message without a card of its own becomes a notice."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import (
    answer_dates,
    answers_due,
    approval,
    at_risk,
    atlas,
    attendance,
    attended,
    audit,
    availability,
    availability_month,
    case_at_panel,
    case_list,
    checklist,
    concern,
    concern_for_lead,
    console,
    dcpr,
    draft,
    escalation,
    feedback_for_lead,
    give_back,
    help_card,
    imports,
    my_panels,
    nomination,
    notice,
    off,
    officer_panel,
    phone,
    quorum,
    recommendation,
    refusal,
    response,
    safeguarding,
    safeguarding_follow_up,
    seat_changed,
    spoc_digest,
    vacancy,
    washup,
    welcome,
    which_panel,
)
from bot.cards.parts import Json
from cpp_core.messages.message import Message

CARDS: dict[str, Callable[[Message], Json]] = {
    "answer_dates": answer_dates.draw,
    "answers_due": answers_due.draw,
    "answers_open": spoc_digest.draw,
    "approval": approval.draw,
    "at_risk": at_risk.draw,
    "atlas": atlas.draw,
    "attendance": attendance.draw,
    "attended": attended.draw,
    "audit": audit.draw,
    "availability": availability.draw,
    "availability_month": availability_month.draw,
    "cancel_panel": off.cancel,
    "case": case_at_panel.draw,
    "case_list": case_list.draw,
    "chair_feedback": feedback_for_lead.draw,
    "checklist": checklist.draw,
    "concern": concern.draw,
    "concern_for_lead": concern_for_lead.draw,
    "console": console.draw,
    "dcpr": dcpr.draw,
    "draft": draft.draw,
    "escalation": escalation.draw,
    "give_back": give_back.draw,
    "help": help_card.draw,
    "import_preview": imports.draw,
    "independent_feedback": feedback_for_lead.draw,
    "move_panel": off.move,
    "my_panels": my_panels.draw,
    "nomination": nomination.draw,
    "officer_panel": officer_panel.draw,
    "panel_cancelled": seat_changed.draw,
    "panel_postponed": seat_changed.draw,
    "phone": phone.draw,
    "quorum": quorum.draw,
    "recommendation": recommendation.draw,
    "refusal": refusal.draw,
    "response": response.draw,
    "safeguarding": safeguarding.draw,
    "safeguarding_follow_up": safeguarding_follow_up.draw,
    "seat_changed": seat_changed.draw,
    "spoc_digest": spoc_digest.draw,
    "vacancy": vacancy.draw,
    "washup": washup.draw,
    "welcome": welcome.draw,
    "which_panel": which_panel.draw,
}


def draw(message: Message, viewer: str = "") -> Json:
    """The card of a message; `viewer` is the id in Teams of the one person who sees it."""
    card = CARDS.get(message.name, notice.draw)(message)
    if viewer and "refresh" in card:
        card["refresh"] = {**card["refresh"], "userIds": [viewer]}
    return card
