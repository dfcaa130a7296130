"""Allocation on a re-run: what stays and what moves; a new policy; a case of the caseload as a candidate."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cpp_core.guidance.policy import CURRENT, policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_types import Candidate, CarriedOver
from tests.core.panels_and_cases import (
    LONG_AGO,
    NEXT_TUESDAY,
    POLICY,
    START,
    THURSDAY,
    TODAY,
    TUESDAY,
    case,
    many,
    panel,
    where,
)


class TestAgain:
    SLOTS = (panel(), panel("Q", THURSDAY))

    def test_a_case_stays_where_it_was_although_room_came_free_elsewhere(self) -> None:
        before = allocate(many(11), self.SLOTS, TODAY)
        assert where(before)["C10"] == "Q"
        fewer = [one for one in many(11) if one.case_ref != "C00"]
        after = allocate(fewer, self.SLOTS, TODAY, previous=before.as_previous())
        assert where(after) == {ref: at for ref, at in where(before).items() if ref != "C00"}
        assert all(placed.kept for placed in after.placements)

    def test_a_case_moves_if_its_panel_cannot_have_it_any_more(self) -> None:
        before = allocate([case(owner="o@x")], self.SLOTS, TODAY)
        assert where(before) == {"A": "P"}
        slots = (panel(chair="o@x"), self.SLOTS[1])
        assert where(allocate([case(owner="o@x")], slots, TODAY, previous=before.as_previous())) == {"A": "Q"}

    def test_a_list_that_has_gone_out_is_kept_though_a_more_urgent_case_comes(self) -> None:
        shared = panel(list_shared=True)
        carried = case("Z", carried_over=CarriedOver("old", date(2026, 11, 27), "time"))
        previous = [(f"C{number:02}", "P") for number in range(10)]
        found = allocate([*many(10), carried], [shared], TODAY, previous=previous)
        assert [missed.case_ref for missed in found.unplaced] == ["Z"]
        unshared = allocate([*many(10), carried], [panel()], TODAY, previous=previous)
        assert [missed.case_ref for missed in unshared.unplaced] == ["C09"]

    def test_a_list_that_has_gone_out_does_not_keep_who_must_not_be_on_it(self) -> None:
        shared = panel(list_shared=True, chair="o@x")
        cases = [case(owner="o@x"), case("seen", last_seen_on=TODAY)]
        assert where(allocate(cases, [shared], TODAY, previous=[("A", "P"), ("seen", "P"), ("gone", "P")])) == {}

    def test_a_full_panel_keeps_all_of_it(self) -> None:
        cases = [*many(10), case("light", START + timedelta(days=6), kind="light-touch")]
        before = allocate(cases, self.SLOTS, TODAY)
        after = allocate(cases, self.SLOTS, TODAY, previous=before.as_previous())
        assert all(placed.kept for placed in after.placements)

    def test_newcomers_join_a_list_that_has_gone_out_only_where_no_other_has_room(self) -> None:
        slots = (panel(list_shared=True), self.SLOTS[1])
        found = allocate(many(11), slots, TODAY)
        assert where(found)["C00"] == "Q"
        assert where(found)["C10"] == "P"


def test_a_new_policy_rules_the_panels_from_its_date() -> None:
    register = CURRENT.with_version(date(2026, 12, 7), "CPP 10.0 §5", {"panel_minutes": 25 + 12})
    later = [case(f"D{number}", START + timedelta(days=7)) for number in range(2)]
    slots = [panel(), panel("Q", NEXT_TUESDAY)]
    found = allocate([*many(2), *later], slots, TODAY, policy_at=lambda day: policy_on(day, register))
    assert where(found) == {"C00": "P", "C01": "P", "D0": "Q"}


def test_a_new_policy_moves_the_review_points_from_its_date() -> None:
    register = CURRENT.with_version(date(2026, 12, 7), "CPP 10.0 §4", {"review_days": 31})
    later = case("later", date(2026, 9, 7))  # point 1 on 30 November by 28 days, on 9 December by 31
    sooner = case("sooner", date(2026, 8, 30), last_seen_on=TODAY)  # on 22 November, and on 1 December
    for until, expected in (
        (date(2026, 12, 7), {("sooner", date(2026, 12, 7))}),
        (date(2026, 12, 20), {("sooner", date(2026, 12, 7)), ("later", date(2026, 12, 14))}),
    ):
        found = allocate([later, sooner], [], TODAY, until=until, policy_at=lambda day: policy_on(day, register))
        assert {(one.case_ref, one.due_week.monday) for one in found.unplaced} == expected


def test_a_case_of_the_caseload_becomes_a_candidate() -> None:
    known = Case("A", START, case_owner="o@x", bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE)
    assert Candidate.of(known, POLICY) == case(owner="o@x", kind="light-touch")
    for gone in (
        replace(known, released_on=START),
        replace(known, removed_on=TUESDAY, released_on=LONG_AGO),
        replace(known, gone_since=datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC"))),
    ):
        assert Candidate.of(gone, POLICY).kept_off
    assert not Candidate.of(replace(known, released_on=LONG_AGO), POLICY).kept_off
