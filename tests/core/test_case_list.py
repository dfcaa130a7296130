"""Chapter E as a workbook, why a case is on a list, and who may be seated: what mutants of these rules slipped through."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.listing import CaseList, ListRow
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.model.recommendation import Draft, Kind, Recommendation
from cpp_core.rules import case_list as listing
from cpp_core.rules import people, selection
from cpp_core.rules.allocation_types import Candidate, CarriedOver, Placement, Referral, Slot, Urgency
from cpp_core.rules.detention_clock import Week
from cpp_core.workbook import Cell
from tests.core.support import a_panel
from tests.core.tables import moment

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
PANEL = a_panel().made
CASE = Case("EX-1", date(2026, 8, 31), aar_level=2, offences=("Fraud", "Theft"), extract_at=moment("2026-12-01 07:00"))


def row(**other: Any) -> ListRow:
    return listing.row_of(replace(CASE, **other), "due", (), PANEL_ON, POLICY, {})


def made(*rows: ListRow, version: int = 1, **other: Any) -> CaseList:
    list_ = CaseList("v", PANEL.id, version, moment("2026-12-01 09:30"), moment("2026-12-01 07:00"), rows)
    return replace(list_, **other)


def cells(case_list: CaseList) -> dict[str, Cell]:
    """The first case of the workbook, by heading."""
    return dict(zip(listing.COLUMNS, listing.as_workbook(case_list, PANEL, POLICY).sheets[0].rows[0], strict=True))


class TestTheWorkbook:
    def test_says_each_thing_in_words(self) -> None:
        found = {heading: cell.value for heading, cell in cells(made(row())).items()}
        assert found["On the list of serious crimes"] == "Fraud"
        assert found["Light touch"] == ""
        assert found["Removal directions"] == "none set"
        assert found["Adults at risk level"] == 2
        assert found["Bail granted in principle"] == ""
        assert found["Location"] == "not in the source"

    def test_says_what_is_there_where_it_is(self) -> None:
        full = row(removal_directions_on=PANEL_ON, aar_level=None, bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE)
        found = {heading: cell.value for heading, cell in cells(made(full)).items()}
        assert found["Removal directions"] == PANEL_ON
        assert found["Adults at risk level"] == "none recorded"
        assert (found["Bail granted in principle"], found["Light touch"]) == ("IJ", "yes")

    def test_marks_what_is_missing_and_what_changed(self) -> None:
        old, new = row(team="A", location="x"), row(team="B", location="x")
        changes = listing.changes_between(made(old), (new,))
        marked = cells(made(new, version=2, changes=changes))
        assert [heading for heading, cell in marked.items() if cell.changed] == ["Team"]
        assert marked["Area"].missing
        assert not marked["Team"].missing

    def test_shows_the_columns_of_the_extract_that_are_not_known_here(self) -> None:
        old, new = row(extra={"Wing": "A"}), row(extra={"Wing": "B", "Officer's note": "seen"})
        book = listing.as_workbook(
            made(new, version=2, changes=listing.changes_between(made(old), (new,))), PANEL, POLICY
        )
        shown = list(zip(book.sheets[0].columns, book.sheets[0].rows[0], strict=True))[len(listing.COLUMNS) :]
        assert [(heading, cell.value, cell.changed) for heading, cell in shown] == [
            ("Officer's note", "seen", True),
            ("Wing", "B", True),
        ]

    def test_marks_the_whole_row_of_a_case_that_came(self) -> None:
        changes = listing.changes_between(made(), (row(),))
        assert all(cell.changed for cell in cells(made(row(), version=2, changes=changes)).values())
        assert not any(cell.changed for cell in cells(made(row())).values())

    def test_has_a_sheet_of_changes_from_the_second_version_on(self) -> None:
        assert len(listing.as_workbook(made(row()), PANEL, POLICY).sheets) == 1
        book = listing.as_workbook(made(row(), version=2), PANEL, POLICY)
        assert book.sheets[1].title == "What changed since version 1"
        assert book.sheets[1].rows[0][0].value == "Nothing has changed."
        gone = listing.changes_between(made(row()), ())
        changed = listing.as_workbook(made(version=2, changes=gone), PANEL, POLICY).sheets[1].rows
        assert [cell.value for cell in changed[0]] == ["EX-1", "taken off", ""]

    def test_says_how_old_its_data_is_and_what_is_missing(self) -> None:
        notes = listing.as_workbook(made(row()), PANEL, POLICY).sheets[0].notes
        assert any(note.startswith("Data as of 01/12/2026 07:00") for note in notes)
        assert any(note.startswith("Missing in the source: EX-1: Location") for note in notes)
        bare = listing.as_workbook(made(data_at=None), PANEL, POLICY).sheets[0].notes
        assert "The age of the data is not known." in bare
        assert not any(note.startswith("Missing") for note in bare)

    def test_is_in_order_of_detention_with_the_age_of_the_oldest_extract(self) -> None:
        longer = row(case_ref="EX-9", detained_on=date(2026, 8, 1), extract_at=moment("2026-12-02 07:00"))
        assert [each.case.case_ref for each in listing.order_of((row(), longer))] == ["EX-9", "EX-1"]
        assert listing.data_at((row(), longer)) == moment("2026-12-01 07:00")

    def test_says_what_became_of_earlier_recommendations(self) -> None:
        earlier = Recommendation("r", "P0", date(2026, 9, 8), "EX-1", 1, Draft(Kind.RELEASE), "chair", PANEL.made_at)
        found = listing.row_of(CASE, "due", [earlier], PANEL_ON, POLICY, {"r": "agree"}, {"r": "No address."})
        assert [(each.accepted, each.not_carried_out_because) for each in found.previous] == [("agree", "No address.")]
        bare = listing.row_of(CASE, "due", [earlier], PANEL_ON, POLICY, {})
        assert [(each.accepted, each.not_carried_out_because) for each in bare.previous] == [("not known", "")]

    def test_says_why_a_case_is_off_the_list(self) -> None:
        assert listing.gone_from_list(replace(CASE, released_on=PANEL_ON), PANEL).startswith(
            "released or removed on 08/12"
        )
        later = replace(CASE, detained_on=date(2026, 12, 9))
        assert listing.gone_from_list(later, PANEL) == "not detained on the day of the panel"

    @pytest.mark.parametrize(("level", "asked"), [(None, False), (0, False), (1, True)])
    def test_asks_why_somebody_is_at_risk(self, level: int | None, asked: bool) -> None:
        assert ("Adults at risk reason" in listing.missing_of(row(aar_level=level))) is asked


WEEK = Week(date(2026, 11, 30))


def placed(**other: Any) -> Placement:
    return replace(
        Placement("EX-1", "P1", PANEL_ON, Urgency.DUE, WEEK, Band.THREE_MONTH, 1, False, False, False), **other
    )


class TestWhyACaseIsOnAList:
    @pytest.mark.parametrize(
        ("placement", "candidate", "words"),
        [
            (placed(panel_on=date(2026, 12, 1)), {}, ["Review point 1, due at a panel in the week 30/11/2026"]),
            (placed(), {}, ["overdue since the week 30/11/2026"]),
            (placed(mixed=True), {}, ["of another band"]),
            (placed(conflict=True), {}, ["its owner sits"]),
            (
                placed(urgency=Urgency.CARRIED_OVER),
                {"carried_over": CarriedOver("P0", date(2026, 12, 1), "No time.")},
                ["Not reached at the panel of 01/12/2026: No time"],
            ),
            (placed(urgency=Urgency.CARRIED_OVER), {}, ["Review point 1"]),
            (placed(), {"carried_over": CarriedOver("P0", date(2026, 12, 1), "No time.")}, ["Review point 1"]),
            (
                placed(review_point=None),
                {"referral": Referral("Caseworker", "New facts.", PANEL_ON)},
                ["Referred by Caseworker: New facts"],
            ),
            (placed(), {"referral": Referral("Caseworker", "New facts.", PANEL_ON)}, ["Review point 1"]),
        ],
    )
    def test_is_said_in_words(self, placement: Placement, candidate: dict[str, Any], words: list[str]) -> None:
        said = selection._reason(placement, replace(Candidate("EX-1", CASE.detained_on), **candidate))
        assert all(each in said for each in words)
        assert said.endswith(".")
        assert ("of another band" in said) is placement.mixed
        assert ("its owner sits" in said) is placement.conflict
        assert ("overdue" in said) is (placement.panel_on > WEEK.sunday)

    def test_due_cases_are_in_order_and_say_which_review_it_was(self) -> None:
        cases = [
            replace(CASE, case_ref="EX-0", detained_on=date(2026, 1, 1)),
            CASE,
            replace(CASE, case_ref="EX-2", detained_on=date(2026, 6, 8)),
            replace(CASE, case_ref="EX-3"),
        ]
        found = selection.due_in_week(cases, date(2026, 12, 1), POLICY)
        assert [each.case_ref for each in found] == ["EX-2", "EX-1", "EX-3"]
        assert "Review point 2 (DCPR 6, day 168 of detention)" in found[0].reason

    def test_allocation_and_list_agree(self) -> None:
        slot = Slot("P1", date(2026, 12, 1), Band.THREE_MONTH)
        listed = selection.choose("P1", [Candidate("EX-1", CASE.detained_on)], [slot], selection.Moment(WEEK.monday))
        assert [each.case_ref for each in listed] == ["EX-1"]


def member(**other: Any) -> Person:
    made = Person("p", "p@x", "P", "p@x", grade=Grade.G7, appointed_from=date(2026, 1, 1))
    return replace(made, appointed_to=PANEL_ON, ctc_cleared_on=PANEL_ON, trained_on=PANEL_ON, **other)


class TestWhoMayBeSeated:
    @pytest.mark.parametrize(
        ("other", "seated"),
        [
            ({}, True),
            ({"appointed_from": PANEL_ON}, True),
            ({"appointed_from": date(2026, 12, 9)}, False),
            ({"appointed_from": None}, False),
            ({"appointed_to": date(2026, 12, 7)}, False),
            ({"appointed_to": None}, True),
            ({"ctc_cleared_on": date(2026, 12, 9)}, False),
            ({"ctc_cleared_on": None}, False),
        ],
    )
    def test_an_independent_member_within_the_appointment_and_cleared(
        self, other: dict[str, Any], seated: bool
    ) -> None:
        person = replace(member(), **other)
        assert (people.appointment_faults(person, SeatKind.IPM, PANEL_ON) == ()) is seated
        assert people.appointment_faults(person, SeatKind.LO, PANEL_ON) == ()

    @pytest.mark.parametrize(
        ("seat", "grade", "seated"),
        [
            (SeatKind.CHAIR, Grade.SEO, False),
            (SeatKind.CHAIR, Grade.G7, True),
            (SeatKind.LO, Grade.EO, True),
            (SeatKind.LO, Grade.AO, False),
        ],
    )
    def test_a_chair_by_the_band_and_a_member_by_the_least_grade(
        self, seat: SeatKind, grade: Grade, seated: bool
    ) -> None:
        found = people.grade_faults(replace(member(), grade=grade), seat, Band.SIX_TO_NINE, POLICY)
        assert (found == ()) is seated
