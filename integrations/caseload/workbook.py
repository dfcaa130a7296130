"""A workbook of the core, drawn as XLSX: real dates, marks on what changed or is missing, ready to be printed.

The same workbook always gives the same bytes. No text is ever taken for a formula or a link.
"""

from __future__ import annotations

import io
import math
import re
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from cpp_core.workbook import Cell, Sheet, Workbook
from integrations.caseload.marks import LEGEND, Formats
from integrations.caseload.widths import ARROW, height_of, lines_of, widths_of, words_of

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The properties bear no moment of their own, so that bytes can be compared; the sheets say when they were made."""

MARKING = "OFFICIAL-SENSITIVE"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32_767
LONGEST_EXACT = 10**15
EARLIEST = date(1900, 3, 1)
A3, A4 = 8, 9
WIDEST_ON_A4 = 220


def draw_workbook(workbook: Workbook) -> bytes:
    """The workbook as the bytes of an XLSX file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties(
            {
                "title": workbook.about,
                "subject": "Case Progression Panels",
                "author": "Case Progression Panels service",
                "keywords": MARKING,
                "comments": f"{MARKING}. Delete your copy once it is no longer needed.",
                "created": MADE,
            }
        )
        formats = Formats(book)
        taken: set[str] = set()
        for sheet in workbook.sheets:
            _Page(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, formats).draw()
    return buffer.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows and that no other sheet of the book has."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip().strip("'")[:31] or "Sheet"
    plain = f"{plain} " + "list" if plain.casefold() == "history" else plain
    found, number = plain, 2
    while found.casefold() in taken:
        ending = f" ({number})"
        found, number = plain[: 31 - len(ending)] + ending, number + 1
    taken.add(found.casefold())
    return found


class _Page:
    """One sheet, drawn from the top down."""

    def __init__(self, page: Any, sheet: Sheet, formats: Formats) -> None:
        self._page = page
        self._sheet = sheet
        self._formats = formats
        self._widths = widths_of(sheet)
        self._last_column = max(len(sheet.columns) - 1, 0)

    def draw(self) -> None:
        """All of it."""
        self._page.set_row(0, 26)
        self._page.write_string(0, 0, _text(self._sheet.title), self._formats.above("title"))
        heading_row = self._legend(self._notes(1)) + 1
        for column, width in enumerate(self._widths):
            self._page.set_column(column, column, width)
        self._table(heading_row)
        self._print(heading_row)

    def _notes(self, row: int) -> int:
        """Write the notes, each over the whole width where it needs that; the next free row."""
        width = sum(self._widths)
        for note in map(_text, self._sheet.notes):
            if lines_of(note, width) > 1 and self._last_column:
                self._page.set_row(row, height_of([note], [width]))
                self._page.merge_range(row, 0, row, self._last_column, "", self._formats.above("note"))
                self._page.write_string(row, 0, note, self._formats.above("note"))
            else:
                self._page.write_string(row, 0, note, self._formats.above("line"))
            row += 1
        return row

    def _legend(self, row: int) -> int:
        """Say what the marks mean, those that the table has; the next free row."""
        cells = [cell for cells in self._sheet.rows for cell in cells]
        used = {"changed": any(cell.changed for cell in cells), "missing": any(cell.missing for cell in cells)}
        for mark, words in LEGEND.items():
            if used[mark]:
                look = self._formats.cell("text", changed=mark == "changed", missing=mark == "missing")
                self._page.write_string(row, 0, mark, look)
                self._page.write_string(row, 1, words, self._formats.above("line"))
                row += 1
        return row

    def _table(self, heading_row: int) -> None:
        self._page.set_row(heading_row, height_of(self._sheet.columns, [width - ARROW for width in self._widths]))
        for column, heading in enumerate(self._sheet.columns):
            self._page.write_string(heading_row, column, _text(heading), self._formats.above("heading"))
        for row, cells in enumerate(self._sheet.rows, heading_row + 1):
            self._page.set_row(row, height_of([words_of(cell.value) for cell in cells], self._widths))
            for column, cell in enumerate(cells):
                self._write(row, column, cell)
        self._page.freeze_panes(heading_row + 1, 1)
        last_row = heading_row + len(self._sheet.rows)
        if self._sheet.columns and self._sheet.rows:
            self._page.autofilter(heading_row, 0, last_row, self._last_column)
            self._page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._page.print_area(0, 0, last_row, self._last_column)

    def _write(self, row: int, column: int, cell: Cell) -> None:
        kind, value = _drawable(cell)
        look = self._formats.cell(kind, changed=cell.changed, missing=cell.missing)
        if value in ("", None):
            self._page.write_blank(row, column, None, look)
        elif kind == "text":
            self._page.write_string(row, column, value, look)
        elif kind == "number":
            self._page.write_number(row, column, value, look)
        else:
            self._page.write_datetime(row, column, value, look)

    def _print(self, heading_row: int) -> None:
        wide = sum(self._widths) > WIDEST_ON_A4
        self._page.set_landscape()
        self._page.set_paper(A3 if wide else A4)
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(heading_row)
        self._page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        self._page.set_header(f"&C{MARKING}")
        self._page.set_footer(f"&L{_text(self._sheet.title)[:150].replace('&', '&&')}&RPage &P of &N")


def _drawable(cell: Cell) -> tuple[str, Any]:
    """A value as Excel can hold it, and what kind it is."""
    value = cell.value
    if isinstance(value, bool):
        return "text", "yes" if value else "no"
    if isinstance(value, datetime):
        return ("moment", value.replace(tzinfo=None)) if value.date() >= EARLIEST else ("text", value.isoformat())
    if isinstance(value, date):
        return ("date", datetime.combine(value, time())) if value >= EARLIEST else ("text", f"{value:%d/%m/%Y}")
    if isinstance(value, int | float):
        exact = math.isfinite(value) and abs(value) < LONGEST_EXACT
        return ("number", value) if exact else ("text", str(value))
    return "text", _text(value or "")


def _text(words: str) -> str:
    """Text that Excel can hold: whole characters, and not too many."""
    whole = words.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 1] + "…"
