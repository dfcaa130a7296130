"""Which case goes to which panel: the stated order, each reason, and what holds for any caseload and calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.rules.allocation import GivenTwiceError, allocate
from cpp_core.rules.allocation_types import CarriedOver, Referral, Urgency
from cpp_core.rules.detention_clock import Week
from tests.core.panels_and_cases import (
    LONG_AGO,
    NEXT_TUESDAY,
    START,
    THURSDAY,
    TODAY,
    TUESDAY,
    case,
    many,
    panel,
    where,
)


class TestACase:
    def test_goes_to_a_panel_of_its_week_and_says_why(self) -> None:
        (placed,) = allocate([case()], [panel()], TODAY).placements
        assert (placed.panel_id, placed.review_point, placed.urgency, placed.overdue) == ("P", 1, Urgency.DUE, False)
        assert placed.reason == "review point 1, due 2026-11-30 to 2026-12-06; due in this week"

    def test_waits_for_its_week(self) -> None:
        early = panel("early", date(2026, 11, 26))
        assert where(allocate([case()], [early], date(2026, 11, 23))) == {}
        assert where(allocate([case()], [early, panel()], date(2026, 11, 23))) == {"A": "P"}

    def test_seen_on_the_first_day_of_its_week_is_seen(self) -> None:
        seen = case(last_seen_on=TODAY)
        assert allocate([seen], [panel()], TODAY).placements == ()

    def test_seen_the_day_before_its_week_is_not_seen(self) -> None:
        seen = case(last_seen_on=TODAY - timedelta(days=1))
        assert where(allocate([seen], [panel()], TODAY)) == {"A": "P"}

    def test_comes_back_for_its_next_review_point(self) -> None:
        later = panel("later", TUESDAY + timedelta(days=84), Band.SIX_TO_NINE)
        found = allocate([case()], [panel(), later], TODAY).placements
        assert [(placed.panel_id, placed.review_point) for placed in found] == [("P", 1), ("later", 2)]

    def test_that_left_detention_or_the_extract_is_on_no_list(self) -> None:
        found = allocate([case(kept_off=True)], [panel()], TODAY)
        assert (found.placements, found.kept_off) == ((), ("A",))

    def test_that_no_panel_can_see_in_its_week_is_named_overdue_and_seen_in_the_next(self) -> None:
        found = allocate([case()], [panel(on=NEXT_TUESDAY)], TODAY)
        (late,) = found.overdue
        assert (late.case_ref, late.due_week, late.panel_id) == ("A", Week(TODAY), "P")
        assert late.why == "its week has no panel"
        assert found.placements[0].overdue
        assert found.placements[0].urgency is Urgency.OVERDUE

    def test_overdue_from_before_is_named_even_if_it_has_a_place(self) -> None:
        found = allocate([case()], [panel(on=NEXT_TUESDAY)], NEXT_TUESDAY)
        assert found.overdue[0].why == "no panel is known to have seen it in its week, before 2026-12-08"

    def test_without_any_panel_is_named_with_the_panel_that_it_would_take(self) -> None:
        found = allocate([case()], [], TODAY)
        assert found.unplaced[0].why == "its week has no panel"
        assert found.overdue[0].panel_id is None
        assert (found.further_panels[0].panels, found.further_panels[0].chair_at_least) == (1, Grade.SEO)

    def test_not_due_within_the_calendar_is_not_mentioned(self) -> None:
        found = allocate([case()], [], date(2026, 11, 22))
        assert (found.unplaced, found.overdue, found.further_panels) == ((), (), ())
        assert len(allocate([case()], [], date(2026, 11, 22), until=TODAY).unplaced) == 1

    def test_is_on_no_panel_that_is_past(self) -> None:
        assert where(allocate([case()], [panel(on=TUESDAY), panel("Q", THURSDAY)], date(2026, 12, 2))) == {"A": "Q"}

    def test_given_twice_is_refused(self) -> None:
        with pytest.raises(GivenTwiceError, match="cases given more than once: A"):
            allocate([case(), case()], [], TODAY)
        with pytest.raises(GivenTwiceError, match="panels given more than once: P"):
            allocate([], [panel(), panel()], TODAY)


class TestTheOrder:
    def test_is_carried_over_then_overdue_then_longest_detained(self) -> None:
        carried = case("carried", carried_over=CarriedOver("old", date(2026, 11, 27), "time"), last_seen_on=None)
        overdue = case("overdue", START - timedelta(days=7))
        longest, shortest = case("longest"), case("shortest", START + timedelta(days=6))
        found = allocate([shortest, longest, overdue, carried], [panel()], TODAY)
        assert [placed.case_ref for placed in found.placements] == ["carried", "overdue", "longest", "shortest"]

    def test_decides_who_has_no_room(self) -> None:
        full = many(10)  # 10 of 12 minutes fit into 125 minutes
        carried = case("Z", START + timedelta(days=1), carried_over=CarriedOver("old", date(2026, 11, 27), "time"))
        found = allocate([*full, carried], [panel()], TODAY)
        assert "Z" in where(found)
        assert [missed.case_ref for missed in found.unplaced] == ["C09"]
        assert found.unplaced[0].why == "the panels of its week are full (PAN-3)"

    @pytest.mark.parametrize(("count", "panels"), [(10, 0), (11, 1), (20, 1), (21, 2)])
    def test_counts_the_further_panels(self, count: int, panels: int) -> None:
        found = allocate(many(count), [panel()], TODAY)
        assert sum(further.panels for further in found.further_panels) == panels
        assert len(found.placements) == min(count, 10)

    @pytest.mark.parametrize(("light", "panels"), [(1, 1), (2, 2)])  # with 120 minutes: 125 of 125, and 130
    def test_counts_a_full_panel_as_one(self, light: int, panels: int) -> None:
        cases = [*many(10), *(case(f"L{number}", kind="light-touch") for number in range(light))]
        assert allocate(cases, [], TODAY).further_panels[0].panels == panels

    def test_leaves_room_that_a_shorter_case_can_use(self) -> None:
        light = case("light", START + timedelta(days=6), kind="light-touch")
        found = allocate([*many(11), light], [panel()], TODAY)  # 120 minutes, and 5 are left
        assert "light" in where(found)

    def test_has_what_was_not_reached_go_only_to_a_later_panel(self) -> None:
        carried = case(carried_over=CarriedOver("P", TUESDAY, "time"))
        (later,) = allocate([carried], [panel(), panel("Q", THURSDAY)], TUESDAY).placements
        assert (later.panel_id, later.review_point, later.overdue) == ("Q", 1, False)
        alone = allocate([carried], [panel()], TUESDAY)
        assert alone.unplaced[0].why == "its week has no panel after the one that did not reach it"

    def test_has_a_case_seen_since_not_carried_over(self) -> None:
        carried = case(carried_over=CarriedOver("P", TUESDAY, "time"), last_seen_on=TUESDAY)
        assert allocate([carried], [panel("Q", THURSDAY)], TUESDAY).placements == ()


class TestBands:
    def test_a_case_goes_to_a_panel_of_its_band_even_if_another_is_sooner(self) -> None:
        slots = [panel("three", TUESDAY, chair_grade=Grade.G7), panel("six", THURSDAY, Band.SIX_TO_NINE)]
        assert where(allocate([case("A"), case("B", LONG_AGO)], slots, TODAY)) == {"A": "three", "B": "six"}

    @pytest.mark.parametrize(("grade", "placed"), [(Grade.SEO, False), (Grade.G7, True), (None, False)])
    def test_a_mixed_panel_needs_a_chair_of_the_grade(self, grade: Grade | None, placed: bool) -> None:
        found = allocate([case("B", LONG_AGO)], [panel(chair_grade=grade)], TODAY)
        assert bool(found.placements) is placed
        if placed:
            assert found.placements[0].mixed
            assert "mixed panel" in found.placements[0].reason
        else:
            assert found.unplaced[0].why == "no panel of its week has a chair of the grade for it (PAN-2)"

    def test_a_shorter_case_may_join_a_longer_panel(self) -> None:
        assert where(allocate([case()], [panel(band=Band.TWELVE_PLUS)], TODAY)) == {"A": "P"}

    def test_the_longest_detained_have_room_before_a_panels_own_band(self) -> None:
        found = allocate([*many(10), case("B", LONG_AGO)], [panel(chair_grade=Grade.G7)], TODAY)
        assert "B" in where(found)
        assert [missed.case_ref for missed in found.unplaced] == ["C09"]

    def test_a_case_carried_over_past_day_168_needs_the_longer_bands_chair(self) -> None:
        late = START + timedelta(days=168)
        week = Week.of(late).monday
        found = allocate([case()], [panel(on=week + timedelta(days=4))], week)
        assert found.unplaced[0].band is Band.SIX_TO_NINE
        before = week - timedelta(days=3)  # the Friday of the week before, when it is still a 3-month case
        assert where(allocate([case()], [panel(on=before)], before)) == {"A": "P"}


class TestOnesOwnCase:
    OWN = case(owner="Owner@example.gov.uk")

    def test_is_never_on_a_panel_that_one_chairs(self) -> None:
        chaired = panel(chair="owner@EXAMPLE.gov.uk")
        found = allocate([self.OWN], [chaired], TODAY)
        assert found.unplaced[0].why == "its owner chairs every panel of its week that could take it (PAN-7)"
        assert where(allocate([self.OWN], [chaired, panel("Q", THURSDAY)], TODAY)) == {"A": "Q"}

    def test_keeps_nobody_else_from_it(self) -> None:
        chaired = panel(chair="owner@example.gov.uk")
        assert where(allocate([self.OWN, case("B", START + timedelta(days=1))], [chaired], TODAY)) == {"B": "P"}

    def test_goes_to_a_panel_without_oneself_if_there_is_one(self) -> None:
        sits = panel(members=frozenset({"owner@example.gov.uk"}))
        assert where(allocate([self.OWN], [sits, panel("Q", THURSDAY)], TODAY)) == {"A": "Q"}
        mixed = panel("R", THURSDAY, Band.SIX_TO_NINE)
        assert where(allocate([self.OWN], [sits, mixed], TODAY)) == {"A": "R"}

    def test_is_heard_with_oneself_on_the_panel_rather_than_too_late(self) -> None:
        found = allocate([self.OWN], [panel(members=frozenset({"owner@example.gov.uk"}))], TODAY)
        assert found.placements[0].conflict
        assert "not counted" in found.placements[0].reason


class TestReferrals:
    SEEN = case(last_seen_on=TODAY)

    def test_have_room_in_the_week_by_which_they_are_asked_for(self) -> None:
        referred = replace(self.SEEN, referral=Referral("dvaat", "new evidence", NEXT_TUESDAY))
        found = allocate([referred, *many(10)], [panel(), panel("Q", NEXT_TUESDAY)], TODAY)
        assert where(found)["A"] == "Q"
        assert found.placements[-1].review_point is None

    def test_have_room_sooner_if_some_is_left(self) -> None:
        referred = replace(self.SEEN, referral=Referral("dvaat", "new evidence", NEXT_TUESDAY))
        found = allocate([referred], [panel(), panel("Q", NEXT_TUESDAY)], TODAY)
        assert (where(found), found.placements[0].urgency) == ({"A": "P"}, Urgency.REFERRED_EARLY)

    @pytest.mark.parametrize(("not_before", "at"), [(date(2026, 11, 30), "P"), (TUESDAY, "Q"), (THURSDAY, "R")])
    def test_wait_until_the_reasons_for_no_recommendation_are_resolved(self, not_before: date, at: str) -> None:
        referred = replace(self.SEEN, referral=Referral("previous-panel", "interview", THURSDAY, not_before))
        slots = [panel(), panel("Q", THURSDAY), panel("R", NEXT_TUESDAY)]
        assert where(allocate([referred], slots, TODAY)) == {"A": at}

    def test_are_met_by_the_same_panel_as_a_review_point(self) -> None:
        referred = case(referral=Referral("caseworker", "new evidence", TUESDAY))
        found = allocate([referred], [panel(), panel("Q", THURSDAY)], TODAY)
        assert len(found.placements) == 1
        assert found.placements[0].review_point == 1

    def test_of_their_week_come_with_the_others_of_it(self) -> None:
        referred = replace(self.SEEN, referral=Referral("dvaat", "new evidence", THURSDAY))
        assert allocate([referred], [panel()], TODAY).placements[0].urgency is Urgency.DUE

    def test_that_wait_until_a_sunday_are_due_in_the_week_after_it(self) -> None:
        sunday = date(2026, 12, 6)
        referred = replace(self.SEEN, referral=Referral("previous-panel", "interview", sunday, sunday))
        (placed,) = allocate([referred], [panel(), panel("Q", NEXT_TUESDAY)], TODAY).placements
        assert (placed.panel_id, placed.overdue, placed.due_week) == ("Q", False, Week(date(2026, 12, 7)))

    def test_are_not_met_by_a_panel_that_comes_too_early_for_them(self) -> None:
        referred = case(referral=Referral("previous-panel", "interview", THURSDAY, TUESDAY))
        found = allocate([referred], [panel(), panel("Q", THURSDAY)], TODAY)
        assert [(placed.panel_id, placed.review_point) for placed in found.placements] == [("P", 1), ("Q", None)]

    def test_do_not_join_a_list_that_has_gone_out_before_their_week(self) -> None:
        referred = replace(self.SEEN, referral=Referral("dvaat", "new evidence", NEXT_TUESDAY))
        slots = [panel(list_shared=True), panel("Q", NEXT_TUESDAY)]
        assert where(allocate([referred], slots, TODAY)) == {"A": "Q"}

    def test_past_their_date_are_overdue(self) -> None:
        referred = replace(self.SEEN, referral=Referral("caseworker", "new evidence", date(2026, 11, 27)))
        found = allocate([referred], [panel()], TODAY)
        assert found.overdue[0].case_ref == "A"
