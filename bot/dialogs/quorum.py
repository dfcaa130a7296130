"""Quorum: the chair decides about a panel that lacks a core seat (PAN-8)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.model.panel import QuorumChoice
from cpp_core.usecases.commands import DecideQuorum, ShowQuorum

SHOW = "quorum.show"


def _decide(inputs: Inputs) -> DecideQuorum:
    return DecideQuorum(
        panel_id=inputs.ref("panel"),
        choice=inputs.one_of("choice", "What is to happen", QuorumChoice),
        objective_can_be_met=inputs.on("objective_can_be_met"),
        independent_enough=inputs.on("independent_enough"),
        reasons=inputs.needed("reasons", "Your reasons"),
        new_start=inputs.moment("new_date", "new_time", "New date and time"),
    )


def _show(inputs: Inputs) -> ShowQuorum:
    return ShowQuorum(inputs.ref("panel"))


DIALOG = Dialog(
    verbs=(Verb(SHOW, SHOW, _show, "PAN-8"), Verb("quorum.decide", "quorum.decide", _decide, "PAN-8", back=SHOW)),
    phrases=(Phrase(("quorum", "quorate", "postpone", "proceed", "decide"), SHOW, among="console"),),
)
