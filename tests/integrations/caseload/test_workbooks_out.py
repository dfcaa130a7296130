"""Workbooks as they are drawn: what Excel will show, mark, print and never take for a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cpp_core.workbook import Cell, Sheet, Value, Workbook
from integrations.caseload.cases import read_cases
from integrations.caseload.workbook import draw_workbook

from .files import TODAY

LONG = "An invented reason that runs on for so long that it has to be wrapped, whatever the width of its column. " * 3


def a_sheet(*rows: tuple[Cell, ...], name: str = "Cases", notes: tuple[str, ...] = ("Version 1.",)) -> Sheet:
    """A sheet of two columns."""
    return Sheet(name, "Case list of an example", ("Case ref", "Detained on"), rows, notes)


def drawn(*sheets: Sheet) -> openpyxl.Workbook:
    """The workbook of these sheets, as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(draw_workbook(Workbook("An example", sheets))))


def first_page(*rows: tuple[Cell, ...]) -> Worksheet:
    """The only page of a workbook with these rows."""
    return drawn(a_sheet(*rows)).worksheets[0]


def cell_of(value: Value) -> openpyxl.cell.Cell:
    """How one value is drawn."""
    return first_page((Cell("EX-1"), Cell(value)))["B5"]


def test_title_notes_heading_and_rows_from_the_top_down() -> None:
    page = first_page((Cell("EX-1"), Cell(date(2026, 8, 31))))
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Case list of an example", None],
        ["Version 1.", None],
        [None, None],
        ["Case ref", "Detained on"],
        ["EX-1", datetime(2026, 8, 31)],
    ]


@pytest.mark.parametrize(
    ("value", "drawn_as", "kind", "form"),
    [
        (date(2026, 8, 31), datetime(2026, 8, 31), "d", "dd/mm/yyyy"),
        (datetime(2026, 8, 31, 9, 30), datetime(2026, 8, 31, 9, 30), "d", "dd/mm/yyyy hh:mm"),
        (date(1900, 3, 1), datetime(1900, 3, 1), "d", "dd/mm/yyyy"),
        (date(1900, 2, 28), "28/02/1900", "s", "General"),  # before it, Excel counts a day that never was
        (250, 250, "n", "General"),
        (0, 0, "n", "General"),
        (0.5, 0.5, "n", "General"),
        (10**15, "1000000000000000", "s", "General"),  # Excel would round it
        (float("inf"), "inf", "s", "General"),
        (True, "yes", "s", "General"),
        (False, "no", "s", "General"),
        ("0012345", "0012345", "s", "General"),
        ("Café – £5", "Café – £5", "s", "General"),
        ("one\r\ntwo", "one\ntwo", "s", "General"),
        (None, None, "n", "General"),
        ("", None, "n", "General"),
        ("broken \ud800 half", "broken ? half", "s", "General"),
    ],
)
def test_values_keep_their_type(value: Value, drawn_as: object, kind: str, form: str) -> None:
    cell = cell_of(value)
    assert (cell.value, cell.data_type, cell.number_format) == (drawn_as, kind, form)


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        '=HYPERLINK("http://x.test","y")',
        "+44 1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|' /C x'!A0",
        "{=A1}",
        "http://x.test",
    ],
)
def test_no_text_is_taken_for_a_formula_or_a_link(value: str) -> None:
    sheet = Sheet("S", value, (value, "B"), ((Cell(value), Cell("")),), (value,))
    book = drawn(sheet)
    page = book.worksheets[0]
    for place in ("A1", "A2", "A4", "A5"):
        assert page[place].hyperlink is None
        assert page[place].value == value
    with zipfile.ZipFile(io.BytesIO(draw_workbook(Workbook("x", (sheet,))))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_marks_are_explained_where_they_are_used_and_show_without_colour() -> None:
    rows = ((Cell("EX-1"), Cell("x", changed=True)), (Cell("EX-2"), Cell("not in the source", missing=True)))
    page = first_page(*rows)
    assert [(page.cell(row, 1).value, page.cell(row, 2).value) for row in (3, 4)] == [
        ("changed", "changed since the version before (bold, in a heavy frame)"),
        ("missing", "missing in the source (slanted)"),
    ]
    changed, missing, plain = page["B7"], page["B8"], page["A7"]
    assert (changed.font.b, changed.border.left.style, changed.fill.fgColor.rgb) == (True, "medium", "FFFFF2B3")
    assert (missing.font.i, missing.fill.fgColor.rgb) == (True, "FFFBEDEB")
    assert (plain.font.b, plain.font.i, plain.border.left.style) == (False, False, "thin")


def test_a_cell_that_changed_and_is_missing_bears_both_marks() -> None:
    cell = first_page((Cell("EX-1"), Cell("not in the source", changed=True, missing=True)))["B7"]
    assert (cell.font.b, cell.font.i, cell.border.left.style) == (True, True, "medium")


def test_marks_that_are_not_used_are_not_explained() -> None:
    assert first_page((Cell("EX-1"), Cell("x")))["A3"].value is None


def luminance(colour: str) -> float:
    """Relative luminance of a colour, by WCAG 2.2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (2, 4, 6)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_stands_out_from_its_ground() -> None:
    both = Cell("x", changed=True, missing=True)
    page = first_page((Cell("EX-1"), Cell("x", changed=True)), (both, Cell("y", missing=True)))
    for cell in (cell for row in page.iter_rows() for cell in row if cell.value is not None):
        ground = cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"
        darker, lighter = sorted((luminance(cell.font.color.rgb), luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= 7, cell.coordinate


def test_it_is_ready_to_be_read_and_printed() -> None:
    page = first_page((Cell("EX-1"), Cell(LONG)), (Cell("EX-2"), Cell("short")))
    assert page.freeze_panes == "B5"
    assert page.auto_filter.ref == "A4:B6"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (
        None,  # one page, which is what is meant where nothing is said
        0,
        True,
    )
    assert page.print_title_rows == "$4:$4"
    assert page.print_area == "'Cases'!$A$1:$B$6"
    assert page.oddHeader.center.text == "OFFICIAL-SENSITIVE"
    assert page.oddFooter.right.text == "Page &P of &N"
    assert page["B5"].alignment.wrap_text
    assert page.row_dimensions[5].height > 60
    assert page.row_dimensions[6].height is None  # one line
    assert 20 <= page.column_dimensions["B"].width <= 90


def test_a_wide_table_is_printed_on_a3() -> None:
    columns = tuple(f"Column {number}" for number in range(30))
    sheet = Sheet("Wide", "Wide", columns, (tuple(Cell("some words here") for _ in columns),))
    assert int(drawn(sheet).worksheets[0].page_setup.paperSize) == 8


def test_a_long_note_runs_over_the_width_of_the_table() -> None:
    page = drawn(a_sheet((Cell("EX-1"), Cell("x")), notes=(LONG, "short"))).worksheets[0]
    assert [str(cells) for cells in page.merged_cells.ranges] == ["A2:B2"]
    assert page["A2"].value == LONG
    assert page.row_dimensions[2].height > 40


def test_names_of_sheets_that_excel_would_not_open() -> None:
    names = ("Cases: 6/9 [all]?*", "History", "x" * 40, "x" * 40, "", "cases", "Cases")
    book = drawn(*(a_sheet(name=name) for name in names))
    assert book.sheetnames == [
        "Cases  6 9  all",
        "History list",
        "x" * 31,
        "x" * 27 + " (2)",
        "Sheet",
        "cases",
        "Cases (2)",
    ]


def test_a_table_without_rows_and_a_text_beyond_what_a_cell_can_hold() -> None:
    page = first_page()
    assert (page["A4"].value, page.auto_filter.ref) == ("Case ref", None)
    value = cell_of("x" * 40_000).value
    assert (len(value), value[-1]) == (32_767, "…")


def test_the_same_workbook_gives_the_same_bytes_and_says_what_it_is() -> None:
    workbook = Workbook("Case list P-1", (a_sheet((Cell("EX-1"), Cell(date(2026, 8, 31)))),))
    assert draw_workbook(workbook) == draw_workbook(workbook)
    properties = openpyxl.load_workbook(io.BytesIO(draw_workbook(workbook))).properties
    assert (properties.title, properties.keywords) == ("Case list P-1", "OFFICIAL-SENSITIVE")
    assert (properties.creator, properties.created) == (
        "Case Progression Panels service",
        datetime(2000, 1, 1),
    )


def test_what_is_drawn_can_be_read_back() -> None:
    data = draw_workbook(Workbook("x", (a_sheet((Cell("EX-1"), Cell(date(2026, 8, 31), changed=True))),)))
    assert [(case.case_ref, case.detained_on) for case in read_cases(data, "list.xlsx", TODAY).items] == [
        ("EX-1", date(2026, 8, 31))
    ]
