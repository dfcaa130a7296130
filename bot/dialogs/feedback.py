"""Feedback that the CPP lead passes on, and the Case Feedback Log (FBK-2 to FBK-4)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.model.feedback import FeedbackKind
from cpp_core.usecases.commands import PassOnFeedback
from cpp_core.usecases.commands_concerns import GiveIndependentFeedback, ShowLog, ViewFeedback

LOG = "log.show"


def _on_independent(inputs: Inputs) -> GiveIndependentFeedback:
    return GiveIndependentFeedback(
        inputs.ref("panel"),
        inputs.one_of("independent_kind", "Kind of feedback", FeedbackKind),
        inputs.needed("independent_words", "Your feedback"),
    )


def _passed_on(inputs: Inputs) -> PassOnFeedback:
    return PassOnFeedback(inputs.ref("feedback"))


def _view(inputs: Inputs) -> ViewFeedback:
    return ViewFeedback(inputs.ref("feedback"))


def _log(_: Inputs) -> ShowLog:
    return ShowLog()


DIALOG = Dialog(
    verbs=(
        Verb("feedback.independent", "feedback.independent", _on_independent, "FBK-3", back="washup.show"),
        Verb("feedback.passed_on", "feedback.passed_on", _passed_on, "FBK-2"),
        Verb("feedback.given", "feedback.given", _passed_on, "FBK-3"),
        Verb("feedback.view", "feedback.view", _view, "FBK-2"),
        Verb(LOG, LOG, _log, "FBK-4"),
    ),
    phrases=(Phrase(("feedback log", "case feedback log", "the log", "best practice"), LOG),),
)
