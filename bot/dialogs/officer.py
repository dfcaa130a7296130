"""The CPP team: panels at a glance, answers by telephone, seats given back, who attended; a panel moved or called off."""

from __future__ import annotations

from enum import StrEnum

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import CancelPanel, GiveSeatBack, MovePanel, RecordAnswer, RecordAttended
from cpp_core.usecases.commands_officer import (
    ShowAtRisk,
    ShowAttended,
    ShowCancel,
    ShowGiveBack,
    ShowMove,
    ShowPanel,
    ShowPhone,
)

PANEL = "officer.panel"
PHONE = "officer.phone"
GIVE_BACK = "officer.give_back"
AT_RISK = "officer.at_risk"
MOVE = "officer.move"
CANCEL = "officer.cancel"
ATTENDED = "officer.attended"


class _Coming(StrEnum):
    YES = "yes"
    NO = "no"


def _at_risk(_: Inputs) -> ShowAtRisk:
    return ShowAtRisk()


def _panel(inputs: Inputs) -> ShowPanel:
    return ShowPanel(inputs.text("panel"))


def _phone(inputs: Inputs) -> ShowPhone:
    return ShowPhone(inputs.text("panel"))


def _give_back_form(inputs: Inputs) -> ShowGiveBack:
    return ShowGiveBack(inputs.text("panel"))


def _record(inputs: Inputs) -> RecordAnswer:
    return RecordAnswer(
        inputs.ref("panel"),
        inputs.needed("person", "Who answered"),
        inputs.one_of("coming", "What they said", _Coming) is _Coming.YES,
        inputs.needed("how", "How it reached you"),
        inputs.moment("on", "at", "When"),
    )


def _move_form(inputs: Inputs) -> ShowMove:
    return ShowMove(inputs.text("panel"))


def _move(inputs: Inputs) -> MovePanel:
    panel, reason = inputs.ref("panel"), inputs.needed("reason", "Why")
    new_start = inputs.moment("new_date", "new_time", "New date and time")
    if new_start is None:
        raise Refusal("PAN-8", Fault("New date and time", "This is still empty.", "Give both."))
    _sure(inputs)
    return MovePanel(panel, new_start, reason)


def _cancel_form(inputs: Inputs) -> ShowCancel:
    return ShowCancel(inputs.text("panel"))


def _cancel(inputs: Inputs) -> CancelPanel:
    panel, reason = inputs.ref("panel"), inputs.needed("reason", "Why")
    _sure(inputs)
    return CancelPanel(panel, reason)


def _sure(inputs: Inputs) -> None:
    if not inputs.on("sure"):
        raise Refusal("PAN-8", Fault("Are you sure", "is not ticked.", "Tick it, and send again."))


def _attended_form(inputs: Inputs) -> ShowAttended:
    return ShowAttended(inputs.text("panel"))


def _attended(inputs: Inputs) -> RecordAttended:
    panel, people = inputs.ref("panel"), inputs.several("people")
    since = {person: inputs.time_of_day(f"since:{person}", "A time") for person in people}
    return RecordAttended(panel, since, tuple(inputs.unreadable))


def _give_back(inputs: Inputs) -> GiveSeatBack:
    return GiveSeatBack(inputs.ref("panel"), inputs.needed("person", "Whose seat"), inputs.needed("reason", "Why"))


DIALOG = Dialog(
    verbs=(
        Verb(AT_RISK, AT_RISK, _at_risk, "ATT-4"),
        Verb(PANEL, PANEL, _panel, "ATT-4"),
        Verb(PHONE, PHONE, _phone, "ATT-1"),
        Verb(GIVE_BACK, GIVE_BACK, _give_back_form, "ATT-5"),
        Verb("attendance.record", "attendance.record", _record, "ATT-1", back=PHONE),
        Verb("attendance.give_back", "attendance.give_back", _give_back, "ATT-5", back=GIVE_BACK),
        Verb(MOVE, MOVE, _move_form, "PAN-8"),
        Verb("panel.move", "panel.move", _move, "PAN-8", back=MOVE),
        Verb(CANCEL, CANCEL, _cancel_form, "PAN-8"),
        Verb("panel.cancel", "panel.cancel", _cancel, "PAN-8", back=CANCEL),
        Verb(ATTENDED, ATTENDED, _attended_form, "ATT-7"),
        Verb("attendance.attended", "attendance.attended", _attended, "ATT-7", back=ATTENDED),
    ),
    phrases=(
        Phrase(("at risk", "what is at risk", "risk", "risks", "overview"), AT_RISK),
        Phrase(("at a glance", "the panel at a glance", "how is the panel"), PANEL),
        Phrase(("phone", "phoned", "telephone", "rang", "called me", "by telephone"), PHONE),
        Phrase(("give back", "give the seat back", "undo", "undo the swap", "swap back"), GIVE_BACK),
        Phrase(("move", "move the panel", "new date", "reschedule", "another date"), MOVE),
        Phrase(("cancel", "cancel the panel", "call off", "call it off"), CANCEL),
        Phrase(("attended", "who attended", "who was there", "attendance report", "came late"), ATTENDED),
    ),
)
