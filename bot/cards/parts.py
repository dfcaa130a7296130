"""The pieces that every card is made of: header, errors, body, foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text, Why

Json = dict[str, Any]
Colour = Literal["default", "dark", "light", "accent", "good", "warning", "attention"]
Status = tuple[str, Colour]

WIDEST_TABLE = 3
"""Columns that still can be read side by side on a telephone; wider tables become a list of entries."""
NARROW = 10
"""Letters that a column may have to be kept as wide as they are."""
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


def plain(text: str) -> str:
    """Text as it was typed, in which a link cannot be hidden behind other words."""
    return text.replace("](", "]\u200b(")


def words(text: str, **look: Any) -> Json:
    """A paragraph that wraps."""
    return {"type": "TextBlock", "text": plain(text), "wrap": True, **look}


def box(items: Iterable[Json], **look: Any) -> Json:
    """Things that belong together."""
    return {"type": "Container", "items": list(items), **look}


def card(
    message: Message,
    *,
    status: Status | None = None,
    asks: Iterable[Json] = (),
    actions: Iterable[Json] = (),
    refresh: Json | None = None,
    wide: bool = False,
) -> Json:
    """A whole card: header, what must be mended, what is said, what is asked, why, and the buttons.

    A `wide` one takes the whole width of the chat, where there is one.
    """
    body = [header(message.title, status), *errors(message.errors)]
    for block in message.blocks:
        body += drawn(block)
    body += [*asks, *foot(message.why)]
    made: Json = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": plain(". ".join(dict.fromkeys((message.title, message.preview)))),
        "body": body,
    }
    buttons = list(actions)
    if buttons:
        made["actions"] = buttons
    if wide:
        made["msteams"] = {"width": "Full"}
    if refresh:
        made["refresh"] = {"action": refresh}
    return made


def header(title: str, status: Status | None) -> Json:
    """The title, and below it in a word how things stand."""
    lines = [words(title, size="large", weight="bolder", style="heading")]
    if status:
        said, colour = status
        lines.append(words(said, weight="bolder", color=colour, spacing="small"))
    return box(lines)


def errors(faults: Sequence[str]) -> list[Json]:
    """What was typed and cannot be taken, at the top, so that it is seen first."""
    if not faults:
        return []
    lead = f"Nothing was saved yet. Please mend {'this' if len(faults) == 1 else 'these'}:"
    lines = [words(lead, weight="bolder", color="attention")]
    lines += [words(f"• {fault}", spacing="small") for fault in faults]
    return [box(lines, style="attention", spacing="medium")]


def drawn(block: Block) -> list[Json]:
    """One block of a message."""
    match block:
        case Text(text=text, strong=strong):
            return [words(text, weight="bolder") if strong else words(text)]
        case Heading(text=text):
            return [section(text)]
        case Facts(rows=rows):
            return [facts(rows)] if rows else []
        case Items(items=items):
            return [box([words(f"• {item}", spacing="small") for item in items], spacing="small")] if items else []
        case Table(columns=columns, rows=rows):
            return table(columns, rows)


def section(title: str) -> Json:
    """The heading of a part of the card."""
    return words(title, weight="bolder", size="medium", spacing="large", style="heading")


def facts(rows: Iterable[tuple[str, str]]) -> Json:
    """Labels with their values."""
    return {"type": "FactSet", "facts": [{"title": plain(label), "value": plain(value)} for label, value in rows]}


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Json]:
    """Rows side by side where they are narrow, else one entry below the other, as a telephone can show it."""
    if not rows:
        return []
    if len(columns) > WIDEST_TABLE:
        return [_entry(columns, row) for row in rows]
    widths = [_width(cells) for cells in zip(columns, *rows, strict=True)]
    head = [_line(columns, widths, weight="bolder")] if any(columns) else []
    return [*head, *(_line(row, widths, spacing="small") for row in rows)]


def _width(cells: Sequence[str]) -> int | str:
    """A narrow column takes what it needs; the others share the rest by their longest entry."""
    longest = max(len(cell) for cell in cells)
    return f"{8 * longest + 16}px" if longest <= NARROW else min(longest, 3 * NARROW)


def _line(cells: Sequence[str], widths: Sequence[int | str], spacing: str = "medium", **look: Any) -> Json:
    columns = [
        {"type": "Column", "width": width, "items": [words(cell or " ", **look)]}
        for cell, width in zip(cells, widths, strict=True)
    ]
    return {"type": "ColumnSet", "spacing": spacing, "columns": columns}


def _entry(columns: Sequence[str], row: Sequence[str]) -> Json:
    rest = [(label, value) for label, value in zip(columns[1:], row[1:], strict=False) if value]
    named = f"{columns[0]} {row[0]}" if row[0].isdigit() else row[0]
    lines = [words(named, weight="bolder"), *([facts(rest)] if rest else [])]
    return box(lines, separator=True, spacing="medium")


def foot(why: Why) -> list[Json]:
    """Why the person gets this, folded away until they ask."""
    if not why.sentence and not why.clause:
        return []
    source = "our reading where the guidance is silent" if why.reading else why.citation
    named = f"{source} ({why.clause})" if source and why.clause else source or why.clause
    ask = words("Why am I getting this? ▾", size="small", color="accent")
    answer = [words(why.sentence, size="small"), words(f"Source: {named}", size="small", isSubtle=True, spacing="none")]
    toggle = {"type": "Action.ToggleVisibility", "title": "Why am I getting this?", "targetElements": ["why"]}
    return [
        box([ask], selectAction=toggle, spacing="medium", separator=True),
        box(answer if named else answer[:1], id="why", isVisible=False, spacing="small"),
    ]


def fold(title: str, target: str, items: Iterable[Json], *, is_open: bool = False) -> list[Json]:
    """A part that opens when its title is pressed."""
    toggle = {"type": "Action.ToggleVisibility", "title": title, "targetElements": [target]}
    return [
        box([words(f"{title} ▾", color="accent")], selectAction=toggle, spacing="medium"),
        box(items, id=target, isVisible=is_open, spacing="small"),
    ]


def refs_of(message: Message, *names: str) -> dict[str, str]:
    """What a press has to carry back: which panel, case and area it is about."""
    wanted = names or ("panel", "case", "area")
    return {name: message.refs[name] for name in wanted if name in message.refs}


def without_empty(data: Mapping[str, Any]) -> Json:
    """The same without what is empty."""
    return {name: value for name, value in data.items() if value not in (None, "", [], ())}
