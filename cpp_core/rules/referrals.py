"""Referrals outside the cycle (CLK-4), and the panel after one without a recommendation (REC-1)."""

from collections.abc import Iterator
from datetime import date, timedelta

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.referral import AdHocReferral
from cpp_core.rules.allocation_types import Referral
from cpp_core.rules.detention_clock import ReviewPoint, next_due
from cpp_core.rules.registry import rule

OTHER = "other"
_SOURCES = "CPP 9.0 §2, §4, §10.1, §10.2"


@rule("CLK-4", "CPP 9.0 §2, §4, §10.1, §10.2")
def referral_faults(referral: AdHocReferral, policy: Policy) -> tuple[Finding, ...]:
    """A referral says who makes it (a team of the list, or another one in words), why, and by when."""
    return tuple(_referral_faults(referral, policy))


def _referral_faults(referral: AdHocReferral, policy: Policy) -> Iterator[Finding]:
    if referral.source not in {choice.key for choice in policy.referral_sources}:
        names = ", ".join(choice.words for choice in policy.referral_sources)
        yield _fault("who refers the case is not known", f"{referral.source!r} is no team of the list", names)
    elif referral.source == OTHER and not referral.named.strip():
        yield _fault("who refers the case is not said", "another team is named in words", "Name the team.")
    if not referral.why.strip():
        yield _fault("why the case is referred is not said", "a panel has to know what to look at", "Give the reason.")
    if referral.by_when < referral.referred_on:
        why = f"{referral.by_when.isoformat()} is before the referral"
        yield _fault("by when is past", why, "Give the day of the referral or a later one.", reading=True)


def _fault(what: str, why: str, mend: str, *, reading: bool = False) -> Finding:
    return Finding("CLK-4", _SOURCES, what, why, mend, reading=reading)


@rule("CLK-4", "CPP 9.0 §4", reading=True)
def next_point_despite(referral: AdHocReferral, detained_on: date, policy: Policy) -> ReviewPoint:
    """When the case comes back in its cycle: a referral does not reset the clock."""
    return next_due(detained_on, referral.by_when, policy)


@rule("CLK-4", "CPP 9.0 §4, §10.1, §10.2")
def for_allocation(referral: AdHocReferral, policy: Policy) -> Referral:
    """The referral as allocation takes it."""
    words = {choice.key: choice.words for choice in policy.referral_sources}
    return Referral(referral.named or words[referral.source], referral.why, referral.by_when)


@rule("REC-1", "CPP 9.0 §10")
def after_no_recommendation(reasons: str, resolved_by: date, policy: Policy) -> Referral:
    """Without a recommendation a later panel makes it: after the date by which the reasons are resolved.

    How soon after (a week) is a reading of ours.
    """
    by_when = resolved_by + timedelta(days=policy.resolved_panel_days)
    return Referral("a previous panel, without a recommendation", reasons, by_when, not_before=resolved_by)
