"""Concerns about behaviour (REC-10) and safety (REC-11); both sides of each edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.concern import BehaviourConcern, Restriction, SafeguardingConcern
from cpp_core.model.person import Person, Role
from cpp_core.rules import behaviour, safeguarding
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
CLOSED = moment("2026-12-08 12:40")


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
