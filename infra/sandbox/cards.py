"""Adaptive Cards as Teams takes them: version 1.5, known elements, actions found as a person finds them."""

import re
from collections.abc import Iterator
from typing import Any

from infra.sandbox.wire import Json

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
ELEMENTS = frozenset({
    "TextBlock", "Image", "Media", "RichTextBlock", "TextRun", "Container", "ColumnSet", "Column", "FactSet",
    "ImageSet", "ActionSet", "Table", "TableRow", "TableCell", "Input.Text", "Input.Number", "Input.Date", "Input.Time",
    "Input.Toggle", "Input.ChoiceSet",
})  # fmt: skip
ACTIONS = frozenset({"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"})
_VERSION = re.compile(r"1\.[0-5]")
_BODY_KEYS = ("body", "items", "columns", "rows", "cells", "images", "inlines")
_ACTION_KEYS = ("actions", "inlineAction", "selectAction")
LARGEST_REFRESH = 60


def card_of(activity: Json) -> Json | None:
    """The first Adaptive Card of a message."""
    for attachment in activity.get("attachments") or ():
        if attachment.get("contentType") == ADAPTIVE and isinstance(attachment.get("content"), dict):
            card: Json = attachment["content"]
            return card
    return None


def problems(card: Any) -> list[str]:
    """Why Teams would not show this card; nothing if it would."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["The card's type is not 'AdaptiveCard'."]
    found = []
    if not isinstance(card.get("version"), str) or not _VERSION.fullmatch(card["version"]):
        found.append(f"The card's version '{card.get('version')}' is not one of 1.0 to 1.5.")
    if len((card.get("refresh") or {}).get("userIds") or ()) > LARGEST_REFRESH:
        found.append("refresh.userIds has more than 60 entries.")
    ids: set[str] = set()
    for element in elements(card):
        found += _element_problems(element, ids)
    for action in actions(card):
        found += _action_problems(action)
    return found


def _element_problems(element: Json, ids: set[str]) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind not in ELEMENTS and "fallback" not in element:
        yield f"The element type '{kind}' is not known."
    if kind == "TextBlock" and not isinstance(element.get("text"), str):
        yield "A TextBlock has no text."
    if kind.startswith("Input."):
        if not element.get("id"):
            yield f"An {kind} has no id."
        elif element["id"] in ids:
            yield f"The input id '{element['id']}' is used twice."
        ids.add(str(element.get("id")))
        if kind == "Input.Toggle" and not element.get("title"):
            yield "An Input.Toggle has no title."
        if element.get("isRequired") and not element.get("errorMessage"):
            yield f"The required input '{element.get('id')}' has no errorMessage."


def _action_problems(action: Json) -> Iterator[str]:
    kind = str(action.get("type"))
    if kind not in ACTIONS:
        yield f"The action type '{kind}' is not known."
    if kind == "Action.OpenUrl" and not action.get("url"):
        yield "An Action.OpenUrl has no url."
    if kind in ("Action.Execute", "Action.Submit") and not isinstance(action.get("data", {}), dict):
        yield f"The data of '{action.get('title')}' is not an object."


def elements(node: Json, *, shown: bool = True) -> Iterator[Json]:
    """Each element of a card and of its containers; with `shown` also those of cards within Action.ShowCard."""
    for key in _BODY_KEYS:
        for child in node.get(key) or ():
            if isinstance(child, dict):
                yield {"type": _implied(key), **child}
                yield from elements(child, shown=shown)
    for key in _ACTION_KEYS if shown else ():
        for action in _listed(node.get(key)):
            if isinstance(action.get("card"), dict):
                yield from elements(action["card"])


def _implied(key: str) -> str | None:
    return {"columns": "Column", "rows": "TableRow", "cells": "TableCell", "images": "Image"}.get(key)


def _listed(value: Any) -> list[Json]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def actions(card: Json) -> Iterator[Json]:
    """Each action of a card."""
    for action, _ in reachable(card, (card,)):
        yield action


def reachable(node: Json, path: tuple[Json, ...]) -> Iterator[tuple[Json, tuple[Json, ...]]]:
    """Each action with the cards around it: on the card, in ActionSets, selectAction, inlineAction, in ShowCards."""
    for key in _ACTION_KEYS:
        for action in _listed(node.get(key)):
            yield action, path
            if isinstance(action.get("card"), dict):
                yield from reachable(action["card"], (*path, action["card"]))
    for key in _BODY_KEYS:
        for child in node.get(key) or ():
            if isinstance(child, dict):
                yield from reachable(child, path)


def find_action(
    card: Json, verb: str | None, title: str | None, data: Json | None = None
) -> tuple[Json, tuple[Json, ...]] | None:
    """The action with this verb or title, and this data where several have it. `data.verb` counts for Action.Submit."""
    for action, path in reachable(card, (card,)):
        given = action.get("data") if isinstance(action.get("data"), dict) else {}
        has_verb = verb is None or action.get("verb") == verb or (given or {}).get("verb") == verb
        has_title = title is None or action.get("title") == title
        has_data = all((given or {}).get(name) == value for name, value in (data or {}).items())
        if has_verb and has_title and has_data and (verb or title or data):
            return action, path
    return None


def inputs_of(path: tuple[Json, ...]) -> dict[str, Json]:
    """The inputs that go with an action: of its card and the cards around it, not of other ShowCards."""
    found = (element for card in path for element in elements(card, shown=False))
    return {str(element.get("id")): element for element in found if str(element.get("type")).startswith("Input.")}


def gathered(inputs: dict[str, Json], given: Json) -> Json:
    """Input values as Teams sends them: what was typed or chosen, else what the card was filled with."""
    values: Json = {}
    for key, element in inputs.items():
        default = element.get("value")
        if element["type"] == "Input.Toggle" and default is None:
            default = element.get("valueOff", "false")
        value = given.get(key, default)
        if value is not None:
            values[key] = value if isinstance(value, str) else _text(value)
    return values


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def refused_inputs(inputs: dict[str, Json], values: Json) -> list[Json]:
    """What the client would complain of before anything is sent."""
    found = []
    for key, element in inputs.items():
        value = values.get(key)
        wrong = _is_wrong(element, value)
        if wrong:
            found.append({"id": key, "errorMessage": element.get("errorMessage") or wrong})
    return found


def _is_wrong(element: Json, value: str | None) -> str | None:
    kind = element["type"]
    if not value or (kind == "Input.Toggle" and value == element.get("valueOff", "false")):
        return "This input is required." if element.get("isRequired") else None
    if kind == "Input.Text":
        too_long = element.get("maxLength") and len(value) > element["maxLength"]
        unlike = element.get("regex") and not re.search(element["regex"], value)
        return "The text does not fit." if too_long or unlike else None
    if kind == "Input.Number":
        return _number_is_wrong(element, value)
    if kind in ("Input.Date", "Input.Time"):
        early = element.get("min") and value < element["min"]
        late = element.get("max") and value > element["max"]
        return "The value is out of range." if early or late else None
    return _choice_is_wrong(element, value) if kind == "Input.ChoiceSet" else None


def _number_is_wrong(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "The value is no number."
    outside = number < element.get("min", number) or number > element.get("max", number)
    return "The value is out of range." if outside else None


def _choice_is_wrong(element: Json, value: str) -> str | None:
    if element.get("style") == "filtered" or "choices.data" in element:
        return None
    offered = {str(choice.get("value")) for choice in element.get("choices") or ()}
    chosen = value.split(",") if element.get("isMultiSelect") else [value]
    return None if offered.issuperset(chosen) else "The value is not one of the choices."
