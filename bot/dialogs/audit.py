"""The officer after a panel: entries on Atlas, another date for answers, the audit after two weeks (OUT-2, OUT-3, OUT-5)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.response import number_of
from bot.dialogs.verb import Dialog, Verb
from cpp_core.model.answer import ActionState, AuditedAction
from cpp_core.usecases.answer_dates import SetAnswerDate, ShowAnswerDates
from cpp_core.usecases.follow_up_commands import AtlasEntered, RecordAudit, ShowAtlas, ShowAudit

SHOW, ATLAS, DATES = "audit.show", "atlas.show", "answers.dates"
_STATES = {state.name.lower(): state for state in ActionState}


def _show(inputs: Inputs) -> ShowAudit:
    return ShowAudit(inputs.ref("panel"), inputs.ref("case"))


def _record(inputs: Inputs) -> RecordAudit:
    panel, case, entry = inputs.ref("panel"), inputs.ref("case"), number_of(inputs, "entry")
    refer_by = inputs.day("refer_by", "By when")
    return RecordAudit(
        panel,
        case,
        entry,
        inputs.needed("followed", "Was it followed").lower() == "yes",
        inputs.text("why_not"),
        _actions(inputs),
        {"yes": True, "no": False}.get(inputs.text("refer_again").lower()),
        inputs.text("refer_why"),
        refer_by,
        tuple(inputs.unreadable),
    )


def _actions(inputs: Inputs) -> tuple[AuditedAction, ...]:
    """Each action that the card carried and for which a state was chosen."""
    numbers = sorted(name.removeprefix("action") for name in inputs.data if name.startswith("action"))
    return tuple(
        AuditedAction(inputs.text(f"action{number}"), state, inputs.text(f"why{number}"))
        for number in numbers
        if (state := _STATES.get(inputs.text(f"state{number}"))) is not None
    )


def _show_atlas(inputs: Inputs) -> ShowAtlas:
    return ShowAtlas(inputs.ref("panel"))


def _entered(inputs: Inputs) -> AtlasEntered:
    return AtlasEntered(inputs.ref("panel"), inputs.several("cases"))


def _show_dates(inputs: Inputs) -> ShowAnswerDates:
    return ShowAnswerDates(inputs.ref("panel"))


def _set_date(inputs: Inputs) -> SetAnswerDate:
    panel, answer_by = inputs.ref("panel"), inputs.day("answer_by", "New date")
    return SetAnswerDate(panel, inputs.several("cases"), answer_by, inputs.text("date_why"), tuple(inputs.unreadable))


DIALOG = Dialog(
    verbs=(
        Verb(DATES, DATES, _show_dates, "OUT-3"),
        Verb("answers.set_date", "answers.set_date", _set_date, "OUT-3", back=DATES),
        Verb(SHOW, SHOW, _show, "OUT-5"),
        Verb("audit.record", "audit.record", _record, "OUT-5", back=SHOW),
        Verb(ATLAS, ATLAS, _show_atlas, "OUT-2"),
        Verb("atlas.entered", "atlas.entered", _entered, "OUT-2", back=ATLAS),
    ),
)
