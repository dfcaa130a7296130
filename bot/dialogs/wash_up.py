"""The wash-up: escalations, notes for the log, feedback in confidence (FBK-1 to FBK-4)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.model.feedback import FeedbackKind
from cpp_core.usecases.commands import Escalate, GiveChairFeedback, NoteForLog, ShowWashUp

SHOW = "washup.show"


def _show(inputs: Inputs) -> ShowWashUp:
    return ShowWashUp(inputs.ref("panel"))


def _escalate(inputs: Inputs) -> Escalate:
    return Escalate(inputs.ref("panel"), inputs.needed("case", "Case"), inputs.needed("what_for", "What for"))


def _note(inputs: Inputs) -> NoteForLog:
    return NoteForLog(
        inputs.ref("panel"), inputs.needed("note_kind", "Kind of note"), inputs.needed("note_words", "Note")
    )


def _on_the_chair(inputs: Inputs) -> GiveChairFeedback:
    return GiveChairFeedback(
        inputs.ref("panel"),
        inputs.one_of("feedback_kind", "Kind of feedback", FeedbackKind),
        inputs.needed("feedback_words", "Your feedback"),
    )


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "FBK-1"),
        Verb("washup.escalate", "washup.escalate", _escalate, "FBK-1", back=SHOW),
        Verb("washup.note", "washup.note", _note, "FBK-4", back=SHOW),
        Verb("feedback.chair", "feedback.chair", _on_the_chair, "FBK-2", back=SHOW),
    ),
    phrases=(Phrase(("wash-up", "wash up", "washup", "feedback"), SHOW, among="washup"),),
)
