"""The officer undoes a swap: who lost a seat to a reserve has it again (ATT-5)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The form."""
    refs = refs_of(message)
    back = press("Back to the panel", "officer.panel", refs, without_inputs=True)
    if message.state != "ask":
        return card(message, actions=[back])
    people = message.choices.get("person", ())
    asks = [
        choice(
            message, "person", "Whose seat is it?", people, missing="Choose who has it again.", hint="Choose a person"
        ),
        text(message, "reason", "Why?", missing="Say why: it goes on record.", longest=300),
    ]
    give = press("Give the seat back", "attendance.give_back", refs, style="positive")
    return card(message, asks=asks, actions=[give, back])
