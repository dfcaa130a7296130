"""What can be typed, chosen or ticked on a card. Every input has a label, and says what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cards.parts import Json, plain, without_empty
from cpp_core.messages.message import Message

Choices = Sequence[tuple[str, str]]
"""Each as its value and the words for it."""


def text(
    message: Message,
    name: str,
    label: str,
    *,
    missing: str = "",
    hint: str = "",
    lines: bool = False,
    longest: int = 4000,
) -> Json:
    """Something to type. `missing` makes it required, and is what is said while it is empty."""
    return {
        **_input("Input.Text", message, name, label, missing),
        **without_empty({"placeholder": hint, "isMultiline": lines or None}),
        "maxLength": longest,
    }


def choice(
    message: Message,
    name: str,
    label: str,
    choices: Choices,
    *,
    missing: str = "",
    spread: bool = False,
    several: bool = False,
    hint: str = "",
) -> Json:
    """One of several things, or several; spread out, or folded into a list to pull down."""
    return {
        **_input("Input.ChoiceSet", message, name, label, missing),
        **without_empty({"placeholder": "" if spread else hint, "isMultiSelect": several or None}),
        "style": "expanded" if spread else "compact",
        "wrap": True,
        "choices": [{"title": plain(title), "value": value} for value, title in choices],
    }


def toggle(message: Message, name: str, statement: str, *, label: str, missing: str = "") -> Json:
    """A statement to tick. A required one has to be true."""
    ticked = {"valueOn": "true", "valueOff": "false", "title": plain(statement), "wrap": True}
    return {**_input("Input.Toggle", message, name, label, missing), **ticked}


def day(message: Message, name: str, label: str, *, missing: str = "") -> Json:
    """A date."""
    return _input("Input.Date", message, name, label, missing)


def time_of_day(message: Message, name: str, label: str, *, missing: str = "") -> Json:
    """A time of day, London time."""
    return _input("Input.Time", message, name, label, missing)


def _input(kind: str, message: Message, name: str, label: str, missing: str) -> Json:
    made: dict[str, Any] = {"type": kind, "id": name, "label": label, "value": message.values.get(name, "")}
    if missing:
        made |= {"isRequired": True, "errorMessage": missing}
    return {key: value for key, value in made.items() if value != ""}
