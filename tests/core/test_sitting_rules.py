"""Chapter F beside the recommendation itself: the collective view, repeats, corrections, checklists, concerns."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.panel import SeatKind
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation, View
from cpp_core.rules import checklists, corrections, repeats
from cpp_core.rules import collective_view as collective
from tests.core.tables import Row, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CLOSED = moment("2026-12-08 12:40")


class TestTheCollectiveView:
    @pytest.mark.parametrize("row", rows("views"))
    def test_is_what_more_than_half_of_the_views_say(self, row: Row) -> None:
        found = collective.collective_view(map(View, row["views"].split()))
        assert found.reached_by == row["reached_by"]
        assert (found.outcome or "") == row["outcome"]
        assert found.given == len(row["views"].split())

    @pytest.mark.parametrize(
        ("attendee", "counted"),
        [
            (collective.Attendee(SeatKind.LO), True),
            (collective.Attendee(SeatKind.IPM), True),
            (collective.Attendee(SeatKind.EXPERT), True),
            (collective.Attendee(SeatKind.EXPERT, trained=False), False),
            (collective.Attendee(SeatKind.LO, owns_case=True), False),
            (collective.Attendee(SeatKind.CHAIR), False),
            (collective.Attendee(SeatKind.OFFICER), False),
            (collective.Attendee(SeatKind.OBSERVER), False),
        ],
    )
    def test_counts_members_and_trained_experts(self, attendee: collective.Attendee, counted: bool) -> None:
        assert collective.is_counted(attendee, POLICY) is counted

    def test_says_how_it_was_reached(self) -> None:
        def said(*views: View) -> str:
            return collective.collective_view(views).sentence

        assert said(View.RELEASE, View.RELEASE) == "The panel agreed."
        majority = said(View.MAINTAIN, View.RELEASE, View.RELEASE)
        assert majority == "A majority of the 3 views given decided: 2 for release, 1 for maintain."
        assert said(View.RELEASE, View.MAINTAIN) == (
            "No outcome had more than half of the 2 views given (1 for maintain, 1 for release), so the chair decided."
        )


def recommendation(draft: Draft | None = None, **other: Any) -> Recommendation:
    made = Recommendation("r", "P", PANEL_ON, "EX-1", 1, draft or Draft(Kind.MAINTAIN), "chair", CLOSED)
    return replace(made, **other)


def with_action(what: str, who: str) -> Draft:
    return Draft(Kind.MAINTAIN_WITH_ACTIONS, actions=(CaseAction(what, who, PANEL_ON),))


class TestARepeat:
    @pytest.mark.parametrize("row", rows("repeats"))
    def test_is_the_same_kind_of_action_for_the_same_owner(self, row: Row) -> None:
        earlier = recommendation(with_action(row["earlier"], row["earlier_who"]))
        found = repeats.repeats_of(with_action(row["now"], row["now_who"]), [earlier], POLICY)
        assert bool(found) is yes(row["repeated"])
        for each in found:
            assert each.sentence == f"{row['earlier']} ({row['earlier_who']}), by the panel of 08/12/2026"

    @pytest.mark.parametrize(
        ("earlier", "now", "repeated"),
        [
            (Kind.RELEASE, Kind.RELEASE, 1),
            (Kind.MAINTAIN, Kind.RELEASE, 0),
            (Kind.RELEASE, Kind.MAINTAIN, 0),
            (Kind.MAINTAIN, Kind.MAINTAIN, 0),
        ],
    )
    def test_is_a_release_after_a_release(self, earlier: Kind, now: Kind, repeated: int) -> None:
        assert len(repeats.repeats_of(Draft(now), [recommendation(Draft(earlier))], POLICY)) == repeated

    def test_is_shown_with_the_latest_panel_first(self) -> None:
        panels = [recommendation(Draft(Kind.RELEASE), panel_on=date(2026, month, 1)) for month in (3, 9, 6)]
        found = repeats.repeats_of(Draft(Kind.RELEASE), panels, POLICY)
        assert [each.panel_on.month for each in found] == [9, 6, 3]


LATER = moment("2026-12-09 10:00")


def corrected(**other: Any) -> Recommendation:
    made = recommendation(
        Draft(Kind.RELEASE), entry=2, confirmed_at=LATER, correction_reason="The wrong outcome was typed."
    )
    return replace(made, **other)


class TestACorrection:
    @pytest.mark.edge("REC-8", "in")
    @pytest.mark.parametrize("at", [LATER, CLOSED])
    def test_is_the_next_entry_with_who_when_and_why(self, at: Any) -> None:
        assert corrections.correction_faults(recommendation(), corrected(confirmed_at=at)) == ()

    @pytest.mark.edge("REC-8", "out")
    @pytest.mark.parametrize(
        ("other", "what"),
        [
            ({"case_ref": "EX-2"}, "it is about another case or panel"),
            ({"panel_id": "Q"}, "it is about another case or panel"),
            ({"entry": 1}, "it is not the next entry"),
            ({"entry": 3}, "it is not the next entry"),
            ({"confirmed_at": moment("2026-12-08 12:39")}, "it is older than the entry that it corrects"),
            ({"confirmed_by": " "}, "who corrects it is missing"),
            ({"correction_reason": " "}, "the reason is missing"),
            ({"draft": Draft(Kind.MAINTAIN)}, "nothing is corrected"),
        ],
    )
    def test_is_refused_with_what_is_wrong(self, other: dict[str, Any], what: str) -> None:
        (found,) = corrections.correction_faults(recommendation(), corrected(**other))
        assert (found.what, found.clause, found.severity) == (what, "REC-8", "refusal")
        assert found.mend
        assert found.reading

    def test_says_which_entry_is_the_next(self) -> None:
        (found,) = corrections.correction_faults(recommendation(), corrected(entry=3))
        assert found.why == "after entry 1 comes 2, not 3"

    def test_goes_to_everybody_who_had_the_old_one_once(self) -> None:
        found = corrections.recipients(["Owner@x", " lead@x ", ""], ["owner@X", "new@x"])
        assert found == ("Owner@x", "lead@x", "new@x")

    def test_leaves_the_old_entry_in_the_record(self) -> None:
        old, new = recommendation(), corrected()
        earlier = recommendation(panel_id="O", panel_on=date(2026, 9, 1))
        assert corrections.record_of([new, earlier, old]) == ((earlier, True), (old, False), (new, True))


CASE = Case("EX-1", date(2026, 8, 31), aar_level=2, aar_reason="Torture claim", barriers=("No document until May",))


class TestTheChairsChecklist:
    KEYS = tuple(item.key for item in POLICY.chair_checklist)

    @pytest.mark.edge("REC-9", "in")
    def test_is_worked_through_and_returned(self) -> None:
        assert checklists.checklist_left(self.KEYS, POLICY) == ()
        assert checklists.checklist_faults(self.KEYS, CLOSED, CLOSED, POLICY) == ()

    @pytest.mark.edge("REC-9", "out")
    def test_is_asked_for_after_the_panel(self) -> None:
        found = checklists.checklist_faults(self.KEYS[1:], None, CLOSED, POLICY)
        assert [each.what for each in found] == [
            "the chair's checklist is not gone through",
            "the Minimum Review Checklist is not back",
        ]
        assert found[0].why == POLICY.chair_checklist[0].words
        assert {each.severity for each in found} == {"warning"}

    def test_is_not_asked_for_before(self) -> None:
        assert checklists.checklist_faults((), None, None, POLICY) == ()

    @pytest.mark.parametrize(
        ("by", "chair", "acting", "stands"),
        [
            ("chair", "chair", "", True),
            ("officer", "chair", "", False),
            ("acting", "chair", "acting", True),
            ("chair", "chair", "acting", False),
            ("", None, "", False),
            ("", "", "", False),
        ],
    )
    def test_a_recommendation_stands_once_the_chair_confirms(
        self, by: str, chair: str | None, acting: str, stands: bool
    ) -> None:
        assert checklists.stands(by, chair, acting) is stands

    def test_the_officer_introduces_a_case_and_names_what_is_missing(self) -> None:
        assert [words for _, words in checklists.introduction(CASE)] == [
            "No document until May",
            "level 2: Torture claim",
            "not in the source",
        ]
        bare = checklists.introduction(replace(CASE, aar_reason="", barriers=("A", "B"), public_protection="High"))
        assert [words for _, words in bare] == ["A; B", "level 2: reason not in the source", "High"]
        assert checklists.introduction(replace(CASE, aar_level=None))[1] == ("Adults at risk", "not in the source")

    @pytest.mark.parametrize("granted", [None, BailInPrinciple.IMMIGRATION_JUDGE])
    def test_bail_in_principle_brings_prompts(self, granted: BailInPrinciple | None) -> None:
        found = checklists.prompts_for(replace(CASE, bail_in_principle=granted), POLICY)
        assert [each.key for each in found] == (
            ["progress", "release-barriers", "support", "escalation"] if granted else []
        )
