"""Workbooks: the visible sheets as grids, with failed formulas and merged cells brought to light."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from integrations.caseload.cells import From1904
from integrations.caseload.faults import UnreadableError, unreadable
from integrations.caseload.grid import Grid, Merged, Row, Source, column_letters
from integrations.caseload.kinds import SAVE_AS, Kind, locked
from integrations.caseload.opendocument import facts_of
from integrations.caseload.package import Package, SheetFacts

MERGED = "Cells are merged in this file; of merged cells all but the first count as blank. An .xlsx file shows which."


DAMAGE = (
    CalamineError,
    ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
)


def open_workbook(data: bytes, name: str, kind: Kind) -> Source:
    """The workbook's visible sheets, in order; raises `UnreadableError` where it is damaged or encrypted."""
    with _said_plainly(name):
        package = Package(data) if kind is Kind.XLSX else None
        remarks = _of_opendocument(data, name) if kind is Kind.ODS else ()
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        grids = tuple(_grid(book, package, sheet, name) for sheet in visible)
        return Source(grids, one_table=False, warnings=(*_hidden(book), *remarks))


@contextmanager
def _said_plainly(name: str) -> Iterator[None]:
    """Whatever a damaged file makes the libraries raise, said as a fault of the file."""
    try:
        yield
    except PasswordError as password:
        raise locked(name) from password
    except DAMAGE as damage:
        raise _damaged(name) from damage
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # of the reader's Rust; it is no Exception, and has no public name
            raise
        raise _damaged(name) from panic


def _damaged(name: str) -> UnreadableError:
    return unreadable(name, "The workbook is damaged.", f"{SAVE_AS} Then send that.")


def _hidden(book: CalamineWorkbook) -> Iterator[str]:
    for sheet in book.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            yield f"The hidden sheet {sheet.name!r} was not read."


def _of_opendocument(data: bytes, name: str) -> tuple[str, ...]:
    facts = facts_of(data)
    if facts.failed:
        what = f"Cells in error (such as #N/A): {facts.failed:,}."
        raise unreadable(
            name, what, "Put values in their place. Saved as .xlsx, the file shows here which cells they are."
        )
    return (MERGED,) if facts.merged else ()


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
