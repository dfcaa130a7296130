"""The CPP officer is asked what a team did about a safeguarding concern (REC-11)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The question."""
    refs = refs_of(message, "panel", "concern")
    done = text(message, "what_was_done", "What did the team do?", missing="Say what was done.", lines=True)
    actions = [
        press("Record it", "safeguarding.done", refs, style="positive"),
        press("All concerns of this panel", "safeguarding.show", refs_of(message, "panel"), without_inputs=True),
    ]
    return card(message, status=("Nothing known yet", "warning"), asks=[done], actions=actions)
