"""The form with which the officer drafts a recommendation: nothing is required yet, and nothing is affirmed (REC-9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.cards.actions import press
from bot.cards.parts import Json, card, refs_of
from bot.cards.recommendation import asks
from cpp_core.messages.message import Message

_CHAIRS_OWN = ("affirmed", "affirms")


def draw(message: Message) -> Json:
    """The form, with what was drafted before."""
    refs = {**refs_of(message), "kind": message.state}
    return card(
        message,
        status=("A draft, for the chair to confirm", "accent"),
        asks=[_unrequired(each) for each in asks(message) if each.get("id") not in _CHAIRS_OWN],
        actions=[
            press("Save the draft", "recommendation.draft", refs, style="positive"),
            press("Back to the case", "case.introduce", refs_of(message), without_inputs=True),
        ],
        wide=True,
    )


def _unrequired(item: Json) -> Json:
    """The same, asking for nothing that must be filled in."""
    return {name: _inside(value) for name, value in item.items() if name not in ("isRequired", "errorMessage")}


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return _unrequired(value)
    return list(_each(value)) if isinstance(value, list) else value


def _each(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield _inside(item)
