"""Files as test writers need them: a few words in, the bytes of a file out."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from cpp_core.model.case import Case
from integrations.caseload.cases import read_cases
from integrations.caseload.faults import Reading

TODAY = date(2026, 11, 20)
"""A Friday; 'the future' begins after it."""

ANN = {
    "person_id": "11111111-aaaa-4aaa-8aaa-000000000001",
    "upn": "ann.example@panels.test",
    "name": "Ann Example",
    "email": "ann.example@mail.test",
}
BEN = {
    "person_id": "11111111-aaaa-4aaa-8aaa-000000000002",
    "upn": "ben.sample@panels.test",
    "name": "Ben Sample",
    "email": "ben.sample@mail.test",
}
CASE = {"case_ref": "EX-0001", "detained_on": "31/08/2026"}
ANSWER = {"case_ref": "EX-0001", "panel_on": "01/10/2026"}


def csv_of(
    *rows: Mapping[str, str], separator: str = ",", encoding: str = "utf-8-sig", line_end: str = "\r\n"
) -> bytes:
    """A CSV file with these rows; its columns are those of the rows, in the order in which they first come."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    words = io.StringIO(newline="")
    writer = csv.DictWriter(words, columns, restval="", delimiter=separator, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return words.getvalue().encode(encoding)


def one_case(**cells: str) -> Reading[Case]:
    """What is read from an extract of one case with these cells."""
    return read_cases(csv_of({**CASE, **cells}), "cases.csv", TODAY)


def workbook(sheet_rows: Sequence[Sequence[object]]) -> tuple[openpyxl.Workbook, Worksheet]:
    """A workbook whose first sheet has these rows, still to be changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in sheet_rows:
        sheet.append(list(row))
    return book, sheet


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_of(sheet_rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet of these rows."""
    return saved(workbook(sheet_rows)[0])
