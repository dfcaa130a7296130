"""Asks the case owner what the next Detention and Case Progression Review says about the panel (OUT-6)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import choice, day, text, toggle
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message
from cpp_core.model.answer import TakenForward

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "done": ("✓ On record", "good"),
    "corrected": ("Corrected since", "default"),
}
FORWARD = (
    (TakenForward.WILL_BE.name.lower(), "It will be taken forward"),
    (TakenForward.HAS_BEEN.name.lower(), "It has been taken forward"),
    (TakenForward.IS_NOT.name.lower(), "It is not taken forward"),
)


def draw(message: Message) -> Json:
    """What the review says, or what was recorded of it."""
    status = _STATUS.get(message.state)
    if message.state != "asked":
        return card(message, status=status)
    asks = [
        day(message, "reviewed_on", "Date of the DCPR", missing="Give the date on which it was held."),
        toggle(
            message,
            "presented",
            "It says that the case was presented, and what was recommended.",
            label="Presented",
            missing="The DCPR has to say this.",
        ),
        choice(message, "forward", "Taken forward?", FORWARD, missing="Choose one.", spread=True),
        day(message, "when", "When (unless it is not)"),
        text(message, "by_whom", "By whom: a team or a role (unless it is not)", longest=200),
    ]
    button = press("Record", "dcpr.acknowledged", refs_of(message, "panel", "case", "entry"), style="positive")
    return card(message, status=status, asks=asks, actions=[button])
