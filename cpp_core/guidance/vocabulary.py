"""Words that the policy uses and that no part of the model owns."""

from dataclasses import dataclass
from typing import Literal

Counting = Literal["calendar", "clear", "working"]
"""How days before a panel are counted: ATT-2."""

CaseKind = Literal["ordinary", "complex", "light-touch"]
"""How long a case takes at a panel: PAN-3."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One item of a list that the guidance gives: a stable key, and its words."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class ActionKind:
    """A kind of case progression action, and the words by which it is known: REC-7."""

    key: str
    words: str
    cues: tuple[str, ...]
