"""What is said to a person, as plain data: the bot draws it as a card, the mail as HTML; both have a plain-text twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Why:
    """Why the person gets this: the clause, its citation, and a sentence made from the facts.

    `reading` marks that the clause is silent here and the default is ours; then the citation is never given as its
    source.
    """

    clause: str
    citation: str
    sentence: str
    reading: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under column headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Text | Heading | Facts | Items | Table


@dataclass(frozen=True)
class Message:
    """One message to one person.

    `name` says which it is (`attendance`, `nomination` …), so that the bot knows which card, with which buttons, it
    becomes; `state` is how things stand now, so that a card offers what can still be done. `refs` is what a press has to
    carry back (panel, seat, case …) and `choices` what can be picked from, by the name of the question. `title` is
    subject line and heading, `preview` the notification; both carry references only, never a name, health or offence
    details (LST-6).
    """

    name: str
    title: str
    preview: str
    blocks: tuple[Block, ...]
    why: Why
    state: str = ""
    refs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


def as_text(message: Message) -> str:
    """The plain-text twin of a message."""
    parts = [message.title]
    parts += [f"Please mend: {error}" for error in message.errors]
    parts += [_block_as_text(block) for block in message.blocks]
    parts.append(why_as_text(message.why))
    return "\n\n".join(part for part in parts if part) + "\n"


def why_as_text(why: Why) -> str:
    """The sentence at the foot of every message."""
    source = f"our reading, {why.clause}" if why.reading else f"{why.citation} ({why.clause})"
    return f"Why am I getting this? {why.sentence} [{source}]"


def _block_as_text(block: Block) -> str:
    match block:
        case Text(text=text):
            return text
        case Heading(text=text):
            return text.upper()
        case Facts(rows=rows):
            return "\n".join(f"{label}: {value}" for label, value in rows)
        case Items(items=items):
            return "\n".join(f"- {item}" for item in items)
        case Table(columns=columns, rows=rows):
            return "\n".join(" | ".join(row) for row in (columns, *rows))
