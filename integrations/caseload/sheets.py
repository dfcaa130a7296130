"""Workbooks: the visible sheets as grids, with failed formulas and merged cells brought to light."""

from __future__ import annotations

import io
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from integrations.caseload.cells import From1904
from integrations.caseload.faults import unreadable
from integrations.caseload.grid import Grid, Merged, Row, Source, column_letters
from integrations.caseload.kinds import SAVE_AS, Kind, locked
from integrations.caseload.opendocument import facts_of
from integrations.caseload.package import Package, SheetFacts

OLD_FORMAT = "An .xls file does not show whether a formula failed; a failed one counts as blank. An .xlsx file does."
MERGED = "Cells are merged in this file; of merged cells all but the first count as blank. An .xlsx file shows which."


def open_workbook(data: bytes, name: str, kind: Kind) -> Source:
    """The workbook's visible sheets, in order."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        package = Package(data) if kind is Kind.XLSX else None
        remarks = _of_opendocument(data, name) if kind is Kind.ODS else [OLD_FORMAT] if kind is Kind.XLS else []
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        grids = tuple(_grid(book, package, sheet, name) for sheet in visible)
    except PasswordError as password:
        raise locked(name) from password
    except (CalamineError, KeyError, OSError) as broken:
        raise unreadable(name, "The workbook is damaged.", f"{SAVE_AS} Then send that.") from broken
    return Source(grids, one_table=False, warnings=(*_hidden(book), *remarks))


def _hidden(book: CalamineWorkbook) -> Iterator[str]:
    for sheet in book.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            yield f"The hidden sheet {sheet.name!r} was not read."


def _of_opendocument(data: bytes, name: str) -> list[str]:
    facts = facts_of(data)
    if facts.failed:
        what = f"Cells in error (such as #N/A): {facts.failed:,}."
        raise unreadable(
            name, what, "Put values in their place. Saved as .xlsx, the file shows here which cells they are."
        )
    return [MERGED] if facts.merged else []


def _grid(book: CalamineWorkbook, package: Package | None, sheet_name: str, name: str) -> Grid:
    facts = package.sheet(sheet_name) if package else SheetFacts()
    if facts.too_far():
        raise unreadable(
            name,
            f"The sheet {sheet_name!r} reaches to row {facts.last_row:,}, column {column_letters(facts.last_column)}: "
            "something stands far outside the table.",
            "Delete the empty rows below and the empty columns to the right of the table, and save it.",
        )
    sheet = book.get_sheet_by_name(sheet_name)
    in_1904 = package is not None and package.counts_from_1904()
    return Grid(
        sheet_name,
        lambda: _rows(sheet, facts, in_1904),
        sheet.end[0] + 1 if sheet.end else 0,
        merged=_merged(sheet),
    )


def _rows(sheet: CalamineSheet, facts: SheetFacts, in_1904: bool) -> Iterator[Row]:
    if sheet.start is None:
        return
    left_out: Row = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), start=1):
        row = [*left_out, *values]
        for index, broken in facts.broken.get(number, {}).items():
            row.extend([""] * (index + 1 - len(row)))
            row[index] = broken
        if in_1904:
            row = [From1904(value) if isinstance(value, float) else value for value in row]
        yield row


def _merged(sheet: CalamineSheet) -> tuple[Merged, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merged(top[0] + 1, top[1], bottom[0] + 1, bottom[1]) for top, bottom in ranges)
