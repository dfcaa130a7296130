"""Escalation: the casework lead says what will be done (FBK-1)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import AnswerEscalation


def _answer(inputs: Inputs) -> AnswerEscalation:
    return AnswerEscalation(inputs.ref("panel"), inputs.ref("case"), inputs.needed("answer", "Answer"))


DIALOG = Dialog(
    verbs=(Verb("escalation.answer", "escalation.answer", _answer, "FBK-1"),),
    phrases=(Phrase(("escalate", "escalation", "escalated"), "washup.show", among="washup"),),
)
