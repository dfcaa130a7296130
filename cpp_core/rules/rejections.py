"""Disagreeing with a recommendation (OUT-4): reasons, and who may approve it."""

from collections.abc import Iterator
from dataclasses import dataclass

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.answer import CaseworkAnswer, Says
from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind
from cpp_core.rules.detention_clock import longest_band
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Recommended:
    """What a rejection is held against: the chair's grade where known, the bands, and who owns the case."""

    kind: Kind
    chair_grade: Grade | None
    case_band: Band
    panel_band: Band
    case_owner: str = ""


@rule("OUT-4", "CPP 9.0 §11.3")
def least_approver_grade(about: Recommended, policy: Policy) -> Grade:
    """The chair's grade, and never below the least of the band; of case and panel the longer band counts [R]."""
    least = policy.rejection_min_grade[longest_band((about.case_band, about.panel_band), policy)]
    return least if about.chair_grade is None else max(about.chair_grade, least)


@rule("OUT-4", "CPP 9.0 §11, §11.3")
def rejection_faults(answer: CaseworkAnswer, about: Recommended, policy: Policy) -> tuple[Finding, ...]:
    """Why a disagreement cannot stand as it is; empty where it can, and where casework agrees."""
    if answer.says is Says.AGREE:
        return ()
    return tuple(_faults(answer, about, policy))


def _faults(answer: CaseworkAnswer, about: Recommended, policy: Policy) -> Iterator[Finding]:
    least = least_approver_grade(about, policy)
    if not answer.reasons.strip():
        why = "a recommendation that is rejected is fully reasoned"
        yield _fault("the reasons are missing", why, "Give them in full, on Atlas and in the next review.")
    if not answer.approved_by.strip():
        why = f"somebody of {least.name} or above approves a rejection"
        yield _fault("nobody has approved the rejection", why, "Name the approver, with their grade.")
        return
    if answer.approver_grade is None:
        why = f"it has to be {least.name} or above"
        yield _fault("the approver's grade is not known", why, "Give the approver's grade.")
    elif answer.approver_grade < least:
        why = f"{answer.approved_by} is {answer.approver_grade.name}, and it takes {least.name} or above"
        yield _fault("the approval does not count", why, "Have it approved at that grade.")
    if answer.approved_by.strip().casefold() == about.case_owner.strip().casefold():
        why = "the case owner does not approve their own rejection"
        yield _fault("the approval does not count", why, "Have somebody else approve it.", reading=True)


def _fault(what: str, why: str, mend: str, *, reading: bool = False) -> Finding:
    return Finding("OUT-4", "CPP 9.0 §11.3", what, why, mend, reading=reading)


@rule("OUT-4", "CPP 9.0 §10.1, §11.3")
def release_authority(answer: CaseworkAnswer, about: Recommended) -> tuple[Finding, ...]:
    """A release that casework agrees with still goes to the appropriate grade in its command."""
    if answer.says is Says.DISAGREE or about.kind is not Kind.RELEASE:
        return ()
    return (
        Finding(
            "OUT-4",
            "CPP 9.0 §11.3",
            "the release goes to the appropriate grade in the command",
            "a decision to release is referred to them and agreed by them",
            "Follow the command's own release authorisation.",
            "fact",
        ),
    )
