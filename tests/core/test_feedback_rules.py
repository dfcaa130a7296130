"""Chapter H: wash-up, feedback on chair and independent member, the log, suggestions; both sides of each edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, FeedbackKind
from cpp_core.model.panel import SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.model.suggestion import Suggestion, Verdict
from cpp_core.rules import suggestions, wash_up
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
CLOSED = moment("2026-12-08 12:40")
FEEDBACK = ChairFeedback("f", FeedbackKind.DEVELOPMENTAL, "ipm", CLOSED, "P", "chair", "Let people finish.")


def person(*roles: Role) -> Person:
    return Person("p", "p@x", "P", "p@x", roles=frozenset(roles))


class TestTheWashUp:
    @pytest.mark.edge("FBK-1", "in")
    def test_is_held_by_chair_and_independent_member(self) -> None:
        assert wash_up.wash_up_lacks([SeatKind.CHAIR, SeatKind.IPM]) == ()

    @pytest.mark.edge("FBK-1", "out")
    def test_lacks_whoever_is_not_there(self) -> None:
        assert [each.what for each in wash_up.wash_up_lacks([SeatKind.CHAIR])] == [
            "Independent Panel Member did not take part in the wash-up"
        ]
        assert len(wash_up.wash_up_lacks([SeatKind.LO])) == 2

    @pytest.mark.parametrize(
        ("now", "answered", "asked"),
        [
            ("2026-12-15 17:00", False, False),  # the fifth working day to its end
            ("2026-12-15 17:01", False, True),
            ("2026-12-20 10:00", True, False),
        ],
    )
    def test_follows_up_an_escalation(self, now: str, answered: bool, asked: bool) -> None:
        each = Escalation(
            "e",
            "P",
            "EX-1",
            "No document",
            "chair",
            CLOSED,
            answered_at=moment("2026-12-18 10:00") if answered else None,
        )
        found = wash_up.escalation_unanswered(each, moment(now), POLICY, ENGLAND)
        assert bool(found) is asked
        assert all((one.clause, one.reading, one.severity) == ("FBK-1", True, "warning") for one in found)


class TestFeedbackOnTheChair:
    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            pytest.param(Role.CPP_MANAGER, True, marks=pytest.mark.edge("FBK-2", "in")),
            (Role.CPP_LEAD, True),
            pytest.param(Role.CPP_TEAM, False, marks=pytest.mark.edge("FBK-2", "out")),
            (Role.CHAIR, False),
            (Role.IPM, False),
        ],
    )
    def test_is_open_to_managers_alone(self, role: Role, sees: bool) -> None:
        assert wash_up.may_see_chair_feedback(person(role)) is sees

    def test_loses_the_chairs_details_once_it_has_been_given(self) -> None:
        given = wash_up.once_passed_on(FEEDBACK, moment("2026-12-15 10:00"))
        assert (given.chair_id, given.panel_id, given.words) == ("", "", "")
        assert (given.kind, given.passed_on_at) == (FeedbackKind.DEVELOPMENTAL, moment("2026-12-15 10:00"))

    def test_loses_what_leads_to_them_by_a_detour_too(self) -> None:
        given = wash_up.once_passed_on(FEEDBACK, moment("2026-12-15 10:00"))
        assert given.given_by == ""
        assert given.given_at == moment("2026-12-01 00:00")

    def test_is_counted_for_trends(self) -> None:
        positive = replace(FEEDBACK, kind=FeedbackKind.POSITIVE)
        log = [FEEDBACK, positive, wash_up.once_passed_on(positive, CLOSED)]
        assert wash_up.trends(log) == {FeedbackKind.POSITIVE: 2, FeedbackKind.DEVELOPMENTAL: 1}
        assert wash_up.trends([]) == {FeedbackKind.POSITIVE: 0, FeedbackKind.DEVELOPMENTAL: 0}


class TestFeedbackOnTheIndependentMember:
    @pytest.mark.edge("FBK-3", "in")
    @pytest.mark.parametrize("role", [Role.CPP_LEAD, Role.CPP_MANAGER])
    def test_is_given_to_them_by_the_leads(self, role: Role) -> None:
        assert wash_up.may_give_to_independent_member(person(role))

    @pytest.mark.edge("FBK-3", "out")
    @pytest.mark.parametrize("role", [Role.CHAIR, Role.OFFICER, Role.CPP_TEAM])
    def test_is_not_given_by_others(self, role: Role) -> None:
        assert not wash_up.may_give_to_independent_member(person(role))

    @pytest.mark.parametrize(
        ("closed", "given", "attended", "missing"),
        [(True, False, True, 1), (True, True, True, 0), (True, False, False, 0), (False, False, True, 0)],
    )
    def test_is_asked_for_after_the_panel(self, closed: bool, given: bool, attended: bool, missing: int) -> None:
        found = wash_up.feedback_on_member_missing(CLOSED if closed else None, given, attended)
        assert len(found) == missing


def note(by: str, words: str = "A good discussion.") -> CaseNote:
    return CaseNote("n", "P", "discussion", words, by, CLOSED)


class TestReportingBack:
    @pytest.mark.edge("FBK-4", "in")
    def test_is_done_with_a_note_of_theirs(self) -> None:
        assert wash_up.reporting_back_missing(CLOSED, [note("chair"), note("ipm")], "ipm") == ()

    @pytest.mark.edge("FBK-4", "out")
    @pytest.mark.parametrize("notes", [[], [note("chair")], [note("ipm", " ")]])
    def test_is_asked_for_without_one(self, notes: list[CaseNote]) -> None:
        (found,) = wash_up.reporting_back_missing(CLOSED, notes, "ipm")
        assert found.severity == "warning"

    def test_is_not_asked_for_before_the_close_or_without_a_member(self) -> None:
        assert wash_up.reporting_back_missing(None, [], "ipm") == ()
        assert wash_up.reporting_back_missing(CLOSED, [], "") == ()


def suggestion(**other: Any) -> Suggestion:
    made = Suggestion(
        "s",
        "Share lists sooner.",
        "member",
        date(2026, 12, 1),
        "Lead",
        Verdict.IN_PART,
        "Where data allow.",
        date(2026, 12, 20),
        date(2027, 12, 20),
    )
    return replace(made, **other)


class TestASuggestion:
    @pytest.mark.edge("FBK-5", "in")
    @pytest.mark.parametrize(
        "other",
        [
            {},
            {"verdict": Verdict.ACCEPTED, "response": ""},
            {"verdict": Verdict.NOT_ACCEPTED},
            {"published_on": None, "look_again_on": date(2026, 12, 20)},
            {"look_again_on": date(2026, 12, 21)},
        ],
    )
    def test_is_answered_with_owner_response_and_a_date(self, other: dict[str, Any]) -> None:
        assert suggestions.response_faults(suggestion(**other)) == ()
        assert suggestions.may_be_published(suggestion(**other))

    @pytest.mark.edge("FBK-5", "out")
    @pytest.mark.parametrize(
        "other",
        [
            {"owner": " "},
            {"verdict": None},
            {"response": " "},
            {"verdict": Verdict.NOT_ACCEPTED, "response": ""},
            {"look_again_on": None},
            {"look_again_on": date(2026, 12, 20)},  # the day of the response itself
        ],
    )
    def test_is_not_published_without_one_of_them(self, other: dict[str, Any]) -> None:
        (found,) = suggestions.response_faults(suggestion(**other))
        assert (found.clause, found.reading) == ("FBK-5", True)
        assert not suggestions.may_be_published(suggestion(**other))

    def test_is_looked_at_again_after_a_year(self) -> None:
        assert suggestions.look_again_on(date(2026, 12, 20), POLICY) == date(2027, 12, 20)

    def test_is_due_to_be_looked_at_from_its_date(self) -> None:
        published = [suggestion(), suggestion(id="t", published_on=None), suggestion(id="u", look_again_on=None)]
        assert suggestions.to_look_at(published, date(2027, 12, 19)) == ()
        assert suggestions.to_look_at(published, date(2027, 12, 20)) == ("s",)
