"""Casework's answers, read from a file."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind
from integrations.caseload.responses import Answer, ResponseRow, read_responses

from .files import ANSWER, TODAY, csv_of


def test_an_answer_with_every_column() -> None:
    row = {
        **ANSWER,
        "recommendation": "Maintain with actions",
        "answer": "disagree",
        "answered_on": "09/10/2026",
        "answered_by": "ann.example@panels.test",
        "reason": "First reason.\nSecond reason.",
        "approved_by": "Ben Sample",
        "approver_grade": "Grade 6",
        "dcpr_acknowledged_on": "26/10/2026",
        "Atlas id": "7",
    }
    reading = read_responses(csv_of(row), "responses.csv", TODAY)
    assert reading.items == (
        ResponseRow(
            case_ref="EX-0001",
            panel_on=date(2026, 10, 1),
            recommendation=Kind.MAINTAIN_WITH_ACTIONS,
            answer=Answer.DISAGREE,
            answered_on=date(2026, 10, 9),
            answered_by="ann.example@panels.test",
            reason="First reason.\nSecond reason.",
            approved_by="Ben Sample",
            approver_grade=Grade.G6,
            dcpr_acknowledged_on=date(2026, 10, 26),
            extra={"Atlas id": "7"},
        ),
    )


def test_a_recommendation_without_an_answer_yet() -> None:
    assert read_responses(csv_of(ANSWER), "responses.csv", TODAY).items == (ResponseRow("EX-0001", date(2026, 10, 1)),)


@pytest.mark.parametrize(
    ("cells", "column", "value", "what"),
    [
        ({"answer": "agree"}, "answer", "agree", "There is an answer without the date on which it was given."),
        ({"answered_on": "02/10/2026"}, "answered_on", "02/10/2026", "There is a date without an answer."),
        (
            {"answer": "agree", "answered_on": "30/09/2026"},
            "answered_on",
            "30/09/2026",
            "It is before the panel, 01/10/2026.",
        ),
        (
            {"answer": "agree", "answered_on": "21/11/2026"},
            "answered_on",
            "21/11/2026",
            "It is in the future: today is 20/11/2026.",
        ),
        (
            {"dcpr_acknowledged_on": "30/09/2026"},
            "dcpr_acknowledged_on",
            "30/09/2026",
            "It is before the panel, 01/10/2026.",
        ),
        ({"recommendation": "released"}, "recommendation", "released", "'released' is not a recommendation."),
    ],
)
def test_what_cannot_be(cells: dict[str, str], column: str, value: str, what: str) -> None:
    (fault,) = read_responses(csv_of({**ANSWER, **cells}), "responses.csv", TODAY).faults
    assert (fault.row, fault.column, fault.value, fault.what) == (2, column, value, what)


@pytest.mark.parametrize("answered_on", ["01/10/2026", "20/11/2026"])
def test_an_answer_on_the_day_of_the_panel_and_one_of_today(answered_on: str) -> None:
    row = {**ANSWER, "answer": "agree", "answered_on": answered_on}
    assert read_responses(csv_of(row), "responses.csv", TODAY).faults == ()


def test_the_same_case_at_the_same_panel_twice() -> None:
    later = {**ANSWER, "panel_on": "12/11/2026"}
    (fault,) = read_responses(csv_of(ANSWER, later, ANSWER), "responses.csv", TODAY).faults
    assert (fault.row, fault.column, fault.value) == (4, "case_ref", "EX-0001, 01/10/2026")
    assert fault.what == "Row 2 has the same case_ref and panel_on as row 4."


def test_disagreeing_without_a_reason_is_a_warning() -> None:
    row = {**ANSWER, "answer": "disagree", "answered_on": "09/10/2026"}
    assert read_responses(csv_of(row), "responses.csv", TODAY).warnings == (
        "reason: 1 of the answers disagree without a reason; they count as reasons missing.",
    )
