"""What a recommendation needs before it can stand (chapter F): every fault at once, in words for who typed it."""

from __future__ import annotations

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
from cpp_core.rules.collective_view import collective_view
from cpp_core.rules.registry import rule
from cpp_core.rules.repeats import repeats_of


@dataclass(frozen=True)
class Sitting:
    """The facts against which a draft is held: the case, the panel's date, who may be counted, earlier panels' entries."""

    case: Case
    panel_on: date
    countable: frozenset[str]
    previous: tuple[Recommendation, ...] = ()
    chair_owns_it: bool = False


def faults(draft: Draft, sitting: Sitting, policy: Policy) -> tuple[Fault, ...]:
    """Everything that keeps this draft from standing; empty when it can."""
    if draft.kind is None:
        return (Fault("Recommendation", "is missing.", "Choose one of the outcomes."),)
    return (
        *_own_case(sitting),
        *_reasoning(draft),
        *_long_stop(draft, sitting),
        *_release(draft, sitting),
        *_maintain(draft),
        *_actions(draft, sitting),
        *_no_recommendation(draft, sitting),
        *standards(draft, policy),
        *bail_in_principle(draft, sitting, policy),
        *repeats(draft, sitting, policy),
        *views(draft, sitting),
    )


@rule("PAN-7", "CPP 9.0 §8.8", reading=True)
def _own_case(sitting: Sitting) -> tuple[Fault, ...]:
    """A chair does not confirm a recommendation on a case of their own: it goes to a panel with another chair."""
    if not sitting.chair_owns_it:
        return ()
    mend = "Mark it as not reached: it goes to a panel with another chair."
    return (Fault("Case", f"{sitting.case.case_ref} is owned by the chair of this panel.", mend),)


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
    """Maintaining detention says why it is justified and proportionate; no other outcome does."""
    justified = bool(draft.justification.strip())
    maintains = draft.kind in (Kind.MAINTAIN, Kind.MAINTAIN_WITH_ACTIONS)
    if maintains and not justified:
        mend = "Say why continued detention is justified and proportionate."
        return (Fault("Justification", "is missing.", mend),)
    if justified and not maintains:
        return (Fault("Justification", "belongs to maintaining detention.", "Take it out, or change the outcome."),)
    return ()


@rule("REC-3", "CPP 9.0 §10.2")
def _actions(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """Actions and event belong to `maintain-with-actions`, which has at least one action and says what would change things."""
    if draft.kind is not Kind.MAINTAIN_WITH_ACTIONS:
        mend = "Take it out, or recommend to maintain detention with case progression actions."
        given = (("Actions", bool(draft.actions)), ("Event", bool(draft.event.strip())))
        return tuple(Fault(where, "does not go with this outcome.", mend) for where, is_there in given if is_there)
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
    words = {document.key: document.words for document in policy.documents}
    both = [words.get(key, key) for key in record.documents_seen if key in record.documents_not_applicable]
    if both:
        mend = "Choose one of the two for each."
        found.append(Fault("Documents", f"marked as seen and as not applicable: {', '.join(both)}.", mend))
    seen = {*record.documents_seen, *record.documents_not_applicable}
    missing = [title for key, title in words.items() if key not in seen]
    if missing and not record.exception.strip():
        mend = "Mark each as seen or not applicable, or say under Exception why not."
        found.append(Fault("Documents", f"not accounted for: {', '.join(missing)}.", mend))
    return tuple(found)


@rule("REC-6", "CPP 9.0 §10.4")
def bail_in_principle(draft: Draft, sitting: Sitting, policy: Policy) -> tuple[Fault, ...]:
    """With bail granted in principle, another outcome than release needs a change of circumstances, with its facts."""
    granted, changed = sitting.case.bail_in_principle, draft.change_of_circumstances.strip()
    if granted is None:
        if not changed:
            return ()
        mend = "Take it out, or have the caseload put right first."
        return (Fault("Change of circumstances", "is given, and no bail in principle is on record.", mend),)
    if draft.kind is Kind.RELEASE or _with_facts(changed, policy):
        return ()
    what = f"is missing: bail was granted in principle ({granted})."
    if changed:
        what = "does not say what has changed."
    mend = "Say which circumstances have changed since, with the facts, or recommend release."
    return (Fault("Change of circumstances", what, mend),)


def _with_facts(changed: str, policy: Policy) -> bool:
    """Whether anything is said beyond which kind of change it is."""
    for choice in policy.circumstance_changes:
        changed = changed.removeprefix(choice.words)
    return bool(changed.strip(" :."))


def repeats(draft: Draft, sitting: Sitting, policy: Policy) -> tuple[Fault, ...]:
    """A release or an action that an earlier panel recommended already says why it is made again (REC-7)."""
    repeated = repeats_of(draft, sitting.previous, policy)
    if not repeated or draft.repeat_reason.strip():
        return ()
    said = "; ".join(dict.fromkeys(repeat.sentence for repeat in repeated))
    return (Fault("Repeated recommendation", f"was made before: {said}.", "Say why it is recommended again."),)


@rule("REC-5", "CPP 9.0 §8.1, §15")
def views(draft: Draft, sitting: Sitting) -> tuple[Fault, ...]:
    """When members are split their views are counted: more than half decides, without that the chair."""
    uncounted = sorted(set(draft.views) - sitting.countable)
    if uncounted:
        return (Fault("Views", "include someone whose view is not counted on this case.", "Take them out."),)
    winner = collective_view(draft.views.values()).outcome
    chosen = next((view for view in View if draft.kind is not None and view.value == draft.kind.value), None)
    if draft.reached_by is ReachedBy.CONSENSUS:
        if any(view != chosen for view in draft.views.values()):
            return (Fault("Views", "differ, so this is no consensus.", "Choose majority, or the chair's decision."),)
        return ()
    if not draft.views:
        return (Fault("Views", "are missing.", "When the panel is split, record what each member would recommend."),)
    if draft.reached_by is ReachedBy.MAJORITY and (winner is None or winner != chosen):
        return (
            Fault(
                "Views",
                "do not give this outcome more than half.",
                "Choose the outcome that has it, or decide as chair.",
            ),
        )
    if draft.reached_by is ReachedBy.CHAIR and winner is not None:
        mend = "The chair decides only where no outcome has a majority: choose majority, and its outcome."
        return (Fault("Views", f"give more than half to {winner}.", mend),)
    return ()
