"""Workbooks as people send them: written by openpyxl and by XlsxWriter, with what goes wrong in real ones."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from integrations.caseload.cases import read_cases
from integrations.caseload.faults import RowFault

from .files import TODAY, saved, workbook, xlsx_of

HEADING = ["case_ref", "detained_on", "team"]
GOOD: list[object] = ["EX-1", date(2026, 8, 31), "Team 1"]
DATA = Path(__file__).parent / "data"


def test_values_of_every_type() -> None:
    rows: list[list[object]] = [
        ["Case ref", "Detained on", "criminal_case", "aar_level", "bail_on", "offences", "mappa"],
        [1234567, date(2026, 8, 31), True, 2, datetime(2026, 9, 1), "theft; robbery", 3],
        ["EX-2", "31/08/2026", "no", "Level 1", 46266, None, " \u00a0 "],
    ]
    reading = read_cases(xlsx_of(rows), "cases.xlsx", TODAY)
    assert (reading.faults, len(reading.warnings)) == ((), 1)
    first, second = reading.items
    assert (first.case_ref, first.detained_on, first.criminal_case) == ("1234567", date(2026, 8, 31), True)
    assert (first.aar_level, first.bail_on, first.mappa) == (2, date(2026, 9, 1), "3")
    assert first.offences == ("theft", "robbery")
    assert (second.bail_on, second.mappa, second.criminal_case) == (date(2026, 9, 1), "", False)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (1, 0), (0, 1), (7, 3), (29, 30)])
def test_a_table_anywhere_on_the_sheet(down: int, right: int) -> None:
    table: list[list[object]] = [[*HEADING], GOOD, ["EX-2", "31/02/2026", None]]
    nothing: list[object] = [None] * right
    rows: list[list[object]] = [[] for _ in range(down)]
    rows.extend([*nothing, *row] for row in table)
    reading = read_cases(xlsx_of(rows), "cases.xlsx", TODAY)
    assert [(fault.row, fault.column, fault.value) for fault in reading.faults] == [
        (down + 3, "detained_on", "31/02/2026")
    ]


@pytest.mark.parametrize("cells", ["A1:C1", "A1:C2", "A3:A4", "C2:C3"])
def test_merged_titles_and_headings_over_two_rows_do_no_harm(cells: str) -> None:
    book, sheet = workbook([["Caseload extract"], [], HEADING, [], GOOD])
    if cells == "C2:C3":
        sheet["C2"], sheet["C3"] = "team", None
    sheet.merge_cells(cells)
    assert read_cases(saved(book), "cases.xlsx", TODAY).faults == ()


@pytest.mark.parametrize(
    ("cells", "row", "column", "value"),
    [
        ("C2:C3", 2, "team", "Team 1"),  # which of the two cases the team is for is not certain
        ("C3:D3", 3, "team", ""),
        ("D1:E1", 1, "column D", "column D"),
    ],
)
def test_merged_cells_in_the_table_are_a_fault(cells: str, row: int, column: str, value: str) -> None:
    book, sheet = workbook([HEADING, [*GOOD, "more", "and more"], ["EX-2", date(2026, 8, 31), None]])
    sheet.merge_cells(cells)
    assert read_cases(saved(book), "cases.xlsx", TODAY).faults == (
        RowFault(
            row,
            column,
            value,
            f"The cells {cells} are merged, so that it is not certain which of them the value is for.",
            "Unmerge them (Home, Merge & Center), and fill in each cell.",
        ),
    )


def by_xlsxwriter(*, cached: object) -> bytes:
    """A workbook in which a formula gives the team of the second row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row("A1", HEADING)
    sheet.write_row("A2", ["EX-1", "31/08/2026"])
    sheet.write_formula("C2", "=VLOOKUP(A2,teams!A:B,2,FALSE)", None, cached)
    book.close()
    return out.getvalue()


def test_the_value_that_a_formula_gave_is_taken() -> None:
    reading = read_cases(by_xlsxwriter(cached="Team 7"), "cases.xlsx", TODAY)
    assert [case.team for case in reading.items] == ["Team 7"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_a_formula_that_failed_is_a_fault(error: str) -> None:
    assert read_cases(by_xlsxwriter(cached=error), "cases.xlsx", TODAY).faults == (
        RowFault(
            2,
            "team",
            error,
            f"The formula or value in this cell is in error ({error}).",
            "Put the value itself into the cell.",
        ),
    )


def test_a_formula_that_was_never_worked_out_is_a_fault() -> None:
    data = xlsx_of([["Title"], HEADING, ["EX-1", "31/08/2026", '="Team "&1']])  # openpyxl keeps no values of formulas
    assert read_cases(data, "cases.xlsx", TODAY).faults == (
        RowFault(
            3,
            "team",
            "",
            "The formula in this cell was never worked out, so that it has no value.",
            "Open the file in Excel, let it calculate, and save it; or put the value in place of the formula.",
        ),
    )


def test_a_failed_formula_in_a_column_that_is_not_known_is_kept_as_it_shows() -> None:
    book, sheet = workbook([[*HEADING, "Checked"], [*GOOD, "#N/A"]])
    sheet["D2"].data_type = "e"
    assert read_cases(saved(book), "cases.xlsx", TODAY).items[0].extra == {"Checked": "#N/A"}


def test_hidden_sheets_and_sheets_without_a_table_are_named_and_not_read() -> None:
    book, _ = workbook([HEADING, GOOD])
    book.create_sheet("Guidance", 0)["A1"] = "How to fill this in"
    book.create_sheet("Blank")
    hidden = book.create_sheet("Last month")
    for row in (HEADING, ["EX-9", "31/07/2026", ""]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    reading = read_cases(saved(book), "cases.xlsx", TODAY)
    assert [case.case_ref for case in reading.items] == ["EX-1"]
    assert reading.warnings == (
        "The hidden sheet 'Last month' was not read.",
        "The sheet 'Guidance' was not read; the table is on 'Sheet'.",
    )


def test_two_tables_in_a_workbook_are_refused() -> None:
    book, _ = workbook([HEADING, GOOD])
    for row in (HEADING, GOOD):
        book.create_sheet("North") if "North" not in book.sheetnames else None
        book["North"].append(row)
    fault = read_cases(saved(book), "cases.xlsx", TODAY).faults[0]
    assert (fault.row, fault.what) == (0, "The sheets 'Sheet' and 'North' both hold such a table.")


def test_a_workbook_that_counts_from_1904_keeps_its_days() -> None:
    book, sheet = workbook([])
    book.epoch = CALENDAR_MAC_1904
    for row in ([*HEADING, "bail_on"], [*GOOD, 44887]):
        sheet.append(row)
    case = read_cases(saved(book), "cases.xlsx", TODAY).items[0]
    assert (case.detained_on, case.bail_on) == (date(2026, 8, 31), date(2026, 11, 23))


def test_a_stray_cell_far_away_is_refused_instead_of_filling_the_memory() -> None:
    book, sheet = workbook([HEADING, GOOD])
    sheet["XFD1048576"] = "x"
    fault = read_cases(saved(book), "cases.xlsx", TODAY).faults[0]
    assert fault.what == (
        "The sheet 'Sheet' reaches to row 1,048,576, column XFD: something stands far outside the table."
    )


def test_values_in_a_column_without_a_heading_are_kept_under_its_letter() -> None:
    reading = read_cases(xlsx_of([HEADING, [*GOOD, None, "ask Ben"]]), "cases.xlsx", TODAY)
    assert reading.items[0].extra == {"column E": "ask Ben"}
    assert reading.warnings == ("The column 'column E' is not known; it is kept and shown as it is.",)


def test_an_open_document_as_libreoffice_saves_it() -> None:
    reading = read_cases((DATA / "extract.ods").read_bytes(), "extract.ods", TODAY)
    assert reading.faults == ()
    assert [(case.case_ref, case.detained_on, case.criminal_case, case.aar_level) for case in reading.items] == [
        ("EX-1", date(2026, 8, 31), True, 2),
        ("1234567", date(2026, 8, 31), False, None),
    ]
    assert reading.items[0].team == "Café"
    assert reading.items[0].offences == ("theft", "robbery")
    assert reading.warnings == ("The hidden sheet 'Last month' was not read.",)


def test_an_open_document_with_a_failed_formula_is_refused() -> None:
    (fault,) = read_cases((DATA / "failed.ods").read_bytes(), "failed.ods", TODAY).faults
    assert (fault.row, fault.what) == (0, "Cells in error (such as #N/A): 1.")


def test_an_open_document_with_merged_cells_is_warned_about() -> None:
    reading = read_cases((DATA / "merged.ods").read_bytes(), "merged.ods", TODAY)
    assert len(reading.items) == 2
    assert reading.warnings[1].startswith("Cells are merged in this file;")


def test_an_encrypted_workbook_is_refused_with_how_to_open_it() -> None:
    (fault,) = read_cases((DATA / "encrypted.xlsx").read_bytes(), "encrypted.xlsx", TODAY).faults
    assert fault.what == "The workbook is encrypted, by a password or a sensitivity label."
    assert "Protect Workbook" in fault.mend
