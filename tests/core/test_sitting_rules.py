"""Chapter F beside the recommendation itself: the collective view, repeats, corrections, checklists, concerns."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.concern import BehaviourConcern, Restriction, SafeguardingConcern
from cpp_core.model.panel import SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation, View
from cpp_core.rules import behaviour, checklists, corrections, repeats, safeguarding
from cpp_core.rules import collective_view as collective
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CLOSED = moment("2026-12-08 12:40")
MEMBERS = tuple(collective.Attendee(kind.lower(), kind) for kind in POLICY.core_areas)


class TestTheCollectiveView:
    @pytest.mark.parametrize("row", rows("views"))
    def test_is_what_more_than_half_of_the_views_say(self, row: Row) -> None:
        views = {who.person_id: View(view) for who, view in zip(MEMBERS, row["views"].split(), strict=False)}
        casting = View(row["casting"]) if row["casting"] else None
        found = collective.collective_view(views, MEMBERS, POLICY, casting)
        assert found.reached_by == row["reached_by"]
        assert (found.outcome or "") == row["outcome"]
        assert found.given == len(row["views"].split())
        assert (collective.casting_faults(found) == ()) is (found.outcome is not None)

    @pytest.mark.parametrize(
        ("attendee", "counted"),
        [
            (collective.Attendee("a", SeatKind.LO), True),
            (collective.Attendee("a", SeatKind.IPM), True),
            (collective.Attendee("a", SeatKind.EXPERT), True),
            (collective.Attendee("a", SeatKind.EXPERT, trained=False), False),
            (collective.Attendee("a", SeatKind.LO, owns_case=True), False),
            (collective.Attendee("a", SeatKind.CHAIR), False),
            (collective.Attendee("a", SeatKind.OFFICER), False),
            (collective.Attendee("a", SeatKind.OBSERVER), False),
        ],
    )
    def test_counts_members_and_trained_experts(self, attendee: collective.Attendee, counted: bool) -> None:
        assert collective.is_counted(attendee, POLICY) is counted
        found = collective.collective_view({"a": View.RELEASE, "stranger": View.MAINTAIN}, [attendee], POLICY)
        assert found.given == int(counted)

    def test_says_how_it_was_reached(self) -> None:
        def said(*views: View) -> str:
            given = {who.person_id: view for who, view in zip(MEMBERS, views, strict=False)}
            return collective.collective_view(given, MEMBERS, POLICY, View.MAINTAIN).sentence

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


def concern(**other: Any) -> BehaviourConcern:
    made = BehaviourConcern("b", "P", "somebody", "member", moment("2026-12-08 13:00"), "A remark.", True)
    return replace(made, **other)


class TestAConcernAboutBehaviour:
    @pytest.mark.parametrize("row", rows("behaviour"))
    def test_is_raised_within_24_elapsed_hours_of_the_close(self, row: Row) -> None:
        closed = moment(row["closed"]) if row["closed"] else None
        found = behaviour.concern_faults(concern(raised_at=moment(row["raised"])), ["member"], closed, POLICY)
        assert bool(found) is yes(row["late"])
        assert {each.severity for each in found} <= {"warning"}

    def test_that_is_late_says_until_when(self) -> None:
        late = concern(raised_at=moment("2026-12-10 09:00"))
        (found,) = behaviour.concern_faults(late, ["member"], CLOSED, POLICY)
        assert found.why == "the 24 hours ended at 09/12/2026 12:40"

    @pytest.mark.parametrize(
        ("other", "what"),
        [
            ({"raised_by": "stranger"}, "not from this panel"),
            ({"words": " "}, "what happened is missing"),
            ({"challenged_at_panel": None}, "if it was challenged is missing"),
        ],
    )
    def test_says_what_is_missing(self, other: dict[str, Any], what: str) -> None:
        (found,) = behaviour.concern_faults(concern(**other), ["member"], CLOSED, POLICY)
        assert (found.what, found.severity) == (what, "refusal")

    @pytest.mark.parametrize("challenged", [True, False])
    def test_says_if_it_was_challenged(self, challenged: bool) -> None:
        assert behaviour.concern_faults(concern(challenged_at_panel=challenged), ["member"], CLOSED, POLICY) == ()

    @pytest.mark.parametrize(
        ("who", "roles", "sees"),
        [
            ("lead", {Role.CPP_LEAD}, True),
            ("somebody", {Role.CPP_LEAD}, False),
            ("manager", {Role.CPP_MANAGER}, False),
        ],
    )
    def test_is_seen_by_the_lead_and_never_by_whom_it_is_about(self, who: str, roles: set[Role], sees: bool) -> None:
        assert behaviour.may_see(concern(), Person(who, who, who, who, roles=frozenset(roles))) is sees

    @pytest.mark.parametrize(
        ("trained", "satisfied", "lifted"),
        [
            ("2026-12-20", "2026-12-21", True),
            ("2026-12-10", "2026-12-10", True),  # on the very day on which it began
            ("2027-01-05", "2027-01-05", True),  # on the day that is asked about
            ("2027-01-06", "2026-12-21", False),  # only the day after it
            ("2026-12-20", None, False),  # trained, and the team not satisfied
            (None, "2026-12-21", False),
            ("2026-12-09", "2026-12-21", False),  # trained before
        ],
    )
    def test_may_end_somebodys_sitting_until_trained_again_and_the_team_is_satisfied(
        self, trained: str | None, satisfied: str | None, lifted: bool
    ) -> None:
        made = Restriction(
            "ann",
            date(2026, 12, 10),
            "A remark.",
            (),
            day(trained) if trained else None,
            day(satisfied) if satisfied else None,
        )
        on = date(2027, 1, 5)
        assert behaviour.is_lifted(made, on) is lifted
        assert (behaviour.restricted("ann", "LO", on, [made]) == ()) is lifted

    @pytest.mark.parametrize(
        ("who", "seat", "on", "barred"),
        [
            ("ann", "CHAIR", "2026-12-10", True),
            ("ann", "CHAIR", "2026-12-09", False),  # the day before it began
            ("ann", "LO", "2026-12-10", False),  # limited to this seat
            ("bob", "CHAIR", "2026-12-10", False),
        ],
    )
    def test_may_limit_it(self, who: str, seat: str, on: str, barred: bool) -> None:
        limited = Restriction("ann", date(2026, 12, 10), "A remark.", ("LO", "RL"))
        found = behaviour.restricted(who, seat, day(on), [limited])
        assert bool(found) is barred
        assert all("limited to LO, RL" in each.why for each in found)

    def test_says_that_sitting_is_ended(self) -> None:
        (found,) = behaviour.restricted("ann", "LO", PANEL_ON, [Restriction("ann", PANEL_ON, "A remark.")])
        assert found.why == "since 2026-12-08 their sitting is ended"


def risk(**other: Any) -> SafeguardingConcern:
    made = SafeguardingConcern("s", "P", "EX-1", "Refuses food.", "Healthcare", "chair", CLOSED, CLOSED)
    return replace(made, **other)


class TestASafeguardingConcern:
    @pytest.mark.edge("REC-11", "in")
    def test_is_for_a_case_and_a_team(self) -> None:
        assert safeguarding.safeguarding_faults(risk()) == ()

    @pytest.mark.edge("REC-11", "out")
    @pytest.mark.parametrize("field", ["case_ref", "words", "sent_to"])
    def test_is_refused_without(self, field: str) -> None:
        assert len(safeguarding.safeguarding_faults(risk(**{field: " "}))) == 1

    @pytest.mark.parametrize(
        ("now", "done", "asked"),
        [
            ("2026-12-09 17:00", None, False),
            ("2026-12-09 17:01", None, True),
            ("2026-12-10 09:00", "2026-12-09 20:00", False),
        ],
    )
    def test_is_followed_up_after_a_working_day(self, now: str, done: str | None, asked: bool) -> None:
        each = risk(done_at=moment(done) if done else None)
        found = safeguarding.unanswered(each, moment(now), POLICY, ENGLAND)
        assert bool(found) is asked
        assert all(one.why == "Healthcare had until 09/12/2026 17:00" for one in found)

    def test_that_was_not_sent_is_named(self) -> None:
        (found,) = safeguarding.unanswered(risk(sent_at=None), moment("2026-12-10 09:00"), POLICY, ENGLAND)
        assert found.why == "it has not been sent yet"
        assert found.reading
