"""Attendance: yes, no, later, and how things stand (ATT-1)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import AskAgainTomorrow, ConfirmAttendance, DeclineAttendance, ShowAttendance
from cpp_core.usecases.holds import HoldTime

SHOW = "attendance.show"


def _confirm(inputs: Inputs) -> ConfirmAttendance:
    return ConfirmAttendance(inputs.ref("panel"))


def _decline(inputs: Inputs) -> DeclineAttendance:
    return DeclineAttendance(inputs.ref("panel"), inputs.text("reason"))


def _later(inputs: Inputs) -> AskAgainTomorrow:
    return AskAgainTomorrow(inputs.ref("panel"))


def _hold(inputs: Inputs) -> HoldTime:
    return HoldTime(inputs.ref("panel"))


def _show(inputs: Inputs) -> ShowAttendance:
    return ShowAttendance(inputs.ref("panel"))


DIALOG = Dialog(
    verbs=(
        Verb("attendance.confirm", "attendance.confirm", _confirm, "ATT-1", back=SHOW),
        Verb("attendance.decline", "attendance.decline", _decline, "ATT-3", back=SHOW),
        Verb("attendance.later", "attendance.later", _later, "ATT-1", back=SHOW),
        Verb("attendance.hold", "attendance.hold", _hold, "INV-1", back=SHOW),
        Verb(SHOW, SHOW, _show, "ATT-1"),
    ),
    phrases=(
        Phrase(
            (
                "attend",
                "attendance",
                "attending",
                "can't make",
                "cannot make",
                "can not make",
                "cant make",
                "can't come",
                "cant come",
                "free that day",
                "running late",
                "be late",
                "annual leave",
                "my reserve",
                "who is my reserve",
                "who steps in",
                "cannot come",
                "can't do",
                "won't be there",
                "will be there",
                "i'll be there",
                "confirm",
                "decline",
                "withdraw",
                "not able to",
                "unable to",
                "sick",
                "ill",
                "on leave",
            ),
            SHOW,
            among="panel",
        ),
        Phrase(
            ("yes", "yep", "yes please", "no", "nope", "no sorry", "ok", "okay", "sure", "fine"),
            SHOW,
            "panel",
            alone=True,
        ),
    ),
)
