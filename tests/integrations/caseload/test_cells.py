"""Cells other than dates: text, lists, choices, numbers, references and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from cpp_core.model.case import BailInPrinciple
from cpp_core.model.person import Grade, Role
from cpp_core.model.recommendation import Kind
from integrations.caseload.addresses import address, object_id
from integrations.caseload.cases import read_bail, read_level
from integrations.caseload.cells import Raw, UnfitError, items, line, paragraphs, reference, whole_number, yes_no
from integrations.caseload.grades import read_grade
from integrations.caseload.people import read_area, read_roles
from integrations.caseload.responses import Answer, read_answer, read_recommendation

Reader = Callable[[Raw], object]


@pytest.mark.parametrize(
    ("reader", "written", "value"),
    [
        (line(50), "  Example  IRC \u00a0", "Example IRC"),
        (line(50), "Example\r\nIRC", "Example IRC"),
        (line(50), "Exam\u00adple\u200b", "Example"),  # marks that cannot be seen
        (line(50), "Cafe\u0301", "Café"),  # an accent in a character of its own
        (line(50), "=1+1", "=1+1"),  # kept as text, never worked out
        (line(50), "@SUM(A1)", "@SUM(A1)"),
        (line(50), 12.0, "12"),
        (line(50), 12.5, "12.5"),
        (line(50), True, "TRUE"),
        (line(50), date(2026, 11, 23), "23/11/2026"),
        (line(50), datetime(2026, 11, 23, 9, 5), "23/11/2026 09:05"),
        (line(50), time(9, 5), "09:05"),
        (line(5), "12345", "12345"),
        (line(50), " ", None),
        (paragraphs(50), " one \r\n\r\n two\rthree ", "one\n\ntwo\nthree"),
        (items(50), " theft ;; robbery;theft; ", ("theft", "robbery")),
        (items(50), "theft\nrobbery", ("theft", "robbery")),
        (items(50), "burglary, at night; theft", ("burglary, at night", "theft")),
        (items(50), " ; ", None),
        (reference(20), "00123", "00123"),
        (reference(20), 123456.0, "123456"),
        (reference(20), "EX/12 34", "EX/12 34"),
        (whole_number(0, 366), "12", 12),
        (whole_number(0, 366), 12.0, 12),
        (whole_number(0, 366), "0", 0),
        (whole_number(0, 366), "366", 366),
        (whole_number(0, 366), "", None),
    ],
)
def test_text_lists_numbers_and_references(reader: Reader, written: Raw, value: object) -> None:
    assert reader(written) == value


@pytest.mark.parametrize("written", ["yes", "Yes", " YES ", "y", "TRUE", "true", "1", 1.0, True])
def test_yes_in_all_its_forms(written: Raw) -> None:
    assert yes_no(written) is True


@pytest.mark.parametrize("written", ["no", "No", "N", "FALSE", "0", 0.0, False])
def test_no_in_all_its_forms(written: Raw) -> None:
    assert yes_no(written) is False


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("AA", Grade.AA),
        ("ao", Grade.AO),
        ("EO", Grade.EO),
        ("HEO", Grade.HEO),
        (" heo ", Grade.HEO),
        ("Higher Executive Officer", Grade.HEO),
        ("SEO", Grade.SEO),
        ("G7", Grade.G7),
        ("g7", Grade.G7),
        ("G 7", Grade.G7),
        ("Grade 7", Grade.G7),
        ("grade7", Grade.G7),
        ("GRADE-7", Grade.G7),
        ("Grade 6", Grade.G6),
        ("SCS", Grade.SCS),
        ("SCS1", Grade.SCS),
        ("SCS PB2", Grade.SCS),
        ("SCS Pay Band 1A", Grade.SCS),
        ("", None),
    ],
)
def test_grades_in_the_forms_in_use(written: str, grade: Grade | None) -> None:
    assert read_grade(written) is grade


@pytest.mark.parametrize(
    ("reader", "written", "value"),
    [
        (read_level, "", None),
        (read_level, "1", 1),
        (read_level, 2.0, 2),
        (read_level, "3.0", 3),
        (read_level, "Level 2", 2),
        (read_level, "AaR level 3", 3),
        (read_bail, "SoS", BailInPrinciple.SECRETARY_OF_STATE),
        (read_bail, "sos", BailInPrinciple.SECRETARY_OF_STATE),
        (read_bail, "Secretary of State", BailInPrinciple.SECRETARY_OF_STATE),
        (read_bail, "ij", BailInPrinciple.IMMIGRATION_JUDGE),
        (read_bail, "", None),
        (read_area, "fnorc", "FNORC"),
        (read_area, "National Returns Progression Command", "NRPC"),
        (read_area, "Detention Gatekeeper", "Detention Gatekeeper"),
        (read_roles, "member; Case Owner ;CPP-team", frozenset({Role.MEMBER, Role.CASE_OWNER, Role.CPP_TEAM})),
        (read_roles, "chair, spoc", frozenset({Role.CHAIR, Role.SPOC})),
        (read_roles, "IPM", frozenset({Role.IPM})),
        (read_roles, "", None),
        (read_answer, "Agreed", Answer.AGREE),
        (read_answer, "disagree", Answer.DISAGREE),
        (read_recommendation, "Maintain with actions", Kind.MAINTAIN_WITH_ACTIONS),
        (read_recommendation, "maintain", Kind.MAINTAIN),
        (read_recommendation, "Release", Kind.RELEASE),
        (read_recommendation, "no recommendation", Kind.NO_RECOMMENDATION),
        (address, " Ann.Example@Panels.test ", "Ann.Example@Panels.test"),
        (address, "ann_example#ext#@panels.example.test", "ann_example#ext#@panels.example.test"),
        (address, "o'example@panels.test", "o'example@panels.test"),
        (object_id, "{11111111-AAAA-4AAA-8AAA-000000000001}", "11111111-aaaa-4aaa-8aaa-000000000001"),
    ],
)
def test_choices_and_addresses(reader: Reader, written: Raw, value: object) -> None:
    assert reader(written) == value


GRADES = "AA, AO, EO, HEO, SEO, G7, G6, SCS"
LEVEL = ("There is no such adults at risk level.", "Write 1, 2 or 3, or leave the cell blank if there is none.")
NUMBER = ("It is not such a number.", "Write a whole number from 0 to 366, or leave the cell blank.")
NO_ADDRESS = ("It is not an address.", "Write one address, such as name@example.gov.uk.")
ROUNDED = (
    "The spreadsheet has shortened a long reference to a rounded number.",
    "Format the column as Text, and export or type it again.",
)
NO_ID = (
    "It is not an Entra object id.",
    "Copy the Object ID from the person's page in the Entra admin centre; it has four hyphens.",
)


@pytest.mark.parametrize(
    ("reader", "written", "what", "mend"),
    [
        (line(50), "be\x07ll", "It holds a control character (U+0007).", "Type the value again by hand."),
        (line(50), "EX\u202e1000", "It holds a control character (U+202E).", "Type the value again by hand."),
        (line(5), "123456", "It is 6 characters long; at most 5 are kept.", "Shorten it."),
        (items(5), "a; 123456", "It is 6 characters long; at most 5 are kept.", "Shorten it."),
        (reference(20), "1.23457E+12", *ROUNDED),
        (reference(20), 1234567890123456.0, *ROUNDED),
        (
            reference(20),
            date(2026, 3, 1),
            "The spreadsheet has made a date or a time of the reference.",
            "Format the cell as Text, and type it again.",
        ),
        (whole_number(0, 366), "367", *NUMBER),
        (whole_number(0, 366), "-1", *NUMBER),
        (whole_number(0, 366), "10 to 12", *NUMBER),
        (whole_number(0, 366), "12.5", *NUMBER),
        (yes_no, "maybe", "It is neither yes nor no.", "Write yes or no, or leave the cell blank."),
        (read_grade, "HO", "'HO' is not a grade.", f"Did you mean HEO? Possible are: {GRADES}."),
        (read_grade, "Grade 8", "'Grade 8' is not a grade.", f"Possible are: {GRADES}."),
        (read_level, "4", *LEVEL),
        (read_level, "0", *LEVEL),
        (read_level, "2.5", *LEVEL),
        (read_level, "high", *LEVEL),
        (
            read_bail,
            "IJJ",
            "'IJJ' is not who can grant bail in principle.",
            "Did you mean IJ? Possible are: SoS, IJ.",
        ),
        (
            read_answer,
            "agre",
            "'agre' is not an answer.",
            "Did you mean agree? Possible are: agree, disagree.",
        ),
        (address, "Ann Example", *NO_ADDRESS),
        (address, "ann@localhost", *NO_ADDRESS),
        (address, "ann@panels.test; ben@panels.test", *NO_ADDRESS),
        (address, "Ann Example <ann@panels.test>", *NO_ADDRESS),
        (object_id, "ann.example", *NO_ID),
        (object_id, "00000000-0000-0000-0000-000000000000", *NO_ID),
    ],
)
def test_what_is_refused_says_why_and_how_to_mend_it(reader: Reader, written: Raw, what: str, mend: str) -> None:
    with pytest.raises(UnfitError) as refused:
        reader(written)
    assert (refused.value.what, refused.value.mend) == (what, mend)


def test_a_role_that_is_nearly_one_is_guessed() -> None:
    with pytest.raises(UnfitError) as refused:
        read_roles("member; memeber")
    assert refused.value.what == "'memeber' is not a role."
    assert refused.value.mend.startswith("Did you mean member? Possible are: member, reserve, chair, ")
