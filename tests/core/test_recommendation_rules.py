"""Chapter F: what a recommendation needs before it can stand, by examples on both sides of every edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.recommendation import (
    CaseAction,
    Draft,
    Kind,
    ReachedBy,
    Recommendation,
    ReleaseReason,
    Standards,
    View,
)
from cpp_core.rules import recommendation
from tests.core.tables import Row, day, moment, rows

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CASE = Case("EX-1", date(2026, 8, 31))
DOCUMENTS = tuple(document.key for document in POLICY.documents)
STANDARDS = Standards(DOCUMENTS, (), "No address; reporting was considered.", True)
COUNTED = frozenset("abcde")


def draft(kind: Kind | None) -> Draft:
    """A draft of an outcome that lacks nothing."""
    whole = Draft(kind, "Because.", long_stop_on=date(2027, 3, 31), standards=STANDARDS)
    if kind is Kind.RELEASE:
        return replace(whole, release_reasons=(ReleaseReason.BARRIERS,), facts="No document.")
    if kind is Kind.NO_RECOMMENDATION:
        return replace(whole, resolved_by=date(2026, 12, 9))
    if kind is Kind.MAINTAIN_WITH_ACTIONS:
        action = CaseAction("Chase the document", "Caseworker", date(2026, 12, 18))
        whole = replace(whole, actions=(action,), event="No document by May")
    return replace(whole, justification="It is.")


def changed(made: Draft, field: str, value: str) -> Draft:
    """The draft with one thing changed, as a table of examples names it."""
    given: Any = value
    if field in {"long_stop_on", "resolved_by"}:
        given = day(value) if value else None
    elif field == "release_reasons":
        given = (ReleaseReason[value],) if value else ()
    elif field == "actions":
        given = ()
    elif field == "action_by":
        return replace(made, actions=(replace(made.actions[0], by=day(value)),))
    elif field in {"affirmed", "alternatives", "documents"}:
        return replace(made, standards=with_standards(field, value))
    elif field == "change":
        field = "change_of_circumstances"
    change: Any = {field: given}
    return replace(made, **change)


def with_standards(field: str, value: str) -> Standards:
    """The record of the minimum standards with one thing changed."""
    if field == "affirmed":
        return replace(STANDARDS, affirmed=False)
    if field == "alternatives":
        return replace(STANDARDS, alternatives_summary=value)
    but_first = replace(STANDARDS, documents_seen=DOCUMENTS[1:])
    if value == "first not applicable":
        return replace(but_first, documents_not_applicable=DOCUMENTS[:1])
    return replace(but_first, exception="Not on Atlas today." if value == "first excepted" else " ")


@pytest.mark.parametrize("row", rows("recommendations"))
def test_what_is_missing_or_does_not_belong_is_said(row: Row) -> None:
    made, case = draft(Kind(row["kind"]) if row["kind"] else None), CASE
    for change in filter(None, row["change"].split("; ")):
        field, _, value = change.partition("=")
        if field == "bail":
            case = replace(case, bail_in_principle=BailInPrinciple(value))
        else:
            made = changed(made, field, value)
    found = recommendation.faults(made, recommendation.Sitting(case, PANEL_ON, COUNTED), POLICY)
    assert [fault.where for fault in found] == ([row["faults"]] if row["faults"] else [])
    assert all(fault.mend for fault in found)


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = Draft(Kind.MAINTAIN_WITH_ACTIONS)
    found = recommendation.faults(bare, recommendation.Sitting(CASE, PANEL_ON, COUNTED), POLICY)
    assert [fault.where for fault in found] == [
        "Reasoning",
        "Long stop",
        "Justification",
        "Actions",
        "Event",
        "Standards",
        "Alternatives to detention",
        "Documents",
    ]


def test_an_action_says_what_and_who() -> None:
    made = replace(draft(Kind.MAINTAIN_WITH_ACTIONS), actions=(CaseAction(" ", " ", PANEL_ON),))
    found = recommendation.faults(made, recommendation.Sitting(CASE, PANEL_ON, COUNTED), POLICY)
    assert [fault.what for fault in found] == ["does not say what is to be done.", "does not say who does it."]


@pytest.mark.parametrize("own", [True, False])
def test_a_chair_does_not_confirm_on_their_own_case(own: bool) -> None:
    sitting = recommendation.Sitting(CASE, PANEL_ON, COUNTED, chair_owns_it=own)
    found = recommendation.faults(draft(Kind.MAINTAIN), sitting, POLICY)
    assert [fault.where for fault in found] == (["Case"] if own else [])


def test_bail_is_a_reason_where_it_was_granted() -> None:
    made = replace(draft(Kind.RELEASE), release_reasons=(ReleaseReason.BAIL_GRANTED,))
    granted = replace(CASE, bail_in_principle=BailInPrinciple.SECRETARY_OF_STATE)
    assert recommendation.faults(made, recommendation.Sitting(granted, PANEL_ON, COUNTED), POLICY) == ()


@pytest.mark.parametrize(("reason", "stands"), [("", False), (" ", False), ("Nothing was done.", True)])
def test_what_is_recommended_again_says_why(reason: str, stands: bool) -> None:
    earlier = Recommendation(
        "r", "O", date(2026, 9, 8), "EX-1", 1, draft(Kind.RELEASE), "chair", moment("2026-09-08 12:00")
    )
    made = replace(draft(Kind.RELEASE), repeat_reason=reason)
    found = recommendation.faults(made, recommendation.Sitting(CASE, PANEL_ON, COUNTED, (earlier,)), POLICY)
    assert (found == ()) is stands
    assert all("release, by the panel of 08/09/2026" in fault.what for fault in found)


R, M, A = View.RELEASE, View.MAINTAIN, View.MAINTAIN_WITH_ACTIONS


@pytest.mark.parametrize(
    ("reached_by", "views", "stands"),
    [
        (ReachedBy.CONSENSUS, [], True),
        (ReachedBy.CONSENSUS, [M, M], True),
        (ReachedBy.CONSENSUS, [M, R], False),
        (ReachedBy.MAJORITY, [], False),
        (ReachedBy.MAJORITY, [M, M, R], True),
        (ReachedBy.MAJORITY, [M, R], False),  # half is not more than half
        (ReachedBy.MAJORITY, [R, R, M], False),  # for another outcome
        (ReachedBy.CHAIR, [], False),
        (ReachedBy.CHAIR, [M, R], True),
        (ReachedBy.CHAIR, [M, R, A, R], True),
        (ReachedBy.CHAIR, [R, R, M], False),  # a majority has decided
        (ReachedBy.CHAIR, [M, M, R], False),
    ],
)
def test_views_fit_how_it_was_reached(reached_by: ReachedBy, views: list[View], stands: bool) -> None:
    given = dict(zip("abcde", views, strict=False))
    made = replace(draft(Kind.MAINTAIN), reached_by=reached_by, views=given)
    found = recommendation.faults(made, recommendation.Sitting(CASE, PANEL_ON, COUNTED), POLICY)
    assert (found == ()) is stands
    assert {fault.where for fault in found} <= {"Views"}


def test_no_recommendation_has_no_majority() -> None:
    made = replace(draft(Kind.NO_RECOMMENDATION), reached_by=ReachedBy.MAJORITY, views={"a": R, "b": M})
    found = recommendation.faults(made, recommendation.Sitting(CASE, PANEL_ON, COUNTED), POLICY)
    assert [fault.where for fault in found] == ["Views"]


def test_a_view_that_is_not_counted_is_refused() -> None:
    made = replace(draft(Kind.MAINTAIN), views={"stranger": M})
    found = recommendation.faults(made, recommendation.Sitting(CASE, PANEL_ON, COUNTED), POLICY)
    assert [fault.what for fault in found] == ["include someone whose view is not counted on this case."]


@pytest.mark.parametrize(
    ("change", "what"),
    [("", "is missing: bail was granted in principle (IJ)."), ("Another change.", "does not say what has changed.")],
)
def test_another_outcome_than_the_bail_granted_says_what_is_missing(change: str, what: str) -> None:
    granted = replace(CASE, bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE)
    made = replace(draft(Kind.MAINTAIN), change_of_circumstances=change)
    found = recommendation.faults(made, recommendation.Sitting(granted, PANEL_ON, COUNTED), POLICY)
    assert [fault.what for fault in found] == [what]
