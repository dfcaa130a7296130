"""One panel at a glance for the CPP team: seats, what is at risk, what happens next, and what can be done (ATT-4)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

STATUS: dict[str, Status] = {
    "well": ("✓ Nothing is at risk", "good"),
    "watch": ("To watch", "accent"),
    "risk": ("! At risk", "warning"),
    "danger": ("!! In danger", "attention"),
    "open": ("Open", "good"),
    "closed": ("Closed", "default"),
    "off": ("This panel is off", "default"),
}


def draw(message: Message) -> Json:
    """The panel."""
    refs = refs_of(message)
    return card(
        message,
        status=STATUS.get(message.state),
        actions=_actions(message),
        refresh=refreshed_by("officer.panel", refs),
        wide=True,
    )


def _actions(message: Message) -> list[Json]:
    refs = refs_of(message)
    actions = []
    if message.choices.get("asked"):
        actions.append(press("Answer by telephone", "officer.phone", refs, style="positive", without_inputs=True))
    if message.choices.get("lost"):
        actions.append(press("Give a seat back", "officer.give_back", refs, without_inputs=True))
    return [*actions, press("What is at risk", "officer.at_risk", {}, without_inputs=True)]
