"""The recommendation: the form for an outcome, and its record (REC-1 to REC-9)."""

from __future__ import annotations

from datetime import date

from bot.cards.recommendation_kinds import MOST_ACTIONS
from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.guidance.policy_choices import CIRCUMSTANCE_CHANGES
from cpp_core.model.recommendation import CaseAction, Draft, Kind, ReachedBy, ReleaseReason, Standards, View
from cpp_core.usecases.commands import RecordRecommendation, ShowForm

_CONSOLE = "panel.console"


def _form(inputs: Inputs) -> ShowForm:
    case_ref, kind = inputs.needed("case", "Case"), inputs.one_of("kind", "Outcome", Kind)
    return ShowForm(inputs.ref("panel"), case_ref, kind, inputs.text("key_points"))


def _record(inputs: Inputs) -> RecordRecommendation:
    panel_id, case_ref, draft = inputs.ref("panel"), inputs.ref("case"), read_draft(inputs)
    return RecordRecommendation(
        panel_id, case_ref, draft, inputs.text("correction_reason"), unreadable=tuple(inputs.unreadable)
    )


def read_draft(inputs: Inputs) -> Draft:
    """Everything that was typed into the form; what cannot be read is kept as unreadable."""
    return Draft(
        kind=inputs.one_of("kind", "Outcome", Kind),
        reasoning=inputs.text("reasoning"),
        release_reasons=_release_reasons(inputs),
        facts=inputs.text("facts"),
        justification=inputs.text("justification"),
        actions=_actions(inputs),
        event=inputs.text("event"),
        long_stop_on=inputs.day("long_stop", "Long-stop date"),
        resolved_by=inputs.day("resolved_by", "Resolved by"),
        change_of_circumstances=_change(inputs),
        repeat_reason=inputs.text("repeat_reason"),
        reached_by=_reached_by(inputs),
        views=_views(inputs),
        dissent=inputs.text("dissent"),
        standards=_standards(inputs),
    )


def _release_reasons(inputs: Inputs) -> tuple[ReleaseReason, ...]:
    by_name = {reason.name.lower(): reason for reason in ReleaseReason}
    chosen = inputs.several("release_reasons")
    inputs.unreadable += [("Reasons for release", name[:60]) for name in chosen if name not in by_name]
    return tuple(by_name[name] for name in chosen if name in by_name)


def _actions(inputs: Inputs) -> tuple[CaseAction, ...]:
    read = (_action(inputs, number) for number in range(1, MOST_ACTIONS + 1))
    return tuple(action for action in read if action is not None)


def _action(inputs: Inputs, number: int) -> CaseAction | None:
    """An action; without a date it cannot be one, and what was typed is shown again with what is missing."""
    what, who, by, authorisation = (
        inputs.text(f"action{number}_{part}") for part in ("what", "who", "by", "authorisation")
    )
    if not (what or who or by or authorisation):
        return None
    day = inputs.day(f"action{number}_by", f"Action {number}, by when")
    if day is None and not by:
        inputs.unreadable.append((f"Action {number}, by when", "no date"))
    return CaseAction(what, who, day or date.min, authorisation)


def _change(inputs: Inputs) -> str:
    kind = inputs.text("change")
    words = {choice.key: choice.words for choice in CIRCUMSTANCE_CHANGES}.get(kind, kind)
    return ": ".join(part for part in (words, inputs.text("change_of_circumstances")) if part)


def _reached_by(inputs: Inputs) -> ReachedBy:
    by_name = {way.name.lower(): way for way in ReachedBy}
    chosen = inputs.text("reached_by")
    if chosen and chosen not in by_name:
        inputs.unreadable.append(("How it was reached", chosen[:60]))
    return by_name.get(chosen, ReachedBy.CONSENSUS)


def _views(inputs: Inputs) -> dict[str, View]:
    known = {view.value: view for view in View}
    given = {name[5:]: value for name, value in inputs.data.items() if name.startswith("view:") and value}
    inputs.unreadable += [("View", value[:60]) for value in given.values() if value not in known]
    return {person_id: known[value] for person_id, value in given.items() if value in known}


def _standards(inputs: Inputs) -> Standards:
    return Standards(
        documents_seen=inputs.several("documents"),
        documents_not_applicable=inputs.several("documents_not_applicable"),
        alternatives_summary=inputs.text("alternatives_summary"),
        affirmed=inputs.on("affirmed"),
        exception=inputs.text("exception"),
    )


DIALOG = Dialog(
    verbs=(
        Verb("recommendation.form", "recommendation.form", _form, "REC-1", back=_CONSOLE),
        Verb("recommendation.record", "recommendation.record", _record, "REC-9", back=_CONSOLE),
    ),
    phrases=(Phrase(("recommend", "recommendation", "outcome", "record"), _CONSOLE, among="console"),),
)
