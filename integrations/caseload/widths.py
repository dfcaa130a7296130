"""How wide the columns of a sheet are and how high its rows: short values on one line, long ones wrapped.

Heights are set, and not left to the program that opens the file: only Excel itself fits them to wrapped text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime

from cpp_core.workbook import Sheet, Value

NARROWEST, WIDEST = 7.0, 44.0
ONE_LINE = 12
"""A value up to this length stays on one line."""
LINES = 6
"""A longer one is given so many lines, where the widest column allows that."""
LONGEST_WORD = 22
ARROW = 3
"""Room for the filter's arrow in a heading."""
SIZE_OF_TITLE = 1.7
"""How much wider a character of the title is."""
CHARACTERS = 1.25
"""How many characters of a cell go into one of width: its letters are smaller than those that widths are counted in."""
LINE_HEIGHT = 12.75
HIGHEST = 409.0
"""Excel's limit."""


def widths_of(sheet: Sheet) -> tuple[float, ...]:
    """The width of each column in characters; the last one wide enough for the title to be seen whole."""
    widths = [_width(heading, _texts(sheet, index)) for index, heading in enumerate(sheet.columns)]
    if widths:
        short = len(sheet.title) * SIZE_OF_TITLE - sum(widths)
        widths[-1] += max(0.0, min(short, WIDEST))
    return tuple(widths)


def _texts(sheet: Sheet, index: int) -> list[str]:
    """What stands in a column; that a value is missing may wrap as it likes."""
    cells = (row[index] for row in sheet.rows if index < len(row))
    return [words_of(cell.value) for cell in cells if not cell.missing]


def _width(heading: str, texts: Sequence[str]) -> float:
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    word = max((len(word) for text in texts for word in text.split()), default=0)
    in_heading = max((len(word) for word in heading.split()), default=0) + ARROW
    by_text = longest if longest <= ONE_LINE else max(ONE_LINE, longest / LINES)
    return float(min(max(by_text + 1, min(word, LONGEST_WORD) + 1, in_heading, NARROWEST), WIDEST))


def words_of(value: Value) -> str:
    """A value as it will be seen."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def height_of(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row with these texts in columns of these widths."""
    lines = max((lines_of(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
    return min(LINE_HEIGHT * lines + 2, HIGHEST)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in so many characters' width."""
    room = max(int(width * CHARACTERS), 1)
    return sum(len(textwrap.wrap(line, room)) or 1 for line in text.split("\n"))
