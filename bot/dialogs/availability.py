"""Availability: an independent panel member says whether they can sit (INV-2)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import AnswerAvailability
from cpp_core.usecases.find_cards import ShowAvailability

_USE_CASE = "availability.answer"
SHOW = "availability.show"


def _yes(inputs: Inputs) -> AnswerAvailability:
    return AnswerAvailability(inputs.ref("panel"), available=True)


def _no(inputs: Inputs) -> AnswerAvailability:
    return AnswerAvailability(inputs.ref("panel"), available=False, reason=inputs.text("reason"))


def _show(inputs: Inputs) -> ShowAvailability:
    return ShowAvailability(inputs.ref("panel"))


DIALOG = Dialog(
    verbs=(
        Verb("availability.yes", _USE_CASE, _yes, "INV-2", back=SHOW),
        Verb("availability.no", _USE_CASE, _no, "INV-2", back=SHOW),
        Verb(SHOW, SHOW, _show, "INV-2"),
    ),
    phrases=(Phrase(("available", "availability", "unavailable"), SHOW, among="availability"),),
)
