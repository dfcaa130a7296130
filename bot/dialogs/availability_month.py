"""Availability over a month at a time (INV-2)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.availability_month import AnswerMonth, ShowMonth

SHOW = "availability.month"


def _show(inputs: Inputs) -> ShowMonth:
    return ShowMonth(inputs.text("month"))


def _answer(inputs: Inputs) -> AnswerMonth:
    return AnswerMonth(inputs.ref("month"), inputs.several("shown"), inputs.several("available"))


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "INV-2"),
        Verb("availability.answer_month", "availability.answer_month", _answer, "INV-2", back=SHOW),
    ),
    phrases=(Phrase(("month", "my month", "next month", "availability for the month"), SHOW),),
)
