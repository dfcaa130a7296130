"""Concerns about behaviour in private (REC-10), and safeguarding concerns for a case (REC-11)."""

from __future__ import annotations

from bot.dialogs.reading import TRUE, Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands_concerns import (
    FindConcern,
    FindSafeguarding,
    FollowUpSafeguarding,
    LiftLimit,
    LimitSitting,
    PassOnConcern,
    RaiseConcern,
    RaiseSafeguarding,
    ShowConcern,
    ShowSafeguarding,
    ViewConcern,
)

CONCERN = "concern.show"
FOR_LEAD = "concern.view"
SAFEGUARDING = "safeguarding.show"


def _show(inputs: Inputs) -> ShowConcern:
    return ShowConcern(inputs.ref("panel"))


def _find(_: Inputs) -> FindConcern:
    return FindConcern()


def _find_safeguarding(_: Inputs) -> FindSafeguarding:
    return FindSafeguarding()


def _raise(inputs: Inputs) -> RaiseConcern:
    said = inputs.text("challenged").lower()
    challenged = None if not said else said in TRUE
    return RaiseConcern(inputs.ref("panel"), inputs.text("about"), inputs.text("concern_words"), challenged)


def _view(inputs: Inputs) -> ViewConcern:
    return ViewConcern(inputs.ref("concern"))


def _pass_on(inputs: Inputs) -> PassOnConcern:
    return PassOnConcern(inputs.ref("concern"), inputs.needed("to_whom", "To whom"))


def _limit(inputs: Inputs) -> LimitSitting:
    return LimitSitting(inputs.ref("concern"), inputs.needed("limit_why", "Why"), inputs.several("only_seats"))


def _lift(inputs: Inputs) -> LiftLimit:
    concern_id = inputs.ref("concern")
    trained = inputs.day("trained_again_on", "Trained again on")
    satisfied = inputs.day("team_satisfied_on", "Satisfied since")
    return LiftLimit(concern_id, trained, satisfied, tuple(inputs.unreadable))


def _safeguarding(inputs: Inputs) -> ShowSafeguarding:
    return ShowSafeguarding(inputs.ref("panel"), inputs.text("case"))


def _raise_safeguarding(inputs: Inputs) -> RaiseSafeguarding:
    return RaiseSafeguarding(
        inputs.ref("panel"),
        inputs.needed("case", "Case"),
        inputs.text("safeguarding_words"),
        inputs.text("team"),
        inputs.text("to"),
    )


def _done(inputs: Inputs) -> FollowUpSafeguarding:
    return FollowUpSafeguarding(
        inputs.ref("panel"), inputs.needed("concern", "Which concern"), inputs.needed("what_was_done", "What was done")
    )


DIALOG = Dialog(
    verbs=(
        Verb(CONCERN, CONCERN, _show, "REC-10"),
        Verb("concern.find", "concern.find", _find, "REC-10"),
        Verb("concern.raise", "concern.raise", _raise, "REC-10", back=CONCERN),
        Verb(FOR_LEAD, FOR_LEAD, _view, "REC-10"),
        Verb("concern.pass_on", "concern.pass_on", _pass_on, "REC-10", back=FOR_LEAD),
        Verb("concern.limit", "concern.limit", _limit, "REC-10", back=FOR_LEAD),
        Verb("concern.lift", "concern.lift", _lift, "REC-10", back=FOR_LEAD),
        Verb(SAFEGUARDING, SAFEGUARDING, _safeguarding, "REC-11"),
        Verb("safeguarding.find", "safeguarding.find", _find_safeguarding, "REC-11"),
        Verb("safeguarding.raise", "safeguarding.raise", _raise_safeguarding, "REC-11", back=SAFEGUARDING),
        Verb("safeguarding.done", "safeguarding.done", _done, "REC-11", back=SAFEGUARDING),
    ),
    phrases=(
        Phrase(
            (
                "behaviour",
                "concern about behaviour",
                "inappropriate",
                "raise a concern",
                "bullying",
                "bullied",
                "harassment",
                "rude",
            ),
            "concern.find",
        ),
        Phrase(("safeguarding", "vulnerable", "vulnerability"), "safeguarding.find"),
    ),
)
