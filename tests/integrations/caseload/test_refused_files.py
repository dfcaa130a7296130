"""Files that are not what they should be: refused as a whole, with what to do."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.caseload.cases import read_cases

from .files import CASE, TODAY, csv_of, xlsx_of

DATA = Path(__file__).parent / "data"
XLSX = xlsx_of([["case_ref", "detained_on"], ["EX-1", "31/08/2026"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zip_of(**files: bytes) -> bytes:
    """An archive with these files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


SAVE_AS = "Open it in Excel and save it as 'Excel Workbook (.xlsx)' or 'CSV UTF-8 (.csv)'."


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("cases.csv", b"", "The file is empty."),
        ("cases.csv", b"\xef\xbb\xbf\r\n \r\n", "The file is empty."),
        ("cases.xlsx", b"\0" * 512, "The file is empty."),
        ("cases.xls", b"<html><table><tr><td>case_ref", "It is a web page or XML, whatever its name says."),
        ("cases.csv", b"  <!DOCTYPE html>\n<p>Sign in", "It is a web page or XML, whatever its name says."),
        ("cases.xls", "<html>".encode("utf-16"), "It is a web page or XML, whatever its name says."),
        ("cases.csv", b"%PDF-1.7\n", "It is a document, picture or archive, and no table."),
        ("cases.csv", bytes(range(256)) * 20, "It is not text, or text in an encoding that is not known here."),
        ("cases.pdf", b"%PDF-1.7\n", "Files whose names end in 'pdf' cannot be read."),
        ("cases", csv_of(CASE), "Files whose names end in 'nothing' cannot be read."),
        ("cases.xlsb", zip_of(xl__workbook_dot_bin=b"x"), "Files whose names end in 'xlsb' cannot be read."),
        ("cases.xlsx", zip_of(xl__workbook_dot_bin=b"x"), "It is a binary workbook (.xlsb)."),
        (
            "cases.xlsx",
            zip_of(word__document_dot_xml=b"x"),
            "It is an archive or a document of another program, and no workbook.",
        ),
        ("cases.xlsx", XLSX[:-100], "The file is damaged or was cut off."),
        ("cases.xlsx", zip_of(xl__workbook_dot_xml=b"<x"), "The workbook is damaged."),
        (
            "cases.xlsx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "The workbook is encrypted, by a password or a sensitivity label.",
        ),
        (
            "cases.xls",
            OLE + "WordDocument".encode("utf-16-le"),
            "It is a document of another program (Word, Outlook), and no workbook.",
        ),
        (
            "cases.xls",
            OLE + "Workbook".encode("utf-16-le"),
            "A workbook of Excel 97 to 2003 (.xls) hides failed formulas and is not read.",
        ),
    ],
)
def test_a_file_that_is_not_what_it_should_be(name: str, data: bytes, what: str) -> None:
    reading = read_cases(data, name, TODAY)
    assert reading.items == ()
    assert [(fault.row, fault.column, fault.value, fault.what) for fault in reading.faults] == [(0, "", name, what)]
    assert reading.faults[0].mend


@pytest.mark.parametrize(
    ("name", "data", "remark"),
    [
        (
            "cases.csv",
            XLSX,
            "By its name cases.csv should be text with separators (CSV); it holds an Excel workbook, and was read as that.",
        ),
        (
            "cases.xlsx",
            csv_of(CASE),
            "By its name cases.xlsx should be an Excel workbook; it holds text with separators (CSV), and was read as that.",
        ),
        (
            "cases.xls",
            b"case_ref\tdetained_on\r\nEX-1\t31/08/2026\r\n",  # what many programs call a file for Excel
            "By its name cases.xls should be a workbook of Excel 97 to 2003; it holds text with separators (CSV), and was read "
            "as that.",
        ),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_read_as_what_it_is(name: str, data: bytes, remark: str) -> None:
    reading = read_cases(data, name, TODAY)
    assert [case.detained_on for case in reading.items] == [date(2026, 8, 31)]
    assert reading.warnings[0] == remark


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    """Its table of contents says how large each part will be; one that says too little does not fit its parts."""
    for says, what in ((2**29 + 1, "Unpacked, the file is larger than 512 MB."), (3, "The workbook is damaged.")):
        bomb = bytearray(zip_of(xl__workbook_dot_xml=b"<x/>", xl__worksheets__sheet1_dot_xml=b"0" * 2**20))
        struct.pack_into("<I", bomb, bomb.rindex(b"PK\x01\x02") + 24, says)
        (fault,) = read_cases(bytes(bomb), "cases.xlsx", TODAY).faults
        assert fault.what == what


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (
            b"some,other,table\n1,2,3\n",
            [
                (
                    0,
                    "",
                    "None of the first 30 rows names the columns of cases.",
                    "Put a heading row above the table, with at least case_ref, detained_on.",
                )
            ],
        ),
        (
            b"case_ref,detaned_on\nEX-1,31/08/2026\n",
            [
                (
                    1,
                    "detained_on",
                    "The column detained_on is missing.",
                    "Is it the column 'detaned_on'? Then call it detained_on.",
                )
            ],
        ),
        (
            b"location,team\nx,y\n",
            [
                (1, "case_ref", "The column case_ref is missing.", "Add a column case_ref."),
                (1, "detained_on", "The column detained_on is missing.", "Add a column detained_on."),
            ],
        ),
        (
            b"case_ref,detained_on,Case Ref\nEX-1,31/08/2026,EX-2\n",
            [(1, "case_ref", "Two columns, A and C, have this heading.", "Keep one of them.")],
        ),
        (b"case_ref,detained_on\n,\n", [(1, "", "There are no rows below the heading.", "Export the file again.")]),
    ],
)
def test_a_table_without_the_right_heading(data: bytes, faults: list[tuple[int, str, str, str]]) -> None:
    reading = read_cases(data, "cases.csv", TODAY)
    assert [(fault.row, fault.column, fault.what, fault.mend) for fault in reading.faults] == faults


def test_a_heading_row_further_down_than_title_rows_reach_is_not_found() -> None:
    found = b"\n" * 29 + csv_of(CASE, encoding="utf-8")
    missed = b"\n" * 30 + csv_of(CASE, encoding="utf-8")
    assert len(read_cases(found, "cases.csv", TODAY).items) == 1
    assert read_cases(missed, "cases.csv", TODAY).faults[0].row == 0


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A file of zipped parts with these bytes of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new, 1) if name == part else content)
    return out.getvalue()


def test_a_cell_that_says_it_is_beyond_every_sheet_does_not_fill_the_memory() -> None:
    data = rewritten(XLSX, "xl/worksheets/sheet1.xml", b'r="B2"', b'r="B59999999999"')
    assert read_cases(data, "cases.xlsx", TODAY).faults[0].what.startswith("The sheet 'Sheet' reaches to row 59,999")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</table:table>", b"</table:tab"),  # on which the library that reads the values would never end
        (b"<office:document-content", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><office:document-content'),
        (b'encoding="UTF-8"', b'encoding="UTD-8"'),
    ],
)
def test_an_open_document_with_damaged_xml(old: bytes, new: bytes) -> None:
    data = rewritten((DATA / "extract.ods").read_bytes(), "content.xml", old, new)
    assert [fault.what for fault in read_cases(data, "cases.ods", TODAY).faults] == ["The workbook is damaged."]


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400), st.sampled_from(("csv", "xlsx", "ods", "xls", "txt")), st.booleans())
def test_no_bytes_whatever_make_it_fall_over(noise: bytes, ending: str, under_a_heading: bool) -> None:
    data = b"case_ref,detained_on,aar_reason\r\nEX-1,31/08/2026," + noise if under_a_heading else noise
    reading = read_cases(data, f"cases.{ending}", TODAY)
    assert bool(reading.items) != bool(reading.faults)
