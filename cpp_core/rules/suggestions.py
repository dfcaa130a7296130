"""Suggestions and the response to each (FBK-5), in the form of IAPNCM 2014."""

from collections.abc import Iterable, Iterator
from datetime import date

from cpp_core.deadlines.time import calendar_month_after
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.suggestion import Suggestion, Verdict
from cpp_core.rules.registry import rule


@rule("FBK-5", "IAPNCM 2014", reading=True)
def response_faults(suggestion: Suggestion) -> tuple[Finding, ...]:
    """What a response lacks: an owner, whether it is accepted, why (always where not in full), a date to look again."""
    return tuple(_faults(suggestion))


def _faults(suggestion: Suggestion) -> Iterator[Finding]:
    if not suggestion.owner.strip():
        yield _fault("an owner is missing", "somebody has to see to it", "Name one.")
    if suggestion.verdict is None:
        yield _fault("the answer is missing", "it is accepted, in part, or not", "Choose one.")
    elif suggestion.verdict is not Verdict.ACCEPTED and not suggestion.response.strip():
        yield _fault("the reasons are missing", "what is not accepted in full says why", "Give the reasons.")
    if suggestion.look_again_on is None:
        yield _fault("a date to look again is missing", "each response is looked at again", "Give one.")
    elif suggestion.published_on is not None and suggestion.look_again_on <= suggestion.published_on:
        yield _fault("the date to look again is past", "it comes after the response", "Give a later one.")


def _fault(what: str, why: str, mend: str) -> Finding:
    return Finding("FBK-5", "IAPNCM 2014", what, why, mend, reading=True)


@rule("FBK-5", "IAPNCM 2014", reading=True)
def may_be_published(suggestion: Suggestion) -> bool:
    """A response is published once nothing is missing."""
    return response_faults(suggestion) == ()


@rule("FBK-5", "IAPNCM 2014", reading=True)
def look_again_on(published_on: date, policy: Policy) -> date:
    """When a response is looked at again, if nobody says otherwise."""
    return calendar_month_after(published_on, policy.suggestion_review_months)


@rule("FBK-5", "IAPNCM 2014", reading=True)
def to_look_at(suggestions: Iterable[Suggestion], day: date) -> tuple[str, ...]:
    """Which published responses are to be looked at again by a day."""
    return tuple(
        each.id
        for each in suggestions
        if each.published_on is not None and each.look_again_on is not None and each.look_again_on <= day
    )
