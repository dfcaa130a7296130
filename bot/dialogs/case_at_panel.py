"""Each case at the panel: its introduction, key points, the draft; and the chair's checklist (REC-9)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.recommendation import read_draft
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands_officer import (
    ReturnChecklist,
    SaveDraft,
    SaveKeyPoints,
    ShowCase,
    ShowChecklist,
    TickChecklist,
)

CONSOLE = "panel.console"
CASE = "case.introduce"
CHECKLIST = "checklist.show"


def _case(inputs: Inputs) -> ShowCase:
    return ShowCase(inputs.ref("panel"), inputs.text("case"), inputs.text("left"), inputs.text("key_points"))


def _key_points(inputs: Inputs) -> SaveKeyPoints:
    return SaveKeyPoints(inputs.ref("panel"), inputs.ref("case"), inputs.text("key_points"))


def _draft(inputs: Inputs) -> SaveDraft:
    draft = read_draft(inputs)
    return SaveDraft(inputs.ref("panel"), inputs.ref("case"), draft, unreadable=tuple(inputs.unreadable))


def _checklist(inputs: Inputs) -> ShowChecklist:
    return ShowChecklist(inputs.ref("panel"))


def _tick(inputs: Inputs) -> TickChecklist:
    return TickChecklist(inputs.ref("panel"), inputs.several("done"), inputs.text("remarks"))


def _return(inputs: Inputs) -> ReturnChecklist:
    return ReturnChecklist(inputs.ref("panel"), inputs.several("done"), inputs.text("remarks"))


DIALOG = Dialog(
    verbs=(
        Verb(CASE, CASE, _case, "REC-9", back=CONSOLE),
        Verb("case.key_points", "case.key_points", _key_points, "REC-9", back=CASE),
        Verb("recommendation.draft", "recommendation.draft", _draft, "REC-9", back=CASE),
        Verb(CHECKLIST, CHECKLIST, _checklist, "REC-9"),
        Verb("checklist.tick", "checklist.tick", _tick, "REC-9", back=CHECKLIST),
        Verb("checklist.return", "checklist.return", _return, "REC-9", back=CHECKLIST),
    ),
    phrases=(
        Phrase(("next case", "introduce", "introduction", "key points", "draft"), CASE, among="console"),
        Phrase(("checklist", "check list", "minimum review checklist"), CHECKLIST, among="console"),
    ),
)
