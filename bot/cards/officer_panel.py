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
    if message.state in ("open", "closed"):
        actions.append(press("Who attended", "officer.attended", refs, without_inputs=True))
    if message.state == "closed":
        actions.append(press("Another date for answers", "answers.dates", refs, without_inputs=True))
    actions.append(press("What is at risk", "officer.at_risk", {}, without_inputs=True))
    return [*actions, *(_whole_panel(refs) if message.state in _PLANNED else ())]


_PLANNED = frozenset({"well", "watch", "risk", "danger"})


def _whole_panel(refs: Json) -> list[Json]:
    """What is done to a panel as a whole, and seldom: behind the dots."""
    return [
        press("Move this panel", "officer.move", refs, without_inputs=True, later=True),
        press("Cancel this panel", "officer.cancel", refs, without_inputs=True, later=True),
    ]
