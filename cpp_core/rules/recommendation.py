"""What a recommendation needs before it can stand (chapter F): every fault at once, in words for who typed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.recommendation import (
    CaseAction,
    Draft,
    Kind,
    ReachedBy,
    Recommendation,
    ReleaseReason,
    View,
)
from cpp_core.refusals import Fault
from cpp_core.rules.registry import rule


@dataclass(frozen=True)
class Sitting:
    """The facts against which a draft is held: the case, the panel's date, who may be counted, earlier panels' entries."""

    case: Case
    panel_on: date
    countable: frozenset[str]
    previous: tuple[Recommendation, ...] = ()


def faults(draft: Draft, sitting: Sitting, policy: Policy) -> tuple[Fault, ...]:
    """Everything that keeps this draft from standing; empty when it can."""
    if draft.kind is None:
        return (Fault("Recommendation", "is missing.", "Choose one of the outcomes."),)
    return (
        *_reasoning(draft),
        *_long_stop(draft, sitting),
        *_release(draft, sitting),
        *_maintain(draft),
        *_actions(draft, sitting),
        *_no_recommendation(draft, sitting),
        *standards(draft, policy),
        *bail_in_principle(draft, sitting),
        *repeats(draft, sitting),
        *views(draft, sitting),
    )


def _reasoning(draft: Draft) -> Iterator[Fault]:
    if not draft.reasoning.strip():
        yield Fault(
            "Reasoning", "is missing.", "Say in full why the panel comes to this, from facts and not speculation."
        )


@rule("REC-4", "CPP 9.0 §10")
def _long_stop(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """The long-stop that was discussed is recorded as a date, today at the earliest."""
    if draft.long_stop_on is None:
        mend = "Give the date by which removal is expected at the very latest, like 31/03/2027."
        return (Fault("Long stop", "is missing.", mend),)
    if draft.long_stop_on < sitting.panel_on:
        return (Fault("Long stop", f"{draft.long_stop_on:%d/%m/%Y} is before the panel.", "Give a date to come."),)
    return ()


@rule("REC-2", "CPP 9.0 §10.1, §10.4")
def _release(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """A release has a reason of the list, with its facts."""
    if draft.kind is not Kind.RELEASE:
        if draft.release_reasons:
            return (Fault("Reasons for release", "belong to a release.", "Take them out, or recommend release."),)
        return ()
    found = []
    if not draft.release_reasons:
        found.append(Fault("Reasons for release", "are missing.", "Choose at least one of the listed reasons."))
    if not draft.facts.strip():
        found.append(Fault("Facts", "are missing.", "Give the facts behind the reasons for release."))
    if ReleaseReason.BAIL_GRANTED in draft.release_reasons and sitting.case.bail_in_principle is None:
        mend = "Choose another reason, or have the caseload put right first."
        found.append(Fault("Reasons for release", "name a grant of bail, and none is on record.", mend))
    return tuple(found)


@rule("REC-3", "CPP 9.0 §10.2, §10.3")
def _maintain(draft: Draft) -> tuple[Fault, ...]:
    """Maintaining detention says why it is justified and proportionate."""
    if draft.kind in (Kind.MAINTAIN, Kind.MAINTAIN_WITH_ACTIONS) and not draft.justification.strip():
        mend = "Say why continued detention is justified and proportionate."
        return (Fault("Justification", "is missing.", mend),)
    return ()


@rule("REC-3", "CPP 9.0 §10.2")
def _actions(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """Actions belong to `maintain-with-actions`, which has at least one, and the event that would change things."""
    if draft.kind is not Kind.MAINTAIN_WITH_ACTIONS:
        if draft.actions and draft.kind in (Kind.MAINTAIN, Kind.NO_RECOMMENDATION):
            mend = "Take them out, or recommend to maintain detention with case progression actions."
            return (Fault("Actions", "do not go with this outcome.", mend),)
        return ()
    found = []
    if not draft.actions:
        found.append(Fault("Actions", "are missing.", "Give at least one: what, who and by when."))
    for number, action in enumerate(draft.actions, 1):
        found += _action_faults(number, action, sitting)
    if not draft.event.strip():
        mend = "Say which event, if it does not come about, would have detention assessed again."
        found.append(Fault("Event", "is missing.", mend))
    return tuple(found)


def _action_faults(number: int, action: CaseAction, sitting: Sitting) -> Iterator[Fault]:
    where = f"Action {number}"
    if not action.what.strip():
        yield Fault(where, "does not say what is to be done.", "Describe the action.")
    if not action.who.strip():
        yield Fault(where, "does not say who does it.", "Name the team or person.")
    if action.by < sitting.panel_on:
        yield Fault(where, f"is due on {action.by:%d/%m/%Y}, before the panel.", "Give a date to come.")


@rule("REC-1", "CPP 9.0 §10")
def _no_recommendation(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """No recommendation gives the date by when its reasons are resolved, after the panel."""
    if draft.kind is not Kind.NO_RECOMMENDATION:
        if draft.resolved_by is not None:
            return (Fault("Resolved by", "belongs to no recommendation.", "Leave it empty."),)
        return ()
    if draft.resolved_by is None:
        return (Fault("Resolved by", "is missing.", "Give the date by which the panel's reasons will be resolved."),)
    if draft.resolved_by <= sitting.panel_on:
        return (Fault("Resolved by", f"{draft.resolved_by:%d/%m/%Y} is not after the panel.", "Give a date to come."),)
    return ()


@rule("REC-4", "CPP 9.0 §3, §7, §10")
def standards(draft: Draft, policy: Policy) -> tuple[Fault, ...]:
    """The minimum standards: affirmed for this case, alternatives summarised, each document accounted for."""
    record = draft.standards
    found = []
    if not record.affirmed:
        found.append(
            Fault("Standards", "have not been affirmed.", "Affirm that the minimum standards were met for this case.")
        )
    maintains = draft.kind in (Kind.MAINTAIN, Kind.MAINTAIN_WITH_ACTIONS)
    if maintains and not record.alternatives_summary.strip():
        mend = "Summarise why bail or another alternative to detention is not appropriate."
        found.append(Fault("Alternatives to detention", "are not summarised.", mend))
    seen = {*record.documents_seen, *record.documents_not_applicable}
    missing = [document.words for document in policy.documents if document.key not in seen]
    if missing and not record.exception.strip():
        mend = "Mark each as seen or not applicable, or say under Exception why not."
        found.append(Fault("Documents", f"not accounted for: {', '.join(missing)}.", mend))
    return tuple(found)


@rule("REC-6", "CPP 9.0 §10.4")
def bail_in_principle(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """With bail granted in principle, another outcome than release needs a change of circumstances."""
    granted = sitting.case.bail_in_principle
    if granted is None or draft.kind is Kind.RELEASE or draft.change_of_circumstances.strip():
        return ()
    mend = (
        "Say what has changed since (removal barriers, release barriers, vulnerability, other), or recommend release."
    )
    return (Fault("Change of circumstances", f"is missing: bail was granted in principle ({granted}).", mend),)


@rule("REC-7", "CPP 9.0 §7")
def repeats(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """A release or an action that an earlier panel recommended already says why it is made again."""
    repeated = repeated_from(draft, sitting.previous)
    if not repeated or draft.repeat_reason.strip():
        return ()
    mend = "Say why it is recommended again."
    return (Fault("Repeated recommendation", f"was made before: {'; '.join(repeated)}.", mend),)


def repeated_from(draft: Draft, previous: tuple[Recommendation, ...]) -> tuple[str, ...]:
    """What of this draft earlier panels recommended already: a release, or an action of the same kind for the same owner."""
    found = []
    for earlier in previous:
        if draft.kind is Kind.RELEASE and earlier.kind is Kind.RELEASE:
            found.append(f"release, by the panel of {earlier.panel_on:%d/%m/%Y}")
        same = {_likeness(action) for action in draft.actions} & {_likeness(action) for action in earlier.draft.actions}
        found += [f"{what} ({who}), by the panel of {earlier.panel_on:%d/%m/%Y}" for what, who in sorted(same)]
    return tuple(found)


def _likeness(action: CaseAction) -> tuple[str, str]:
    return " ".join(action.what.casefold().split()), " ".join(action.who.casefold().split())


@rule("REC-5", "CPP 9.0 §8.1, §15")
def views(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """When members are split their views are counted: more than half decides, without that the chair."""
    uncounted = sorted(set(draft.views) - sitting.countable)
    if uncounted:
        return (Fault("Views", "include someone whose view is not counted on this case.", "Take them out."),)
    winner = majority(tuple(draft.views.values()))
    chosen = next((view for view in View if draft.kind is not None and view.value == draft.kind.value), None)
    if draft.reached_by is ReachedBy.CONSENSUS:
        if any(view != chosen for view in draft.views.values()):
            return (Fault("Views", "differ, so this is no consensus.", "Choose majority, or the chair's decision."),)
        return ()
    if not draft.views:
        return (Fault("Views", "are missing.", "When the panel is split, record what each member would recommend."),)
    if draft.reached_by is ReachedBy.MAJORITY and winner != chosen:
        return (
            Fault(
                "Views",
                "do not give this outcome more than half.",
                "Choose the outcome that has it, or decide as chair.",
            ),
        )
    if draft.reached_by is ReachedBy.CHAIR and winner is not None and winner != chosen:
        return (
            Fault(
                "Views", f"give more than half to {winner}.", "The chair decides only where no outcome has a majority."
            ),
        )
    return ()


def majority(given: tuple[View, ...]) -> View | None:
    """The outcome with more than half of the views given, if there is one (REC-5)."""
    if not given:
        return None
    view, count = Counter(given).most_common(1)[0]
    return view if count * 2 > len(given) else None
