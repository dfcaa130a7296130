"""The Detention and Case Progression Review after a panel (OUT-6): when it is, and what it says about the panel."""

from collections.abc import Iterator
from datetime import date

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.answer import ReviewEntry, TakenForward
from cpp_core.rules.detention_clock import next_review_after
from cpp_core.rules.registry import rule


@rule("OUT-6", "CPP 9.0 §11.2", reading=True)
def review_asked_on(detained_on: date, panel_on: date, policy: Policy) -> date:
    """When the entry is asked for: at the first projected review after the panel."""
    return next_review_after(detained_on, panel_on, policy)


@rule("OUT-6", "CPP 9.0 §11.2, §11.3")
def review_faults(entry: ReviewEntry | None, panel_on: date) -> tuple[Finding, ...]:
    """What the review after the panel does not say and has to; all of it where there is none."""
    if entry is None or entry.reviewed_on <= panel_on:
        why = "the next review acknowledges that the case was presented, and any recommendation"
        return (_fault("no review reflects the panel", why, "Update the next review."),)
    return tuple(_review_faults(entry))


def _review_faults(entry: ReviewEntry) -> Iterator[Finding]:
    if not entry.presented:
        yield _missing("that the case was presented to a panel")
    if not entry.recommendation.strip():
        yield _missing("what was recommended")
    if entry.agreed is None:
        yield _missing("if it is agreed")
    if entry.agreed is False and not entry.reasons.strip():
        yield _missing("why it is not agreed")
    if entry.taken_forward is None:
        yield _missing("if it will or has been taken forward")
    elif entry.taken_forward is not TakenForward.IS_NOT:
        if entry.when is None:
            yield _missing("when it is taken forward")
        if not entry.by_whom.strip():
            yield _missing("by whom it is taken forward")


def _missing(what: str) -> Finding:
    return _fault(f"the review does not say {what}", "it gives details of the recommendation", f"Add {what}.")


def _fault(what: str, why: str, mend: str) -> Finding:
    return Finding("OUT-6", "CPP 9.0 §11.2", what, why, mend, "warning")
