"""The officer after a panel: entries on Atlas, and the audit after two weeks (OUT-2, OUT-5)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.response import number_of
from bot.dialogs.verb import Dialog, Verb
from cpp_core.model.answer import ActionState, AuditedAction
from cpp_core.usecases.follow_up_commands import AtlasEntered, RecordAudit, ShowAtlas, ShowAudit

SHOW, ATLAS = "audit.show", "atlas.show"
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


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "OUT-5"),
        Verb("audit.record", "audit.record", _record, "OUT-5", back=SHOW),
        Verb(ATLAS, ATLAS, _show_atlas, "OUT-2"),
        Verb("atlas.entered", "atlas.entered", _entered, "OUT-2", back=ATLAS),
    ),
)
