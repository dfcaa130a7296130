"""Chapter B: quorum, grades, one's own case, how many cases fit, training, frequency; both sides of each edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cpp_core.guidance.findings import Finding, refusals
from cpp_core.guidance.policy import policy_on
from cpp_core.guidance.vocabulary import CaseKind
from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.rules import capacity, panel, sitting
from tests.core.tables import Row, day, rows, yes

POLICY = policy_on(date(2026, 1, 1))
PANEL_ON = date(2026, 12, 8)
HOLDERS = {kind: kind.value.lower() for kind in panel.required_seats(POLICY)}
CASE = Case("A", date(2026, 8, 31), case_owner="LO@example.gov.uk")


def person(name: str, grade: Grade | None = None) -> Person:
    return Person(name, f"{name}@example.gov.uk", name.upper(), "", grade=grade)


def without(*seats: SeatKind) -> dict[SeatKind, str]:
    return {seat: who for seat, who in HOLDERS.items() if seat not in seats}


class TestQuorum:
    def test_is_there_with_each_core_area_an_independent_member_a_chair_and_an_officer(self) -> None:
        assert panel.quorum(HOLDERS, POLICY) == ()
        assert len(panel.required_seats(POLICY)) == 7

    @pytest.mark.parametrize("seat", list(HOLDERS))
    def test_lacks_each_seat_that_nobody_has(self, seat: SeatKind) -> None:
        (finding,) = panel.quorum(without(seat), POLICY)
        assert (finding.clause, finding.severity, finding.reading) == ("PAN-1", "refusal", False)

    def test_does_not_need_the_supplementary_seats(self) -> None:
        assert panel.quorum({**HOLDERS, SeatKind.EXPERT: "e", SeatKind.OBSERVER: "o"}, POLICY) == ()

    def test_is_not_met_by_one_person_in_two_seats(self) -> None:
        chair_as_member = {**HOLDERS, SeatKind.LO: HOLDERS[SeatKind.CHAIR]}
        assert panel.missing_seats(chair_as_member, POLICY) == (SeatKind.LO,)
        assert panel.quorum(chair_as_member, POLICY)[0].reading
        assert panel.quorum(chair_as_member, POLICY)[0].source == "our reading, beside CPP 9.0 §5"

    def test_follows_the_policy_of_the_day(self) -> None:
        assert panel.quorum(without(SeatKind.IPM), policy_on(date(2022, 5, 9))) == ()
        assert len(panel.quorum(without(SeatKind.IPM), policy_on(date(2022, 5, 10)))) == 1

    def test_can_be_waived_by_the_chair_for_core_seats_only(self) -> None:
        assert panel.may_be_waived(POLICY.core_areas) == ()
        assert len(panel.may_be_waived((SeatKind.LO, SeatKind.OFFICER, SeatKind.CHAIR))) == 2


class TestGrades:
    @pytest.mark.parametrize("row", rows("grades"))
    def test_of_members_and_chairs(self, row: Row) -> None:
        who = person("p", Grade[row["grade"]] if row["grade"] else None)
        seat = SeatKind(row["seat"])
        if seat is SeatKind.CHAIR:
            found = panel.chair_grade(who, map(Band, row["bands"].split(";")), POLICY)
        else:
            found = panel.member_grade(who, seat, POLICY)
        assert (found == ()) is yes(row["allowed"])
        mend = "Name somebody of that grade." if row["grade"] else "Record the grade in the people's list."
        assert all(finding.mend == mend for finding in found)

    def test_keep_a_case_above_the_chair_off_the_panel(self) -> None:
        assert panel.case_above_chair("A", Band.SIX_TO_NINE, Grade.G7, POLICY) == ()
        (finding,) = panel.case_above_chair("A", Band.SIX_TO_NINE, Grade.SEO, POLICY)
        assert "needs a chair of G7 or above, and the chair is SEO" in finding.why
        assert finding.reading
        assert panel.may_be_waived([SeatKind.CHAIR])[0].reading
        assert panel.case_above_chair("A", Band.THREE_MONTH, None, POLICY)


SEATED = {seat: person(who) for seat, who in HOLDERS.items()}


class TestOnesOwnCase:
    def test_leaves_the_member_seated_and_the_cases_quorum_without_them(self) -> None:
        own, lacking = panel.conflicts(CASE, SEATED, POLICY)
        assert (own.severity, own.clause) == ("fact", "PAN-7")
        assert own.reading
        assert lacking.reading
        assert (lacking.severity, lacking.what) == ("warning", "A lacks Litigation Operations")
        assert refusals((own, lacking)) == ()

    def test_does_not_count_a_seat_twice_that_is_missing_anyway(self) -> None:
        found = panel.conflicts(CASE, {seat: who for seat, who in SEATED.items() if seat != "RL"}, POLICY)
        assert [finding.what for finding in found if finding.severity == "warning"] == ["A lacks Litigation Operations"]

    def test_goes_to_another_panel_if_it_is_the_chairs(self) -> None:
        chairs = replace(CASE, case_owner="chair@EXAMPLE.gov.uk")
        assert [(found.severity, found.reading) for found in panel.conflicts(chairs, SEATED, POLICY)] == [
            ("refusal", True)
        ]

    @pytest.mark.parametrize("owner", ["", "other@example.gov.uk"])
    def test_is_nobodys_here(self, owner: str) -> None:
        assert panel.conflicts(replace(CASE, case_owner=owner), SEATED, POLICY) == ()

    def test_of_an_expert_needs_no_other_quorum(self) -> None:
        seated = {**SEATED, SeatKind.EXPERT: person("expert")}
        expert = replace(CASE, case_owner="expert@example.gov.uk")
        assert [found.severity for found in panel.conflicts(expert, seated, POLICY)] == ["fact"]


class TestHowManyCasesFit:
    @pytest.mark.parametrize(
        ("kinds", "fit"),
        [
            (["ordinary"] * 10, 10),  # 120 of 125 minutes
            (["ordinary"] * 11, 10),  # 132
            (["ordinary"] * 10 + ["light-touch"], 11),  # 125: exactly
            (["ordinary"] * 10 + ["light-touch"] * 2, 11),
            (["complex"] * 7, 6),
            ([], 0),
        ],
    )
    def test_follows_from_their_minutes(self, kinds: list[CaseKind], fit: int) -> None:
        assert capacity.cases_that_fit(kinds, POLICY) == fit
        assert (capacity.fits(kinds, POLICY) == ()) is (fit == len(kinds))

    def test_is_a_warning_that_counts_those_beyond(self) -> None:
        (finding,) = capacity.fits(["ordinary"] * 12, POLICY)
        assert (finding.severity, finding.what) == ("warning", "2 of 12 cases will probably not be reached")

    @pytest.mark.parametrize(
        ("level", "criminal", "bail", "kind"),
        [
            (None, None, None, "ordinary"),
            (1, False, None, "ordinary"),
            (2, False, None, "complex"),
            (1, True, None, "complex"),
            (None, True, None, "ordinary"),
            (3, True, BailInPrinciple.SECRETARY_OF_STATE, "light-touch"),
        ],
    )
    def test_takes_the_kind_of_a_case(
        self, level: int | None, criminal: bool | None, bail: BailInPrinciple | None, kind: str
    ) -> None:
        known = replace(CASE, aar_level=level, criminal_case=criminal, bail_in_principle=bail)
        assert capacity.kind_of_case(known, POLICY) == kind


class TestTraining:
    @pytest.mark.parametrize(
        ("trained", "asked", "refreshed", "seated"),
        [
            (None, None, None, False),
            ("2026-12-08", None, None, True),  # on the day of the panel
            ("2026-12-09", None, None, False),  # a day after it
            ("2025-01-01", "2026-11-01", None, False),  # the refresher is not done
            ("2025-01-01", "2026-11-01", "2026-12-08", True),
            ("2025-01-01", "2026-11-01", "2026-12-09", False),
            ("2025-01-01", "2026-11-01", "2026-10-31", False),  # one done before it was asked for
            ("2025-01-01", "2026-11-01", "2026-11-01", True),
            ("2025-01-01", "2026-12-08", None, False),  # asked for on its day
            ("2025-01-01", "2026-12-09", None, True),  # asked for only after the panel
        ],
    )
    def test_is_done_by_the_day_of_the_panel(
        self, trained: str | None, asked: str | None, refreshed: str | None, seated: bool
    ) -> None:
        known = sitting.Training(*(day(text) if text else None for text in (trained, asked, refreshed)))
        for seat in (SeatKind.LO, SeatKind.CHAIR, SeatKind.IPM, SeatKind.EXPERT):
            assert (sitting.training(known, seat, PANEL_ON) == ()) is seated

    def test_is_not_asked_of_officers_and_observers(self) -> None:
        for seat in (SeatKind.OFFICER, SeatKind.OBSERVER):
            assert sitting.training(sitting.Training(None), seat, PANEL_ON) == ()


def frequency(expected: sitting.Expected, count: float, role_from: date, on: date) -> Finding:
    given = [(on - timedelta(days=n), 1.0) for n in range(int(count))]
    return sitting.frequency(expected, given, role_from, on, POLICY)


class TestFrequency:
    @pytest.mark.parametrize("row", rows("frequency"))
    def test_is_shown_at_both_ends(self, row: Row) -> None:
        expected = sitting.expected_of(SeatKind(row["seat"]), day(row["role_from"]), POLICY)
        finding = frequency(expected, int(row["panels"]), day(row["role_from"]), day(row["day"]))
        assert finding.severity == row["severity"]
        assert finding.why.startswith(f"{row['least']} to {row['most']} are expected")
        assert ("pro rata" in finding.why) is (row["role_from"] in {"2026-06-10", "2026-12-08"})

    @pytest.mark.parametrize(("on", "counted"), [("2025-12-08", 0), ("2025-12-09", 1), ("2026-12-08", 1)])
    def test_counts_the_12_months_that_end_on_the_day(self, on: str, counted: int) -> None:
        expected = sitting.expected_of(SeatKind.LO, date(2020, 1, 1), POLICY)
        finding = sitting.frequency(expected, [(day(on), 1)], date(2020, 1, 1), PANEL_ON, POLICY)
        assert finding.what.startswith(f"only {counted} panels")

    def test_expects_nothing_before_the_role_begins(self) -> None:
        expected = sitting.expected_of(SeatKind.LO, date(2026, 12, 9), POLICY)
        assert frequency(expected, 0, date(2026, 12, 9), PANEL_ON).why.startswith("0 to 0 are expected")

    def test_counts_half_days(self) -> None:
        expected = sitting.expected_of(SeatKind.IPM, date(2020, 1, 1), POLICY)
        finding = sitting.frequency(expected, [(PANEL_ON, 0.5)] * 30, date(2020, 1, 1), PANEL_ON, POLICY)
        assert finding.severity == "fact"
        assert finding.what.startswith("15 days")

    @pytest.mark.parametrize(("agreed_on", "least"), [("2026-01-01", 6), ("2026-01-02", 10)])
    def test_may_be_agreed_before_the_role_is_taken_and_not_after(self, agreed_on: str, least: int) -> None:
        agreed = sitting.Agreement(6, 8, day(agreed_on))
        assert sitting.expected_of(SeatKind.LO, date(2026, 1, 1), POLICY, agreed).least == least

    def test_may_be_the_minimum_of_an_area(self) -> None:
        expected = sitting.expected_of(SeatKind.CHAIR, date(2026, 1, 1), POLICY, area_minimum=14)
        assert (expected.least, expected.most, expected.citation) == (14, 14, "CPP 9.0 §15.1")


def test_a_finding_says_what_why_and_how_to_mend_it() -> None:
    (finding,) = panel.quorum(without(SeatKind.LO), POLICY)
    assert str(finding) == (
        "Litigation Operations is missing: nobody has the seat. Ask a reserve; without one the chair decides whether "
        "the panel proceeds (PAN-8). (PAN-1, CPP 9.0 §5)"
    )
