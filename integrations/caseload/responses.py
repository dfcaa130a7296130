"""What casework answered to recommendations, from Atlas or from before the service (OUT-3, OUT-4, OUT-6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial

from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind
from integrations.caseload.cells import Choice, line, paragraphs, reference
from integrations.caseload.columns import Column, Doubt, Layout
from integrations.caseload.dates import read_date
from integrations.caseload.faults import Progress, Reading
from integrations.caseload.grades import read_grade
from integrations.caseload.reading import read_file


class Answer(StrEnum):
    """Whether casework agrees with a recommendation."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class ResponseRow:
    """One row: a panel's recommendation for a case, and what casework answered, if it has."""

    case_ref: str
    panel_on: date
    recommendation: Kind | None = None
    answer: Answer | None = None
    answered_on: date | None = None
    answered_by: str = ""
    reason: str = ""
    approved_by: str = ""
    approver_grade: Grade | None = None
    dcpr_acknowledged_on: date | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


read_recommendation = Choice(
    "a recommendation",
    {kind.value: kind for kind in Kind},
    {
        "maintain detention": Kind.MAINTAIN,
        "maintain detention with actions": Kind.MAINTAIN_WITH_ACTIONS,
        "none": Kind.NO_RECOMMENDATION,
    },
)
read_answer = Choice(
    "an answer",
    {answer.value: answer for answer in Answer},
    {
        **dict.fromkeys(("agreed", "accept", "accepted"), Answer.AGREE),
        **dict.fromkeys(("disagreed", "reject", "rejected"), Answer.DISAGREE),
    },
)


def _check(row: ResponseRow, *, today: date) -> Iterator[Doubt]:
    if row.answer and row.answered_on is None:
        yield Doubt("answer", "There is an answer without the date on which it was given.", "Fill in answered_on.")
    if row.answered_on and row.answer is None:
        yield Doubt("answered_on", "There is a date without an answer.", "Fill in answer, or delete the date.")
    for column, day in (("answered_on", row.answered_on), ("dcpr_acknowledged_on", row.dcpr_acknowledged_on)):
        if day is not None and day < row.panel_on:
            yield Doubt(column, f"It is before the panel, {row.panel_on:%d/%m/%Y}.", "Correct one of the two dates.")
        if day is not None and day > today:
            yield Doubt(column, f"It is in the future: today is {today:%d/%m/%Y}.", "Correct the date.")


def _remarks(rows: Sequence[ResponseRow]) -> Iterator[str]:
    bare = sum(row.answer is Answer.DISAGREE and not row.reason for row in rows)
    if bare:
        yield f"reason: {bare:,} of the answers disagree without a reason; they count as reasons missing."


COLUMNS = (
    Column("case_ref", reference(64), required=True),
    Column("panel_on", read_date, required=True),
    Column("recommendation", read_recommendation),
    Column("answer", read_answer),
    Column("answered_on", read_date),
    Column("answered_by", line(254)),
    Column("reason", paragraphs(20_000)),
    Column("approved_by", line(254)),
    Column("approver_grade", read_grade),
    Column("dcpr_acknowledged_on", read_date),
)


def layout(today: date) -> Layout[ResponseRow]:
    """How the rows of a file of answers are read on this day."""
    return Layout(
        noun="responses",
        columns=COLUMNS,
        unique=(("case_ref", "panel_on"),),
        make=ResponseRow,
        check=partial(_check, today=today),
        remarks=_remarks,
    )


def read_responses(data: bytes, name: str, today: date, *, progress: Progress | None = None) -> Reading[ResponseRow]:
    """Read casework's answers; `name` is the file's name, which says what kind of file it should be."""
    return read_file(layout(today), data, name, progress)
