"""REC-1 to REC-7: each way in which a draft cannot stand is refused with a message, and its neighbour is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
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
from cpp_core.rules.collective_view import collective_view
from cpp_core.rules.recommendation import Sitting, faults
from tests.core.tables import moment

PANEL_ON = date(2026, 12, 8)
POLICY = policy_on(PANEL_ON)
SEEN = Standards(tuple(each.key for each in POLICY.documents), (), "Reporting was considered.", affirmed=True)
ACTION = CaseAction("Obtain a travel document", "Returns Logistics", date(2026, 12, 18))
CASE = Case("C1", date(2026, 9, 7))
BAILED = replace(CASE, bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE)
VOTERS = ("a", "b", "c", "d")
SITTING = Sitting(CASE, PANEL_ON, frozenset(VOTERS))
COMMON: dict[str, Any] = {"reasoning": "Because.", "long_stop_on": date(2027, 3, 31), "standards": SEEN}
WHOLE: dict[Kind, Draft] = {
    Kind.RELEASE: Draft(Kind.RELEASE, release_reasons=(ReleaseReason.BARRIERS,), facts="Facts.", **COMMON),
    Kind.MAINTAIN_WITH_ACTIONS: Draft(
        Kind.MAINTAIN_WITH_ACTIONS, justification="Near.", actions=(ACTION,), event="No flight.", **COMMON
    ),
    Kind.MAINTAIN: Draft(Kind.MAINTAIN, justification="Near.", **COMMON),
    Kind.NO_RECOMMENDATION: Draft(Kind.NO_RECOMMENDATION, resolved_by=date(2026, 12, 9), **COMMON),
}


def said(draft: Draft, sitting: Sitting = SITTING) -> list[str]:
    return [fault.sentence() for fault in faults(draft, sitting, POLICY)]


def earlier(kind: Kind, *actions: CaseAction) -> Recommendation:
    draft = replace(WHOLE[kind], actions=actions)
    return Recommendation("old", "P0", date(2026, 9, 15), "C1", 1, draft, "chair", moment("2026-09-15 11:00"))


@pytest.mark.parametrize("kind", list(Kind))
def test_each_outcome_stands_when_it_is_whole(kind: Kind) -> None:
    assert said(WHOLE[kind]) == []


def test_an_outcome_is_needed() -> None:
    assert said(Draft()) == ["Recommendation: is missing. Choose one of the outcomes."]


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        *((kind, {"reasoning": " "}, "Reasoning") for kind in Kind),
        *((kind, {"long_stop_on": None}, "Long stop") for kind in Kind),
        *((kind, {"long_stop_on": date(2026, 12, 7)}, "Long stop") for kind in Kind),
        *((kind, {"standards": replace(SEEN, affirmed=False)}, "Standards") for kind in Kind),
        *((kind, {"standards": replace(SEEN, documents_seen=SEEN.documents_seen[1:])}, "Documents") for kind in Kind),
        *((kind, {"standards": replace(SEEN, documents_not_applicable=("dcpr",))}, "Documents") for kind in Kind),
        (Kind.RELEASE, {"release_reasons": ()}, "Reasons for release"),
        (Kind.RELEASE, {"release_reasons": (ReleaseReason.BAIL_GRANTED,)}, "Reasons for release"),
        (Kind.RELEASE, {"facts": ""}, "Facts"),
        (Kind.RELEASE, {"justification": "Near."}, "Justification"),
        (Kind.RELEASE, {"actions": (ACTION,)}, "Actions"),
        (Kind.RELEASE, {"event": "No flight."}, "Event"),
        (Kind.RELEASE, {"resolved_by": date(2026, 12, 9)}, "Resolved by"),
        (Kind.MAINTAIN, {"justification": ""}, "Justification"),
        (Kind.MAINTAIN, {"actions": (ACTION,)}, "Actions"),
        (Kind.MAINTAIN, {"event": "No flight."}, "Event"),
        (Kind.MAINTAIN, {"release_reasons": (ReleaseReason.BARRIERS,)}, "Reasons for release"),
        (Kind.MAINTAIN, {"standards": replace(SEEN, alternatives_summary="")}, "Alternatives to detention"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"actions": ()}, "Actions"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"event": ""}, "Event"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"justification": ""}, "Justification"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"actions": (replace(ACTION, what=" "),)}, "Action 1"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"actions": (ACTION, replace(ACTION, who=""))}, "Action 2"),
        (Kind.MAINTAIN_WITH_ACTIONS, {"actions": (replace(ACTION, by=date(2026, 12, 7)),)}, "Action 1"),
        (Kind.NO_RECOMMENDATION, {"resolved_by": None}, "Resolved by"),
        (Kind.NO_RECOMMENDATION, {"resolved_by": PANEL_ON}, "Resolved by"),
        (Kind.NO_RECOMMENDATION, {"justification": "Near."}, "Justification"),
        (Kind.NO_RECOMMENDATION, {"release_reasons": (ReleaseReason.BARRIERS,)}, "Reasons for release"),
        (Kind.NO_RECOMMENDATION, {"actions": (ACTION,)}, "Actions"),
    ],
)
def test_what_is_missing_or_does_not_belong_is_refused_by_name(kind: Kind, change: dict[str, Any], where: str) -> None:
    found = said(replace(WHOLE[kind], **change))
    assert [sentence.split(":")[0] for sentence in found] == [where]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Kind.MAINTAIN, {"long_stop_on": PANEL_ON}),
        (Kind.MAINTAIN_WITH_ACTIONS, {"actions": (replace(ACTION, by=PANEL_ON),)}),
        (Kind.RELEASE, {"standards": replace(SEEN, alternatives_summary="")}),
        (
            Kind.MAINTAIN,
            {"standards": replace(SEEN, documents_seen=SEEN.documents_seen[1:], documents_not_applicable=("dcpr",))},
        ),
        (Kind.MAINTAIN, {"standards": replace(SEEN, documents_seen=(), exception="Atlas was down.")}),
    ],
)
def test_the_other_side_of_each_edge_stands(kind: Kind, change: dict[str, Any]) -> None:
    assert said(replace(WHOLE[kind], **change)) == []


class TestBailInPrinciple:
    def about(self, kind: Kind, change: str) -> list[str]:
        return said(replace(WHOLE[kind], change_of_circumstances=change), replace(SITTING, case=BAILED))

    def test_makes_release_the_default_which_needs_no_change(self) -> None:
        assert self.about(Kind.RELEASE, "") == []

    @pytest.mark.parametrize("kind", [Kind.MAINTAIN, Kind.MAINTAIN_WITH_ACTIONS, Kind.NO_RECOMMENDATION])
    @pytest.mark.parametrize(
        ("change", "stands"),
        [
            ("", False),
            ("Changes in release barriers", False),
            ("Changes in release barriers: ", False),
            ("Changes in release barriers: the address was withdrawn.", True),
            ("The address was withdrawn.", True),
        ],
    )
    def test_needs_a_change_with_its_facts_for_anything_else(self, kind: Kind, change: str, stands: bool) -> None:
        assert (self.about(kind, change) == []) is stands

    def test_that_is_not_on_record_has_no_change_of_circumstances(self) -> None:
        assert said(replace(WHOLE[Kind.MAINTAIN], change_of_circumstances="Something."))

    def test_can_be_the_reason_for_release_where_it_is_on_record(self) -> None:
        draft = replace(WHOLE[Kind.RELEASE], release_reasons=(ReleaseReason.BAIL_GRANTED,))
        assert said(draft, replace(SITTING, case=BAILED)) == []


class TestWhatIsRecommendedAgain:
    def test_a_release_says_why(self) -> None:
        sitting = replace(SITTING, previous=(earlier(Kind.RELEASE),))
        assert "release, by the panel of 15/09/2026" in said(WHOLE[Kind.RELEASE], sitting)[0]
        assert said(replace(WHOLE[Kind.RELEASE], repeat_reason="Nothing was done."), sitting) == []

    @pytest.mark.parametrize("what", ["Obtain a travel document", "obtain  a TRAVEL document"])
    def test_an_action_says_why_however_it_is_typed(self, what: str) -> None:
        sitting = replace(SITTING, previous=(earlier(Kind.MAINTAIN_WITH_ACTIONS, replace(ACTION, what=what)),))
        assert said(WHOLE[Kind.MAINTAIN_WITH_ACTIONS], sitting)[0].startswith("Repeated recommendation")

    def test_another_outcome_repeats_nothing(self) -> None:
        assert said(WHOLE[Kind.MAINTAIN], replace(SITTING, previous=(earlier(Kind.MAINTAIN),))) == []


class TestViews:
    @pytest.mark.parametrize(
        ("views", "kind", "reached", "stands"),
        [
            ("", Kind.MAINTAIN, ReachedBy.CONSENSUS, True),
            ("MMM", Kind.MAINTAIN, ReachedBy.CONSENSUS, True),
            ("MMR", Kind.MAINTAIN, ReachedBy.CONSENSUS, False),  # they differ
            ("MMR", Kind.MAINTAIN, ReachedBy.MAJORITY, True),
            ("MMRR", Kind.MAINTAIN, ReachedBy.MAJORITY, False),  # exactly half
            ("MMRR", Kind.MAINTAIN, ReachedBy.CHAIR, True),
            ("MMR", Kind.RELEASE, ReachedBy.MAJORITY, False),
            ("MMR", Kind.RELEASE, ReachedBy.CHAIR, False),  # the chair does not overrule a majority
            ("MMR", Kind.MAINTAIN, ReachedBy.CHAIR, False),  # it was the majority, and the record says so
            ("MRA", Kind.RELEASE, ReachedBy.CHAIR, True),
            ("", Kind.MAINTAIN, ReachedBy.MAJORITY, False),
            ("", Kind.MAINTAIN, ReachedBy.CHAIR, False),
            ("MR", Kind.NO_RECOMMENDATION, ReachedBy.CHAIR, True),
            ("MR", Kind.NO_RECOMMENDATION, ReachedBy.MAJORITY, False),  # nobody has a view for none
        ],
    )
    def test_decide_by_more_than_half_and_else_the_chair(
        self, views: str, kind: Kind, reached: ReachedBy, stands: bool
    ) -> None:
        meant = {"M": View.MAINTAIN, "R": View.RELEASE, "A": View.MAINTAIN_WITH_ACTIONS}
        given = {person: meant[letter] for person, letter in zip(VOTERS, views, strict=False)}
        assert (said(replace(WHOLE[kind], views=given, reached_by=reached)) == []) is stands

    def test_of_somebody_who_is_not_counted_are_refused(self) -> None:
        assert said(replace(WHOLE[Kind.MAINTAIN], views={"observer": View.MAINTAIN}))[0].startswith("Views: include")

    def test_have_a_majority_only_above_half(self) -> None:
        for split in combinations([View.MAINTAIN, View.MAINTAIN, View.RELEASE, View.RELEASE], 4):
            assert collective_view(split).outcome is None
        assert collective_view((View.MAINTAIN, View.MAINTAIN, View.RELEASE)).outcome is View.MAINTAIN


def test_a_chairs_own_case_goes_to_another_panel() -> None:
    assert "owned by the chair" in said(WHOLE[Kind.MAINTAIN], replace(SITTING, chair_owns_it=True))[0]
