"""The officer records an answer that somebody gave by telephone: who, which, how and when (ATT-1)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, day, text, time_of_day
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message

_COMING = (("yes", "They are coming"), ("no", "They are not coming"))


def draw(message: Message) -> Json:
    """The form."""
    refs = refs_of(message)
    back = press("Back to the panel", "officer.panel", refs, without_inputs=True)
    if message.state != "ask":
        return card(message, actions=[back])
    record = press("Record the answer", "attendance.record", refs, style="positive")
    return card(message, asks=_asks(message), actions=[record, back])


def _asks(message: Message) -> list[Json]:
    people = message.choices.get("person", ())
    return [
        choice(message, "person", "Who answered?", people, missing="Choose who answered.", hint="Choose a person"),
        choice(message, "coming", "What did they say?", _COMING, missing="Choose what they said.", spread=True),
        text(
            message,
            "how",
            "How did it reach you?",
            missing="Say how it reached you: it goes on record.",
            hint="Such as: rang me from the office",
            longest=300,
        ),
        day(message, "on", "On which day? (optional; empty is just now)"),
        time_of_day(message, "at", "At what time? (with the day)"),
    ]
