"""The buttons of a card. Each press carries its verb and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from bot.cards.parts import Json, without_empty

Style = Literal["default", "positive", "destructive"]


def press(
    title: str,
    verb: str,
    refs: Mapping[str, str],
    *,
    style: Style = "default",
    without_inputs: bool = False,
    later: bool = False,
) -> Json:
    """A button that does something; a client without `Action.Execute` sends the same as a message.

    `without_inputs` lets it be pressed while required inputs are still empty; `later` puts it behind the dots.
    """
    look = without_empty(
        {
            "style": "" if style == "default" else style,
            "associatedInputs": "none" if without_inputs else "",
            "mode": "secondary" if later else "",
        }
    )
    fallback = {"type": "Action.Submit", "title": title, "data": {"verb": verb, **refs}, **look}
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": dict(refs), **look, "fallback": fallback}


def opens(title: str, url: str) -> Json:
    """A button that opens a page."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def shows(title: str, body: Iterable[Json], actions: Iterable[Json], *, style: Style = "default") -> Json:
    """A button that unfolds a small form."""
    form: dict[str, Any] = {"type": "AdaptiveCard", "body": list(body), "actions": list(actions)}
    look = {} if style == "default" else {"style": style}
    return {"type": "Action.ShowCard", "title": title, "card": form, **look}


def refreshed_by(verb: str, refs: Mapping[str, str]) -> Json:
    """What a client presses by itself when the card comes into view, so that it shows how things stand."""
    return {"type": "Action.Execute", "title": "Refresh", "verb": verb, "data": dict(refs)}


WHOSE = "for"
"""Under which a press says whose card it was pressed on."""


def theirs(card: Json, person_id: str) -> Json:
    """The card, of which every press says whose it is, so that it does nothing when it was forwarded."""
    for action in _pressable(card):
        for each in (action, action.get("fallback")):
            if isinstance(each, dict):
                each["data"] = {**each["data"], WHOSE: person_id}
    return card


def _pressable(card: Json) -> Iterator[Json]:
    for action in (*card.get("actions", ()), card.get("refresh", {}).get("action", {})):
        if action.get("type") == "Action.Execute":
            yield action
        elif action.get("type") == "Action.ShowCard":
            yield from _pressable(action["card"])
