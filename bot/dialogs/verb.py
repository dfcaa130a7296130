"""What a conversation is made of: verbs that cards press, and phrases that people type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.dialogs.reading import Inputs


@dataclass(frozen=True)
class Verb:
    """One thing that a card can press: the use case that it asks for, and how its inputs become a command.

    Who may is declared by the use case. `clause` is what a refusal of unreadable input cites. `back` is the verb that
    shows where the person came from, once something was refused.
    """

    name: str
    use_case: str
    read: Callable[[Inputs], Any]
    clause: str = ""
    back: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words that open a card. Nothing is ever decided by them.

    `opens` is the verb; a verb about a panel is pressed at once where `among` (a list of choices on the card of "my
    panels") holds exactly one, else the list is shown. `alone` are words that mean something only where nothing else
    was typed, such as “yes”.
    """

    said: tuple[str, ...]
    opens: str
    among: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Dialog:
    """A conversation about one thing."""

    verbs: tuple[Verb, ...]
    phrases: tuple[Phrase, ...] = ()
