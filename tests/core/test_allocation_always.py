"""What holds of allocation for any caseload and any calendar of panels."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_types import Candidate, CarriedOver, Referral, Slot
from cpp_core.rules.capacity import minutes_for_cases
from cpp_core.rules.detention_clock import latest_due, next_due
from tests.core.panels_and_cases import (
    POLICY,
    TODAY,
    case,
    panel,
)

OWNERS = st.sampled_from(["", "a@x", "b@x", "c@x"])
CASES = st.builds(
    lambda days, owner, kind, seen, carried, by: case(
        detained_on=TODAY - timedelta(days=days),
        owner=owner,
        kind=kind,
        last_seen_on=None if seen is None else TODAY - timedelta(days=seen),
        carried_over=None if carried is None else CarriedOver("old", TODAY - timedelta(days=carried), "time"),
        referral=None if by is None else Referral("dvaat", "why", TODAY + timedelta(days=by)),
    ),
    st.integers(0, 500),
    OWNERS,
    st.sampled_from(["ordinary", "complex", "light-touch"]),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(-5, 40),
)
PANELS = st.builds(
    lambda days, band, chair, grade, members, shared: panel(
        on=TODAY + timedelta(days=days),
        band=band,
        chair=chair,
        chair_grade=grade,
        members=members,
        list_shared=shared,
    ),
    st.integers(0, 20),
    st.sampled_from(list(Band)),
    OWNERS,
    st.sampled_from([None, Grade.SEO, Grade.G7]),
    st.frozensets(st.sampled_from(["a@x", "b@x", "c@x"])),
    st.booleans(),
)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[list[Candidate], list[Slot]]:
    cases = draw(st.lists(CASES, max_size=40))
    slots = draw(st.lists(PANELS, max_size=4))
    return (
        [replace(one, case_ref=f"C{number}") for number, one in enumerate(cases)],
        [replace(one, panel_id=f"P{number}") for number, one in enumerate(slots)],
    )


class TestWhateverTheCaseload:
    @given(calendars())
    @settings(max_examples=300, deadline=None)
    def test_no_rule_is_broken_and_nobody_is_lost(self, given: tuple[list[Candidate], list[Slot]]) -> None:
        cases, slots = given
        found = allocate(cases, slots, TODAY)
        by_case, by_panel = {one.case_ref: one for one in cases}, {one.panel_id: one for one in slots}
        named_overdue = {(late.case_ref, late.due_week) for late in found.overdue}
        late = {(placed.case_ref, placed.due_week) for placed in found.placements if placed.overdue}
        assert named_overdue == late | {(one.case_ref, one.due_week) for one in found.unplaced}
        for panel_id, placements in found.lists().items():
            at = by_panel[panel_id]
            minutes = sum(POLICY.case_minutes[by_case[placed.case_ref].kind] for placed in placements)
            assert minutes <= minutes_for_cases(POLICY)
            for placed in placements:
                of = by_case[placed.case_ref]
                grade = at.chair_grade or POLICY.chair_min_grade[at.band]
                assert grade >= POLICY.chair_min_grade[placed.band]
                assert not of.owner or of.owner != at.chair
                assert placed.conflict is (of.owner in at.members)
                assert placed.panel_on == at.on >= TODAY
        last = max([TODAY, *(at.on for at in slots)])
        answered = {placed.case_ref for placed in found.placements} | {one.case_ref for one in found.unplaced}
        for of in cases:
            due = latest_due(of.detained_on, last, POLICY)
            seen = of.last_seen_on is not None and due is not None and of.last_seen_on >= due.due_week.monday
            if due is not None and not seen:
                assert of.case_ref in answered

    @given(calendars())
    @settings(max_examples=300, deadline=None)
    def test_the_same_question_has_the_same_answer(self, given: tuple[list[Candidate], list[Slot]]) -> None:
        cases, slots = given
        first = allocate(cases, slots, TODAY)
        assert allocate(cases[::-1], slots[::-1], TODAY) == first
        again = allocate(cases, slots, TODAY, previous=first.as_previous())
        assert again.as_previous() == first.as_previous()
        assert (again.unplaced, again.overdue, again.further_panels) == (
            first.unplaced,
            first.overdue,
            first.further_panels,
        )

    @given(st.integers(0, 900), st.integers(0, 30))
    def test_it_keeps_the_detention_clock(self, days: int, ahead: int) -> None:
        started, until = TODAY - timedelta(days=days), TODAY + timedelta(weeks=ahead)
        found = allocate([case(detained_on=started)], [], TODAY, until=until).unplaced
        begun = latest_due(started, TODAY, POLICY)
        due = begun or next_due(started, TODAY, POLICY)
        expected = [due.due_week] if due.due_week.monday <= until else []
        assert [one.due_week for one in found] == expected
