"""The CPP lead's cards of feedback: on a chair, deleted once passed on (FBK-2); on an independent member (FBK-3)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message

_PASSED = {
    "chair_feedback": ("I have given it to the chair", "feedback.passed_on"),
    "independent_feedback": ("I have given it to them", "feedback.given"),
}


def draw(message: Message) -> Json:
    """The feedback, or what is left of it."""
    refs = refs_of(message, "feedback")
    refresh = refreshed_by("feedback.view", refs)
    if message.state == "passed":
        return card(message, status=("✓ Passed on", "good"), refresh=refresh)
    title, verb = _PASSED[message.name]
    passed = press(title, verb, refs, style="positive", without_inputs=True)
    return card(message, status=("In confidence, for you to pass on", "accent"), actions=[passed], refresh=refresh)
