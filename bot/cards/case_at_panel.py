"""One case while the panel discusses it: introduction, key points, and the way to a draft or an outcome (REC-9)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The case."""
    refs = refs_of(message)
    back = press("Back", "panel.console", refs_of(message, "panel"), without_inputs=True)
    if message.state != "open":
        return card(message, status=("Closed", "default"), actions=[back], wide=True)
    points = text(message, "key_points", "Key points of the discussion", lines=True)
    actions = [
        press("Save points", "case.key_points", refs, style="positive"),
        _outcome(message),
        *_next(message),
        back,
        press("Safeguarding concern", "safeguarding.show", refs, without_inputs=True, later=True),
    ]
    return card(message, asks=[points], actions=actions, refresh=refreshed_by("case.introduce", refs), wide=True)


def _outcome(message: Message) -> Json:
    kinds = message.choices.get("kind", ())
    label = "What does the panel recommend?"
    kind = choice(message, "kind", label, kinds, missing="Choose the outcome.", spread=True)
    go_on = press("Continue", "recommendation.form", refs_of(message), style="positive")
    return shows("Outcome or draft", [kind], [go_on])


def _next(message: Message) -> list[Json]:
    coming = message.values.get("next")
    if not coming:
        return []
    refs = {**refs_of(message, "panel"), "case": coming, "left": message.refs["case"]}
    return [press(f"Next: {coming}", "case.introduce", refs)]
