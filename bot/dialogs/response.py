"""Casework's answer: agree, disagree with an approver, and what the next review says (OUT-3, OUT-4, OUT-6)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.model.answer import TakenForward
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.follow_up_commands import (
    AcknowledgeReview,
    Agree,
    Approve,
    Disagree,
    RefuseApproval,
    ShowApproval,
    ShowMyAnswers,
    ShowResponse,
)

SHOW, APPROVAL, MINE = "response.show", "approval.show", "answers.show"


def number_of(inputs: Inputs, name: str) -> int:
    """A number that the card carried."""
    found = inputs.ref(name)
    if not (found.isascii() and found.isdigit() and len(found) < 6):
        what = "This card is too old to be answered."
        raise Refusal(inputs.clause, Fault("", what, "Write “my answers” to get a new one."))
    return int(found)


def _show(inputs: Inputs) -> ShowResponse:
    return ShowResponse(inputs.ref("panel"), inputs.ref("case"))


def _mine(_: Inputs) -> ShowMyAnswers:
    return ShowMyAnswers()


def _agree(inputs: Inputs) -> Agree:
    panel, case, entry = inputs.ref("panel"), inputs.ref("case"), number_of(inputs, "entry")
    done_on = inputs.day("done_on", "Done on")
    return Agree(panel, case, entry, inputs.text("what_was_done"), done_on, tuple(inputs.unreadable))


def _disagree(inputs: Inputs) -> Disagree:
    panel, case, entry = inputs.ref("panel"), inputs.ref("case"), number_of(inputs, "entry")
    return Disagree(panel, case, entry, inputs.text("reasons"), inputs.text("approver"))


def _show_approval(inputs: Inputs) -> ShowApproval:
    return ShowApproval(inputs.ref("panel"), inputs.ref("case"))


def _approve(inputs: Inputs) -> Approve:
    return Approve(inputs.ref("panel"), inputs.ref("case"), number_of(inputs, "number"))


def _refuse(inputs: Inputs) -> RefuseApproval:
    number = number_of(inputs, "number")
    return RefuseApproval(inputs.ref("panel"), inputs.ref("case"), number, inputs.needed("why_not", "Why not"))


def _review(inputs: Inputs) -> AcknowledgeReview:
    panel, case = inputs.ref("panel"), inputs.ref("case")
    reviewed_on, when = inputs.day("reviewed_on", "Date of the DCPR"), inputs.day("when", "When")
    forward = {each.name.lower(): each for each in TakenForward}.get(inputs.text("forward"))
    return AcknowledgeReview(
        panel,
        case,
        reviewed_on,
        inputs.on("presented"),
        forward,
        when,
        inputs.text("by_whom"),
        tuple(inputs.unreadable),
    )


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "OUT-3"),
        Verb(MINE, "responses.mine", _mine, "OUT-3"),
        Verb("response.agree", "response.agree", _agree, "OUT-3", back=SHOW),
        Verb("response.disagree", "response.disagree", _disagree, "OUT-4", back=SHOW),
        Verb(APPROVAL, APPROVAL, _show_approval, "OUT-4"),
        Verb("response.approve", "response.approve", _approve, "OUT-4", back=APPROVAL),
        Verb("response.refuse_approval", "response.refuse_approval", _refuse, "OUT-4", back=APPROVAL),
        Verb("dcpr.acknowledged", "dcpr.acknowledged", _review, "OUT-6"),
    ),
    phrases=(
        Phrase(("my answers", "agree", "disagree", "agrees", "disagrees", "recommendation", "recommendations"), MINE),
        Phrase(("approve", "approval", "approver", "dcpr", "atlas", "audit", "audits"), MINE),
    ),
)
