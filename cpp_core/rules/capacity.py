"""How many cases a panel holds (PAN-3): its 2 hours 30 minutes, less opening and wash-up, in minutes for each case."""

from collections.abc import Iterable

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.guidance.vocabulary import CaseKind
from cpp_core.model.case import Case
from cpp_core.rules.registry import rule


@rule("PAN-3", "CPP 9.0 §5, §10.4", reading=True)
def kind_of_case(case: Case, policy: Policy) -> CaseKind:
    """Light touch with bail granted in principle (LST-4); complex by adults at risk level, sooner if criminal [R]."""
    if case.bail_in_principle is not None:
        return "light-touch"
    least = policy.complex_aar_level_criminal if case.criminal_case else policy.complex_aar_level
    return "complex" if case.aar_level is not None and case.aar_level >= least else "ordinary"


def minutes_for_cases(policy: Policy) -> int:
    """The minutes of a panel that are left for its cases."""
    return policy.panel_minutes - policy.opening_minutes - policy.washup_minutes


def minutes_of(kinds: Iterable[CaseKind], policy: Policy) -> int:
    """The minutes that these cases take."""
    return sum(policy.case_minutes[kind] for kind in kinds)


@rule("PAN-3", "CPP 9.0 §5", reading=True)
def cases_that_fit(kinds: Iterable[CaseKind], policy: Policy) -> int:
    """How many of the cases, in their order, are reached in a panel's time."""
    left = minutes_for_cases(policy)
    count = 0
    for kind in kinds:
        left -= policy.case_minutes[kind]
        if left < 0:
            break
        count += 1
    return count


@rule("PAN-3", "CPP 9.0 §5")
def fits(kinds: Iterable[CaseKind], policy: Policy) -> tuple[Finding, ...]:
    """Whether all cases of a list can be discussed in a panel's time; a warning where they cannot."""
    kinds = tuple(kinds)
    needed, available = minutes_of(kinds, policy), minutes_for_cases(policy)
    if needed <= available:
        return ()
    beyond = len(kinds) - cases_that_fit(kinds, policy)
    return (
        Finding(
            "PAN-3",
            "CPP 9.0 §5",
            f"{beyond} of {len(kinds)} cases will probably not be reached",
            f"they take {needed} minutes, and a panel of {policy.panel_minutes} minutes has {available} for cases",
            "Move some to another panel; those not reached go first to a later one.",
            "warning",
        ),
    )
