"""The caseload, read from an extract."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.model.case import BailInPrinciple, Case
from integrations.caseload.cases import read_cases

from .files import CASE, TODAY, csv_of, one_case

EVERY = {
    **CASE,
    "location": "Example IRC",
    "area": "FNORC",
    "team": "Team 1",
    "case_owner": "ann.example@panels.test",
    "casework_lead": "ben.sample@panels.test",
    "criminal_case": "yes",
    "mappa": "Level 2",
    "sentence": "18 months",
    "offences": "invented offence; another one",
    "aar_level": "2",
    "aar_reason": "Invented reason",
    "removal_directions_on": "01/12/2026",
    "barriers": "travel document; appeal",
    "bail_in_principle": "IJ",
    "bail_on": "01/11/2026",
    "last_dcpr_on": "16/11/2026",
    "travel_document": "applied for",
    "public_protection": "Invented assessment",
    "released_on": "19/11/2026",
    "removed_on": "20/11/2026",
}


def faults_of(**cells: str) -> list[tuple[int, str, str, str, str]]:
    """The faults of one case with these cells, as plain tuples."""
    return [(each.row, each.column, each.value, each.what, each.mend) for each in one_case(**cells).faults]


def test_a_case_with_every_column() -> None:
    reading = read_cases(csv_of(EVERY), "cases.csv", TODAY)
    assert (reading.faults, reading.warnings) == ((), ())
    assert reading.items == (
        Case(
            case_ref="EX-0001",
            detained_on=date(2026, 8, 31),
            location="Example IRC",
            area="FNORC",
            team="Team 1",
            case_owner="ann.example@panels.test",
            casework_lead="ben.sample@panels.test",
            criminal_case=True,
            mappa="Level 2",
            sentence="18 months",
            offences=("invented offence", "another one"),
            aar_level=2,
            aar_reason="Invented reason",
            removal_directions_on=date(2026, 12, 1),
            barriers=("travel document", "appeal"),
            bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE,
            bail_on=date(2026, 11, 1),
            last_dcpr_on=date(2026, 11, 16),
            travel_document="applied for",
            public_protection="Invented assessment",
            released_on=date(2026, 11, 19),
            removed_on=date(2026, 11, 20),
        ),
    )


@pytest.mark.parametrize("column", [column for column in EVERY if column not in CASE])
def test_all_columns_but_the_first_two_may_be_blank(column: str) -> None:
    assert one_case(**{column: ""}).items == (Case("EX-0001", date(2026, 8, 31)),)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (
            {"case_ref": ""},
            (2, "case_ref", "", "case_ref is blank.", "Fill it in, or delete the row if it is not one of the cases."),
        ),
        (
            {"detained_on": "31/02/2026"},
            (2, "detained_on", "31/02/2026", "February 2026 has 28 days, so there is no day 31.", "Correct the day."),
        ),
        (
            {"detained_on": "21/11/2026"},  # today is the 20th
            (
                2,
                "detained_on",
                "21/11/2026",
                "It is in the future: today is 20/11/2026.",
                "Correct the date, or leave the case out until it begins.",
            ),
        ),
        (
            {"aar_level": "4"},
            (
                2,
                "aar_level",
                "4",
                "There is no such adults at risk level.",
                "Write 1, 2 or 3, or leave the cell blank if there is none.",
            ),
        ),
        (
            {"released_on": "30/8/26"},
            (
                2,
                "released_on",
                "30/8/26",
                "It is before the start of detention, 31/08/2026.",
                "Correct one of the two dates; a new detention needs its own start.",
            ),
        ),
        (
            {"removed_on": "2026-08-30"},
            (
                2,
                "removed_on",
                "2026-08-30",
                "It is before the start of detention, 31/08/2026.",
                "Correct one of the two dates; a new detention needs its own start.",
            ),
        ),
        (
            {"case_owner": "Unallocated"},
            (
                2,
                "case_owner",
                "Unallocated",
                "It is not an address.",
                "Write one address, such as name@example.gov.uk.",
            ),
        ),
    ],
)
def test_what_is_wrong_is_named_with_row_column_value_and_mend(
    cells: dict[str, str], fault: tuple[int, str, str, str, str]
) -> None:
    assert faults_of(**cells) == [fault]


@pytest.mark.parametrize(
    "cells",
    [
        {"detained_on": "20/11/2026"},  # today
        {"released_on": "31/08/2026"},  # on the day of detention
        {"removed_on": "31/08/2026"},
    ],
)
def test_the_other_side_of_those_edges(cells: dict[str, str]) -> None:
    assert faults_of(**cells) == []


def test_a_reference_twice_names_both_rows() -> None:
    others = ({**CASE, "case_ref": "EX-0002"}, {**CASE, "case_ref": " ex-0001 "})
    (fault,) = read_cases(csv_of(CASE, *others), "cases.csv", TODAY).faults
    assert (fault.row, fault.column, fault.value) == (4, "case_ref", "ex-0001")
    assert fault.what == "Row 2 has the same case_ref as row 4."


def test_all_rows_or_none() -> None:
    reading = read_cases(csv_of(CASE, {"case_ref": "EX-2", "detained_on": "soon"}), "cases.csv", TODAY)
    assert (reading.items, len(reading.faults)) == ((), 1)


def test_owners_who_are_not_among_the_people_are_a_warning() -> None:
    rows = (
        {**CASE, "case_owner": "Ann.Example@panels.test", "casework_lead": "lead@panels.test"},
        {**CASE, "case_ref": "EX-2", "case_owner": "stranger@panels.test"},
        {**CASE, "case_ref": "EX-3", "case_owner": "stranger@panels.test"},
    )
    reading = read_cases(csv_of(*rows), "cases.csv", TODAY, known={"ann.example@panels.test"})
    assert len(reading.items) == 3
    assert reading.warnings == (
        "case_owner: not among the people, with how many cases: stranger@panels.test (2). "
        "Mail reaches them all the same.",
        "casework_lead: not among the people, with how many cases: lead@panels.test (1). "
        "Mail reaches them all the same.",
    )
    assert read_cases(csv_of(*rows), "cases.csv", TODAY).warnings == ()  # nobody was asked about


def test_only_ten_strangers_are_named() -> None:
    rows = [{**CASE, "case_ref": f"EX-{n}", "case_owner": f"stranger{n:02}@panels.test"} for n in range(12)]
    (warning,) = read_cases(csv_of(*rows), "cases.csv", TODAY, known=()).warnings
    assert warning.count("@") == 10
    assert warning.endswith("stranger09@panels.test (1) and 2 more. Mail reaches them all the same.")


@pytest.mark.parametrize(
    ("cells", "warning"),
    [
        (
            {"bail_on": "01/11/2026"},
            "bail_on is filled and bail_in_principle is not, so that no light touch review is marked: EX-0001.",
        ),
        ({"last_dcpr_on": "21/11/2026"}, "last_dcpr_on is in the future: EX-0001."),
        ({"released_on": "21/11/2026"}, "released_on is in the future: EX-0001."),
        ({"removed_on": "21/11/2026"}, "removed_on is in the future: EX-0001."),
    ],
)
def test_what_is_odd_and_possible_is_a_warning(cells: dict[str, str], warning: str) -> None:
    assert one_case(**cells).warnings == (warning,)


@pytest.mark.parametrize("value", ['=HYPERLINK("http://x.test")', "+44 example", "-1+1", "@SUM(A1)", "=cmd|' /C x'!A0"])
def test_what_looks_like_a_formula_is_kept_as_text(value: str) -> None:
    case = one_case(location=value, note=value).items[0]
    assert (case.location, case.extra) == (value, {"note": value})


def test_columns_that_are_not_known_are_named_and_kept_where_they_are_filled() -> None:
    rows = ({**CASE, "Note": "see file", "Empty": ""}, {**CASE, "case_ref": "EX-2", "Note": ""})
    reading = read_cases(csv_of(*rows), "cases.csv", TODAY)
    assert [case.extra for case in reading.items] == [{"Note": "see file"}, {}]
    assert reading.warnings == ("The column 'Note' is not known; it is kept and shown as it is.",)


def test_two_columns_of_the_same_unknown_heading_are_told_apart() -> None:
    words = "case_ref,detained_on,Note,Note\nEX-1,31/08/2026,one,two\n"
    reading = read_cases(words.encode(), "cases.csv", TODAY)
    assert reading.items[0].extra == {"Note": "one", "Note (D)": "two"}


def test_progress_is_told_from_the_start_to_the_very_end() -> None:
    told: list[tuple[int, int]] = []
    rows = [{**CASE, "case_ref": f"EX-{number}"} for number in range(2500)]
    read_cases(csv_of(*rows), "cases.csv", TODAY, progress=lambda done, total: told.append((done, total)))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_a_date_in_the_future_is_named_beside_another_fault_of_its_row() -> None:
    found = faults_of(detained_on="21/11/2026", criminal_case="maybe")
    assert [column for _, column, *_ in found] == ["criminal_case", "detained_on"]
