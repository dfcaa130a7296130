"""The CPP team sets another date for casework's answer to some cases of a panel (OUT-3)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, day, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The form."""
    refs = refs_of(message)
    back = press("Back to the panel", "officer.panel", refs, without_inputs=True)
    cases = message.choices.get("cases", ())
    if not cases:
        return card(message, actions=[back])
    asks = [
        choice(message, "cases", "For which cases?", cases, missing="Choose at least one.", several=True, spread=True),
        day(message, "answer_by", "New date", missing="Give the new date."),
        text(message, "date_why", "Why?", missing="Say why: the case owners read it.", longest=300),
    ]
    return card(message, asks=asks, actions=[press("Set the date", "answers.set_date", refs, style="positive"), back])
