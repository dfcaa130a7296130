"""Policy values as people read them."""

from collections.abc import Mapping
from datetime import time
from enum import Enum, IntEnum

from cpp_core.guidance.rule_text import RuleText
from cpp_core.guidance.vocabulary import ActionKind, Choice

READING = "[R]"
"""How a reading of ours is marked wherever it is shown."""


def source_of(text: RuleText) -> str:
    """Where a rule comes from: of one that is a reading altogether the guidance is not cited as if it said it."""
    whole = any(reading.startswith("all of it") for reading in text.readings)
    return f"{READING} ours, beside {text.citation}" if whole else text.citation


def shown(value: object) -> str:
    """A value of the policy in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Choice | ActionKind):
        return value.words
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return ", ".join(f"{shown(key)}: {shown(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return _several(value)
    return str(value)


def _several(values: tuple[object, ...]) -> str:
    pairs = [value for value in values if isinstance(value, tuple) and len(value) == 2]
    if pairs and len(pairs) == len(values):
        return ", ".join(f"from {shown(first)}: {shown(second)}" for first, second in pairs)
    return ", ".join(shown(value) for value in values)
