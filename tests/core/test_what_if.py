"""What would have made it different: the dates around, for panels and for detentions."""

from dataclasses import replace
from datetime import date

import pytest

from cpp_core.deadlines.obligations import Duty, obligations
from cpp_core.guidance.otherwise import OTHERWISE
from cpp_core.guidance.policy import policy_on
from cpp_core.guidance.rules_table import RULES
from cpp_core.guidance.shown import shown, source_of
from cpp_core.model.panel import SeatKind
from cpp_core.rules import what_if
from tests.core.support import a_panel, invited, who
from tests.core.tables import ENGLAND, day, moment

POLICY = policy_on(date(2026, 1, 1))


def told(duty: Duty, start: str = "2026-12-08 10:00") -> tuple[str, ...]:
    panel = a_panel().on(start).made
    each = next(each for each in obligations(panel, POLICY, ENGLAND) if each.duty is duty)
    return what_if.had_it_started_otherwise(panel, each, POLICY, ENGLAND)


class TestAPanelOnAnotherDay:
    def test_has_its_invitations_on_another(self) -> None:
        assert told(Duty.INVITE) == (
            "Had the panel started on Monday 07/12/2026 10:00, it would be due Monday 23/11/2026 09:30.",
            "Had the panel started on Wednesday 09/12/2026 10:00, it would be due Wednesday 25/11/2026 09:30.",
        )

    def test_is_one_on_the_working_days_around_also_over_easter(self) -> None:
        before, after = told(Duty.INVITE, "2026-04-07 10:00")
        assert "Thursday 02/04/2026" in before
        assert "Wednesday 08/04/2026" in after

    def test_has_a_cutoff_that_is_not_moved_where_it_falls_in_working_hours(self) -> None:
        *_, last = told(Duty.CUTOFF)
        assert last == (
            "Had it started on Thursday 10/12/2026 10:00, its cutoff would not have moved: Monday 07/12/2026 10:00."
        )

    @pytest.mark.parametrize(("start", "later"), [("2026-12-09", "10/12/2026"), ("2026-12-31", "07/01/2027")])
    def test_has_one_that_is_not_moved_a_day_or_a_week_later(self, start: str, later: str) -> None:
        assert f"{later} 10:00, its cutoff would not have moved" in told(Duty.CUTOFF, f"{start} 10:00")[2]

    def test_says_nothing_of_that_where_it_was_not_moved(self) -> None:
        assert len(told(Duty.CUTOFF, "2026-12-10 10:00")) == 2

    def test_says_nothing_of_that_where_the_cutoff_was_set_anew(self) -> None:
        panel = replace(a_panel().made, cutoff_at=moment("2026-12-05 10:00"))
        each = next(each for each in obligations(panel, POLICY, ENGLAND) if each.duty is Duty.CUTOFF)
        assert len(what_if.had_it_started_otherwise(panel, each, POLICY, ENGLAND)) == 2

    def test_finds_no_start_in_the_week_where_none_would_do(self) -> None:
        late = told(Duty.CUTOFF, "2026-12-08 20:00")  # an evening panel: its cutoff is always moved
        assert len(late) == 2

    def test_leaves_out_what_only_this_panel_has(self) -> None:
        life = invited().everybody_confirms().at("2026-12-04 10:00")
        life.declines(who(SeatKind.RL))
        each = next(each for each in obligations(life.panel, POLICY, ENGLAND) if each.duty is Duty.RESERVE_TIME_UP)
        assert len(what_if.had_it_started_otherwise(life.panel, each, POLICY, ENGLAND)) == 2

    @pytest.mark.parametrize(("start", "kept"), [("2026-12-08 10:00", False), ("2026-12-11 10:00", True)])
    def test_has_both_cutoffs_among_its_facts(self, start: str, kept: bool) -> None:
        (_, nominal), (_, effective) = what_if.cutoff_facts(a_panel().on(start).made, POLICY, ENGLAND)
        assert nominal.endswith("kept") is kept
        assert ("TIME-4" in nominal) is not kept
        assert nominal.startswith(effective) is kept


class TestADetentionThatBeganOnAnotherDay:
    def test_is_due_in_the_week_before_or_after_beyond_its_own_week(self) -> None:
        same, sooner, later = what_if.had_detention_begun_otherwise(day("2026-09-03"), day("2026-12-02"), POLICY)
        assert same == (
            "Detained on any day from Monday 31/08/2026 to Sunday 06/09/2026 it is due in the same week, "
            "Monday 30/11/2026 to Sunday 06/12/2026."
        )
        assert sooner == (
            "Had detention begun on Sunday 30/08/2026, it would be due Monday 23/11/2026 to Sunday 29/11/2026."
        )
        assert later.startswith("Had it begun on Monday 07/09/2026, it would be due Monday 07/12/2026")

    @pytest.mark.parametrize(
        ("on", "points"), [("2026-11-29", ["1"]), ("2026-11-30", ["1", "2"]), ("2026-12-07", ["2"])]
    )
    def test_has_the_points_around_among_its_facts(self, on: str, points: list[str]) -> None:
        facts = what_if.clock_facts(day("2026-08-31"), day(on), POLICY)
        assert [label[-1] for label, _ in facts if label.startswith("Review point")] == points
        assert facts[0] == ("Detained on", "Monday 31/08/2026")
        assert facts[2] == ("Band", "3-month")


def test_every_rule_says_what_would_have_made_it_different() -> None:
    assert OTHERWISE.keys() == RULES.keys()
    assert all(sentence.endswith(".") for sentence in OTHERWISE.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("send_at", "09:30"),
        ("list_rerun_at_opening", "yes"),
        ("panels_per_year", "10, 12"),
        ("chair_min_grade", "3-month: SEO, 6-9-month: G7, 12-month-plus: G7"),
        ("core_areas", "FNORC, NRPC, RL, LO, IPM"),
        ("band_edges", "from 0: 3-month, from 2: 6-9-month, from 4: 12-month-plus"),
        ("claim_min_grade", "G7"),
        ("cost_code", "1418255"),
        ("circumstance_changes", "Changes in casework or removal barriers, Changes in release barriers, "),
    ],
)
def test_policy_values_are_shown_in_words(name: str, words: str) -> None:
    assert shown(getattr(POLICY, name)).startswith(words)


@pytest.mark.parametrize(
    ("rule", "source"), [("TIME-7", "[R] ours, beside CPP 9.0 §6"), ("INV-3", "CPP 9.0 §6"), ("ATT-2", "CPP 9.0 §6")]
)
def test_a_rule_that_is_ours_altogether_does_not_cite_the_guidance(rule: str, source: str) -> None:
    assert source_of(RULES[rule]) == source
