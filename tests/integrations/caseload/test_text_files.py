"""CSV files as UK Excel, other programs and people make them."""

from __future__ import annotations

import codecs
from datetime import date

import pytest

from integrations.caseload.cases import read_cases
from integrations.caseload.faults import RowFault

from .files import CASE, TODAY, csv_of

DAY = date(2026, 8, 31)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_with_every_separator(encoding: str, separator: str) -> None:
    row = {**CASE, "location": "Café – “Example” £5", "offences": "théft; robbery", "barriers": "a, b; c|d"}
    reading = read_cases(csv_of(row, separator=separator, encoding=encoding), "cases.csv", TODAY)
    assert reading.faults == ()
    assert reading.warnings == ()
    assert reading.items[0].location == "Café – “Example” £5"
    assert reading.items[0].offences == ("théft", "robbery")
    assert reading.items[0].barriers == ("a, b", "c|d")


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_line_end(line_end: str) -> None:
    reading = read_cases(csv_of(CASE, {**CASE, "case_ref": "EX-2"}, line_end=line_end), "cases.csv", TODAY)
    assert [case.case_ref for case in reading.items] == ["EX-0001", "EX-2"]


@pytest.mark.parametrize("name", ["cases.csv", "CASES.CSV", "cases.txt", "cases.tsv", r"C:\out\cases.csv", "a/b.csv"])
def test_names_of_text_files(name: str) -> None:
    assert len(read_cases(csv_of(CASE), name, TODAY).items) == 1


@pytest.mark.parametrize(
    "heading",
    ["CASE_REF,Detained_On", "Case Ref,Detained on", " case-ref , detained  on ", "Case\u00a0ref:,Detained on *"],
)
def test_headings_in_any_letter_case_and_spacing(heading: str) -> None:
    reading = read_cases(f"{heading}\nEX-1,31/08/2026\n".encode(), "cases.csv", TODAY)
    assert (reading.faults, reading.warnings) == ((), ())
    assert reading.items[0].detained_on == DAY


def test_columns_in_any_order_below_title_rows_among_blank_rows() -> None:
    words = (
        "OFFICIAL-SENSITIVE;;\r\nCaseload extract; 20 November 2026;\r\n;;\r\n"
        "Detained on;Team;Case ref\r\n;;\r\n31/08/2026;Team 1;EX-1\r\n ; \u00a0;\r\n\r\n30/08/2026;;EX-2\r\n;;\r\n"
    )
    reading = read_cases(words.encode(), "cases.csv", TODAY)
    assert [(case.case_ref, case.detained_on.day, case.team) for case in reading.items] == [
        ("EX-1", 31, "Team 1"),
        ("EX-2", 30, ""),
    ]


def test_rows_are_counted_as_excel_counts_them() -> None:
    """A line break within quotation marks begins no row; a blank line is one."""
    words = 'Title\n"case_ref","detained_on","aar_reason"\nEX-1,31/08/2026,"one\ntwo\nthree"\n\nEX-2,31/02/2026,\n'
    reading = read_cases(words.encode(), "cases.csv", TODAY)
    assert [(fault.row, fault.column, fault.value) for fault in reading.faults] == [(5, "detained_on", "31/02/2026")]


def test_a_line_that_names_the_separator_is_no_row_in_excel_either() -> None:
    words = "sep=;\r\ncase_ref;detained_on\r\nEX-1;31/02/2026\r\n"
    assert [fault.row for fault in read_cases(words.encode(), "cases.csv", TODAY).faults] == [2]


def test_quoted_line_breaks_and_quotation_marks_stay_in_the_text() -> None:
    words = 'case_ref;detained_on;aar_reason\r\nEX-1;31/08/2026;"He said ""no"";\r\nthen yes"\r\n'
    assert read_cases(words.encode(), "cases.csv", TODAY).items[0].aar_reason == 'He said "no";\nthen yes'


def test_a_short_row_is_blank_where_it_ends() -> None:
    reading = read_cases(b"case_ref,detained_on,team\nEX-1,31/08/2026\n", "cases.csv", TODAY)
    assert reading.items[0].team == ""


def test_a_row_with_too_many_values_is_a_fault() -> None:
    reading = read_cases(b"case_ref,detained_on,team\nEX-1,31/08/2026,Team 1, North\n", "cases.csv", TODAY)
    assert reading.faults == (
        RowFault(
            2,
            "",
            "North",
            "The row has 4 values, and the heading 3.",
            "A value that holds the separator itself must stand in quotation marks.",
        ),
    )


def test_empty_values_beyond_the_heading_are_nothing() -> None:
    assert read_cases(b"case_ref,detained_on\nEX-1,31/08/2026,, ,\n", "cases.csv", TODAY).faults == ()


@pytest.mark.parametrize(
    ("rows", "row", "what"),
    [
        (
            'EX-1,31/08/2026,fine\nEX-2,31/08/2026,"never closed\nEX-3,31/08/2026,x\n',
            3,
            "A quotation mark opens a value in this row and is never closed.",
        ),
        (
            'EX-1,31/08/2026,"never closed\n' + "EX-3,31/08/2026,some more words\n" * 5000,
            2,
            "A quotation mark opens a value in this row and is never closed.",
        ),
        ('EX-1,31/08/2026,"half" quoted\n', 2, "A quotation mark stands in the middle of a value."),
    ],
)
def test_quotation_marks_gone_wrong(rows: str, row: int, what: str) -> None:
    reading = read_cases(f"case_ref,detained_on,team\n{rows}".encode(), "cases.csv", TODAY)
    mend = 'Close the quotation, or write a quotation mark within a quoted value twice ("").'
    assert reading.faults == (RowFault(row, "", "", what, mend),)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_value_of_two_megabytes_is_refused_by_its_length(quote: str) -> None:
    words = f"case_ref,detained_on,team\nEX-1,31/08/2026,{quote}{'long ' * 400_000}{quote}\nEX-2,soon,x\n"
    first, second = read_cases(words.encode(), "cases.csv", TODAY).faults
    assert (first.row, first.column, first.mend) == (2, "team", "Shorten it.")
    assert first.what == "It is 1,999,999 characters long; at most 300 are kept."
    assert (second.row, second.column) == (3, "detained_on")


def test_a_heading_that_comes_again_is_named_as_one() -> None:
    words = "Case Ref,Detained on\nEX-1,31/08/2026\nCase Ref,Detained on\nEX-2,31/08/2026\n"
    what, mend = "This row is the heading once more.", "Delete the row; if a second table begins here, send it apart."
    assert read_cases(words.encode(), "cases.csv", TODAY).faults == (RowFault(3, "", "Case Ref", what, mend),)


def test_faults_before_a_broken_row_are_listed_too() -> None:
    words = 'case_ref,detained_on\nEX-1,soon\nEX-2,"31/08/2026\n'
    assert [fault.row for fault in read_cases(words.encode(), "cases.csv", TODAY).faults] == [2, 3]


def test_utf8_with_a_damaged_character_is_warned_about() -> None:
    data = csv_of({**CASE, "location": "Café"}, encoding="utf-8") + b"EX-2,30/08/2026,\xe9\r\n"
    reading = read_cases(data, "cases.csv", TODAY)
    assert len(reading.items) == 2
    assert reading.warnings == (
        "The file is UTF-8 in places and not in others; it was read as Windows-1252. Look for damaged accents.",
    )


def test_a_mark_of_utf16_on_half_a_character_is_refused() -> None:
    data = codecs.BOM_UTF16_LE + csv_of(CASE, encoding="utf-16-le")[:-1]
    fault = read_cases(data, "cases.csv", TODAY).faults[0]
    assert (fault.row, fault.what) == (0, "It is not text, or text in an encoding that is not known here.")
