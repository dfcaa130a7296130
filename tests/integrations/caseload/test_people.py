"""The directory of people, read from a file."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.model.person import Grade, Person, Role
from cpp_core.refusals import Refusal
from integrations.caseload.faults import RowFault
from integrations.caseload.people import read_people

from .files import ANN, BEN, csv_of


def faults_of(*rows: dict[str, str]) -> list[tuple[int, str, str, str, str]]:
    """The faults of these rows as plain tuples."""
    found = read_people(csv_of(*rows), "people.csv").faults
    return [(each.row, each.column, each.value, each.what, each.mend) for each in found]


def test_a_person_with_every_column() -> None:
    row = {
        **ANN,
        "grade": "Grade 7",
        "area": "nrpc",
        "roles": "member; chair",
        "trained_on": "01/09/2026",
        "panels_per_year": "10",
        "appointed_from": "1 Jan 2026",
        "appointed_to": "2028-12-31",
        "ctc_cleared_on": "15/12/25",
        "line_manager": "lee.invented@panels.test",
        "Building": "Example House",
    }
    reading = read_people(csv_of(row), "people.csv")
    assert reading.faults == ()
    assert reading.warnings == ("The column 'Building' is not known; it is kept and shown as it is.",)
    assert reading.items == (
        Person(
            id=ANN["person_id"],
            upn=ANN["upn"],
            name="Ann Example",
            email=ANN["email"],
            area="NRPC",
            grade=Grade.G7,
            roles=frozenset({Role.MEMBER, Role.CHAIR}),
            trained_on=date(2026, 9, 1),
            panels_per_year=10,
            appointed_from=date(2026, 1, 1),
            appointed_to=date(2028, 12, 31),
            ctc_cleared_on=date(2025, 12, 15),
            line_manager="lee.invented@panels.test",
            extra={"Building": "Example House"},
        ),
    )


def test_only_who_they_are_must_be_filled() -> None:
    reading = read_people(csv_of(ANN, BEN), "people.csv")
    assert [(person.name, person.grade, person.roles) for person in reading.items] == [
        ("Ann Example", None, frozenset()),
        ("Ben Sample", None, frozenset()),
    ]


@pytest.mark.parametrize("column", ["person_id", "upn", "name", "email"])
def test_what_must_be_filled_and_is_blank_is_a_fault(column: str) -> None:
    assert faults_of(ANN, {**BEN, column: " "}) == [
        (3, column, "", f"{column} is blank.", "Fill it in, or delete the row if it is not one of the people.")
    ]


@pytest.mark.parametrize("column", ["person_id", "upn", "email"])
def test_two_people_with_the_same_id_or_address_name_both_rows(column: str) -> None:
    twice = ANN[column].upper()  # letter case makes no difference
    value = twice.lower() if column == "person_id" else twice
    assert faults_of(ANN, {**BEN, column: twice}) == [
        (3, column, value, f"Row 2 has the same {column} as row 3.", "Keep one of the two rows, or correct one.")
    ]


def test_the_second_and_third_of_three_alike_both_point_to_the_first() -> None:
    found = [fault[3] for fault in faults_of(ANN, ANN, ANN) if fault[1] == "upn"]
    assert found == ["Row 2 has the same upn as row 3.", "Row 2 has the same upn as row 4."]


def test_an_appointment_that_ends_before_it_begins() -> None:
    start_and_end = {"appointed_from": "02/01/2026", "appointed_to": "01/01/2026"}
    what = "The appointment ends before it begins, on 02/01/2026."
    mend = "Correct one of the two dates."
    assert faults_of({**ANN, **start_and_end}) == [(2, "appointed_to", "01/01/2026", what, mend)]
    assert faults_of({**ANN, **start_and_end, "appointed_from": "01/01/2026"}) == []


def test_every_fault_of_a_row_is_listed_and_nothing_is_imported() -> None:
    reading = read_people(csv_of(BEN, {**ANN, "upn": "ann", "grade": "HEOO", "trained_on": "TBC"}), "people.csv")
    assert reading.items == ()
    assert [(fault.row, fault.column, fault.value) for fault in reading.faults] == [
        (3, "upn", "ann"),
        (3, "grade", "HEOO"),
        (3, "trained_on", "TBC"),
    ]


def test_areas_that_panels_do_not_know_are_kept_with_a_warning() -> None:
    rows = ({**ANN, "area": "NPRC"}, {**BEN, "area": "Detention Gatekeeper"})
    reading = read_people(csv_of(*rows), "people.csv")
    assert [person.area for person in reading.items] == ["NPRC", "Detention Gatekeeper"]
    assert reading.warnings == (
        "area: 'NPRC' (1) is none of FNORC, NRPC, RL, LO, IPM, CPP; it is kept as it is. Did you mean NRPC?",
        "area: 'Detention Gatekeeper' (1) is none of FNORC, NRPC, RL, LO, IPM, CPP; it is kept as it is.",
    )


def test_a_misspelt_column_is_named_with_what_was_meant() -> None:
    reading = read_people(csv_of({**ANN, "trained on date": "01/09/2026"}), "people.csv")
    assert reading.warnings == (
        "The column 'trained on date' is not known; it is kept and shown as it is. Did you mean trained_on?",
    )


def test_faults_become_a_refusal_for_whoever_wants_one() -> None:
    reading = read_people(csv_of({**ANN, "upn": "ann"}), "people.csv")
    with pytest.raises(Refusal) as refused:
        reading.or_refuse()
    assert refused.value.faults[0].sentence() == (
        "row 2, column upn: 'ann': It is not an address. Write one address, such as name@example.gov.uk."
    )
    assert read_people(csv_of(ANN), "people.csv").or_refuse()[0].name == "Ann Example"


def test_a_fault_as_json_and_a_long_value_cut_short() -> None:
    (found,) = read_people(csv_of({**ANN, "name": "x" * 201}), "people.csv").faults
    assert found.as_json() == {
        "row": 2,
        "column": "name",
        "value": "x" * 119 + "…",
        "what": "It is 201 characters long; at most 200 are kept.",
        "mend": "Shorten it.",
    }
    assert RowFault(0, "", "", "a", "b").place() == "the file"
