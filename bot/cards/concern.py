"""A concern about behaviour at a panel, in private for the CPP lead (REC-10). What was written is never shown again."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message

_CHALLENGED = (("yes", "Yes, it was challenged there"), ("no", "No, it was not"))


def draw(message: Message) -> Json:
    """The form, or the thanks."""
    if message.state != "ask":
        return card(message, status=("✓ With the CPP lead", "good"))
    people = message.choices.get("about", ())
    asks = [
        choice(message, "about", "Whose behaviour?", people, missing="Choose whose behaviour.", hint="Choose a person"),
        text(message, "concern_words", "What happened?", missing="Say what happened.", lines=True),
        choice(
            message,
            "challenged",
            "Was it challenged at the panel?",
            _CHALLENGED,
            missing="Say whether it was challenged.",
            spread=True,
        ),
    ]
    send = press("Send to the CPP lead alone", "concern.raise", refs_of(message), style="positive")
    return card(message, status=("Only the CPP lead sees this", "accent"), asks=asks, actions=[send])
