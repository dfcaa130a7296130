"""How a recommendation comes to stand (REC-9), and bail granted in principle (REC-6): what is gone through, and by whom."""

from collections.abc import Iterable
from datetime import datetime

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.guidance.vocabulary import Choice
from cpp_core.model.case import Case
from cpp_core.rules.registry import rule


@rule("REC-9", "CPP 9.0 §8.1")
def checklist_left(done: Iterable[str], policy: Policy) -> tuple[Choice, ...]:
    """What of the chair's checklist has not been gone through."""
    ticked = frozenset(done)
    return tuple(item for item in policy.chair_checklist if item.key not in ticked)


@rule("REC-9", "CPP 9.0 §8.1")
def checklist_faults(
    done: Iterable[str], returned_at: datetime | None, closed_at: datetime | None, policy: Policy
) -> tuple[Finding, ...]:
    """After the panel: a warning for the checklist that is not gone through, or the Minimum Review Checklist not back."""
    if closed_at is None:
        return ()
    found = [_warning("the chair's checklist is not gone through", item.words) for item in checklist_left(done, policy)]
    if returned_at is None:
        found.append(_warning("the Minimum Review Checklist is not back", "the chair returns it to the CPP team"))
    return tuple(found)


def _warning(what: str, why: str) -> Finding:
    return Finding("REC-9", "CPP 9.0 §8.1", what, why, "Ask the chair for it.", "warning")


@rule("REC-9", "CPP 9.0 §8.1, §8.5", reading=True)
def stands(confirmed_by: str, chair: str | None, acting_chair: str = "") -> bool:
    """A recommendation stands once the chair, or who acts as chair, has confirmed it; nobody else can."""
    return bool(confirmed_by) and confirmed_by == (acting_chair or chair)


@rule("REC-9", "CPP 9.0 §8.5")
def introduction(case: Case) -> tuple[tuple[str, str], ...]:
    """How the officer introduces a case: barriers with timescales, adults at risk level and reason, public protection.

    What the source does not say is named as missing.
    """
    level = "" if case.aar_level is None else f"level {case.aar_level}: {case.aar_reason or 'reason not in the source'}"
    points = (
        ("Barriers to removal, with timescales", "; ".join(case.barriers)),
        ("Adults at risk", level),
        ("Public protection, by the caseworker", case.public_protection),
    )
    return tuple((heading, words or "not in the source") for heading, words in points)


@rule("REC-6", "CPP 9.0 §10.4")
def prompts_for(case: Case, policy: Policy) -> tuple[Choice, ...]:
    """With bail granted in principle: what the panel talks about besides any change of circumstances."""
    return policy.bail_prompts if case.bail_in_principle is not None else ()
