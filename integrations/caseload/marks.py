"""How cells look. Each mark shows without colour too: what changed is bold in a heavy frame, what is missing slants.

Contrast of text on its ground is at least 7 to 1 everywhere (WCAG AAA).
"""

from __future__ import annotations

from typing import Any

INK, QUIET, PAPER = "#0B0C0C", "#383F43", "#FFFFFF"
NAVY, LINE = "#1D3557", "#B1B4B6"
YELLOW, AMBER = "#FFF2B3", "#8A4B00"
ROSE, WINE = "#FBEDEB", "#7A1414"

BODY: dict[str, Any] = {"font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True, "border": 1}
BODY |= {"border_color": LINE}
CHANGED = {"bg_color": YELLOW, "bold": True, "border": 2, "border_color": AMBER}
MISSING = {"bg_color": ROSE, "font_color": WINE, "italic": True}
MARKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "changed": CHANGED,
    "missing": MISSING,
    "changed missing": MISSING | CHANGED,
}
KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    "number": {"align": "right", "indent": 1},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
}
ABOVE: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "note": {"font_size": 10, "font_color": QUIET, "text_wrap": True, "valign": "top"},
    "line": {"font_size": 10, "font_color": QUIET, "valign": "top"},
    "heading": {**BODY, "bold": True, "font_color": PAPER, "bg_color": NAVY, "valign": "vcenter"},
}
LEGEND = {
    "changed": "changed since the version before (bold, in a heavy frame)",
    "missing": "missing in the source (slanted)",
}


class Formats:
    """The formats of one book, each made once."""

    def __init__(self, book: Any) -> None:
        self._above = {name: book.add_format(look) for name, look in ABOVE.items()}
        self._cells = {
            (kind, mark): book.add_format({**BODY, **KINDS[kind], **MARKS[mark]}) for kind in KINDS for mark in MARKS
        }

    def above(self, name: str) -> Any:
        """The format of a title, note or heading."""
        return self._above[name]

    def cell(self, kind: str, *, changed: bool = False, missing: bool = False) -> Any:
        """The format of a cell of the table."""
        mark = " ".join(word for word, on in (("changed", changed), ("missing", missing)) if on)
        return self._cells[kind, mark or "plain"]
