"""A safeguarding concern for a case: to which team, and what it did (REC-11)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The form to raise one, and to record what was done."""
    refs = refs_of(message, "panel")
    if message.state != "ask":
        return card(message, status=("The panel is not open", "default"))
    actions = [_raise(message, refs)] if message.choices.get("case") else []
    if message.choices.get("open"):
        actions.append(_done(message, refs))
    return card(message, actions=actions, refresh=refreshed_by("safeguarding.show", refs))


def _raise(message: Message, refs: Json) -> Json:
    asks = [
        choice(message, "case", "Case", message.choices["case"], missing="Choose the case.", hint="Choose a case"),
        text(message, "safeguarding_words", "What is the concern?", missing="Describe the concern.", lines=True),
        choice(
            message,
            "team",
            "Which team must act?",
            message.choices.get("team", ()),
            missing="Choose the team that must act.",
            spread=True,
        ),
        text(message, "to", "The team's e-mail address (not needed for casework)", longest=200),
    ]
    send = press("Send it now", "safeguarding.raise", refs, style="positive")
    return shows("Raise a concern", asks, [send], style="positive")


def _done(message: Message, refs: Json) -> Json:
    known = message.choices["open"]
    asks = [
        choice(message, "concern", "Which concern?", known, missing="Choose the concern.", hint="Choose a concern"),
        text(message, "what_was_done", "What did the team do?", missing="Say what was done.", lines=True),
    ]
    return shows("Record what was done", asks, [press("Record", "safeguarding.done", refs, style="positive")])
