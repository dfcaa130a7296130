"""A workbook of the core, drawn as XLSX: opens clean, marks what changed, and no cell is ever taken for a formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from cpp_core.workbook import Cell, Sheet, Workbook

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The same workbook gives the same bytes, so its properties bear no moment; the sheet says when it was made."""


def draw_workbook(workbook: Workbook) -> bytes:
    """The workbook as the bytes of an XLSX file."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": workbook.about, "created": MADE, "comments": "OFFICIAL-SENSITIVE"})
        formats = _formats(book)
        for sheet in workbook.sheets:
            _draw(book.add_worksheet(sheet.name[:31]), sheet, formats)
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    body = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D5DB"}
    kinds = {"plain": {}, "changed": {"bg_color": "#FFF2B3", "bold": True}, "missing": {"font_color": "#7A1F1F", "italic": True}}
    made = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"font_color": "#404A54"}),
        "head": book.add_format({**body, "bold": True, "bg_color": "#1D3557", "font_color": "#FFFFFF"}),
    }
    for name, kind in kinds.items():
        made[name] = book.add_format({**body, **kind})
        made[f"{name} date"] = book.add_format({**body, **kind, "num_format": "dd/mm/yyyy", "align": "left"})
    return made


def _draw(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.write_string(0, 0, sheet.title, formats["title"])
    for number, note in enumerate(sheet.notes, 1):
        page.write_string(number, 0, note, formats["note"])
    head = len(sheet.notes) + 2
    for column, heading in enumerate(sheet.columns):
        page.write_string(head, column, heading, formats["head"])
        page.set_column(column, column, _width(heading, [row[column] for row in sheet.rows]))
    for number, row in enumerate(sheet.rows, head + 1):
        for column, cell in enumerate(row):
            _write(page, number, column, cell, formats)
    page.freeze_panes(head + 1, 1)
    page.autofilter(head, 0, head + max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)


def _write(page: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    kind = "changed" if cell.changed else "missing" if cell.missing else "plain"
    if isinstance(cell.value, date):
        page.write_datetime(row, column, datetime.combine(cell.value, datetime.min.time()), formats[f"{kind} date"])
    elif isinstance(cell.value, bool) or cell.value is None or isinstance(cell.value, str):
        page.write_string(row, column, str(cell.value or ""), formats[kind])
    else:
        page.write_number(row, column, cell.value, formats[kind])


def _width(heading: str, cells: list[Cell]) -> float:
    longest = max([len(heading) * 0.7, *(len(str(cell.value or "")) for cell in cells)])
    return float(min(max(longest + 2, 9), 38))
