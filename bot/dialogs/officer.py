"""The CPP team: panels at a glance, answers by telephone, seats given back (ATT-1, ATT-4, ATT-5)."""

from __future__ import annotations

from enum import StrEnum

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import GiveSeatBack, RecordAnswer
from cpp_core.usecases.commands_officer import ShowAtRisk, ShowGiveBack, ShowPanel, ShowPhone

PANEL = "officer.panel"
PHONE = "officer.phone"
GIVE_BACK = "officer.give_back"
AT_RISK = "officer.at_risk"


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
    ),
    phrases=(
        Phrase(("at risk", "what is at risk", "risk", "risks", "overview"), AT_RISK),
        Phrase(("at a glance", "the panel at a glance", "how is the panel"), PANEL),
        Phrase(("phone", "phoned", "telephone", "rang", "called me", "by telephone"), PHONE),
        Phrase(("give back", "give the seat back", "undo", "undo the swap", "swap back"), GIVE_BACK),
    ),
)
