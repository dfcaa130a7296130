"""Chapter I: appointments, onboarding, meetings, fees, claims; both sides of each edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.appointment import Appointment, Journey, Meeting, ObservedPanel, Onboarding
from cpp_core.model.fee import Attendance, Claim, Engagement, FeeLine
from cpp_core.model.person import Grade
from cpp_core.rules import appointments, fees
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
CHECKED = date(2025, 11, 1)


def appointment(**other: Any) -> Appointment:
    made = Appointment("ipm", CHECKED, CHECKED, CHECKED, CHECKED, date(2025, 12, 1), date(2025, 12, 2))
    return replace(made, starts_on=date(2026, 1, 1), **other)


def maybe(text: str) -> date | None:
    return day(text) if text else None


class TestAnAppointment:
    @pytest.mark.parametrize("row", rows("appointments"))
    def test_lets_its_member_sit_from_its_first_to_its_last_day(self, row: Row) -> None:
        made = replace(
            appointment(ends_on=maybe(row["ends"]), ctc_cleared_on=maybe(row["cleared"])),
            starts_on=maybe(row["starts"]),
            declared_on=maybe(row["declared"]),
        )
        found = appointments.may_sit(made, day(row["panel"]))
        assert len(found) == (0 if yes(row["may_sit"]) else 1)
        assert all((each.clause, each.severity) == ("IPM-1", "refusal") for each in found)

    @pytest.mark.parametrize("row", rows("appointment_dates"))
    def test_has_its_last_day_and_warnings_before_it(self, row: Row) -> None:
        policy = policy_on(day(row["policy_on"]))
        last_day = appointments.ends_on(day(row["starts"]), policy)
        assert last_day == day(row["last_day"])
        assert ";".join(map(str, appointments.end_warnings(last_day, policy))) == row["warnings"]

    @pytest.mark.parametrize("step", ["due_diligence_on", "ctc_cleared_on", "declared_on", "approved_on"])
    def test_is_offered_once_each_check_is_complete(self, step: str) -> None:
        assert appointments.offer_faults(appointment(), CHECKED) == ()
        changed: Any = {step: date(2025, 11, 2)}
        late = replace(appointment(), **changed)
        assert len(appointments.offer_faults(late, CHECKED)) == 1
        assert appointments.offer_faults(late, date(2025, 11, 2)) == ()

    def test_names_the_steps_that_are_missing_in_their_order(self) -> None:
        assert appointments.steps_missing(Appointment("ipm"), CHECKED)[0] == "the due diligence check"
        assert len(appointments.steps_missing(Appointment("ipm"), CHECKED)) == 7
        assert appointments.steps_missing(appointment(), date(2026, 1, 1)) == ("the POH1 form",)

    @pytest.mark.parametrize(
        ("on", "grade", "paid"),
        [
            ("2026-01-05", Grade.G7, True),
            ("2026-01-05", Grade.SEO, False),
            ("2026-01-05", None, False),
            ("", Grade.G7, False),
        ],
    )
    def test_is_paid_once_its_form_is_authorised_at_grade_7(self, on: str, grade: Grade | None, paid: bool) -> None:
        found = appointments.poh1_faults(appointment(poh1_authorised_on=maybe(on), poh1_grade=grade), POLICY)
        assert (found == ()) is paid

    def test_makes_its_member_one_of_the_current_ones(self) -> None:
        ended = replace(appointment(ends_on=date(2026, 5, 31)), person_id="ann")
        every = [appointment(), ended, Appointment("bob")]
        assert appointments.current_members(every, date(2026, 5, 31)) == ("ann", "ipm")
        assert appointments.current_members(every, date(2026, 6, 1)) == ("ipm",)

    def test_is_followed_by_another_campaign_in_a_year(self) -> None:
        assert appointments.recruit_on(date(2026, 2, 1), POLICY) == date(2027, 2, 1)


class TestOnboarding:
    EVERYTHING = Onboarding(  # each on its first possible day
        "ipm",
        {key: date(2026, 1, 5) for key in ("visit", "training", "gatekeeper", "cpp-lead", "it-access")},
        (ObservedPanel(date(2026, 1, 4), True), ObservedPanel(date(2026, 1, 5))),
    )

    @pytest.mark.edge("IPM-2", "in")
    def test_is_complete(self) -> None:
        assert appointments.onboarding_left(self.EVERYTHING, date(2026, 1, 5), POLICY) == ()

    @pytest.mark.edge("IPM-2", "out")
    def test_that_is_unfinished_warns_and_does_not_bar(self) -> None:
        found = appointments.onboarding_left(self.EVERYTHING, date(2026, 1, 4), POLICY)
        assert len(found) == 6
        assert {(each.severity, each.reading) for each in found} == {("warning", True)}
        assert found[2].why == "1 of 2 panels observed"
        assert len(appointments.onboarding_left(Onboarding("ipm"), date(2026, 1, 5), POLICY)) == 6

    def test_wants_one_panel_with_a_current_member(self) -> None:
        alone = replace(self.EVERYTHING, observed=(ObservedPanel(date(2026, 1, 4)), ObservedPanel(date(2026, 1, 5))))
        (found,) = appointments.onboarding_left(alone, date(2026, 1, 5), POLICY)
        assert found.why == "none of them with a current independent member"


class TestMeetingsAndJourneys:
    @pytest.mark.edge("IPM-3", "in")
    def test_whoever_was_called_and_came_is_paid(self) -> None:
        meeting = Meeting("m", date(2026, 5, 5), frozenset({"ann", "bob"}), frozenset({"ann", "eve"}))
        assert appointments.paid_for(meeting) == {"ann"}

    @pytest.mark.edge("IPM-3", "out")
    def test_nothing_is_to_be_arranged_for_a_panel_in_teams(self) -> None:
        assert appointments.journey_left(Journey("ipm", date(2026, 5, 5)), POLICY) == ()

    def test_travel_and_pass_are_a_checklist(self) -> None:
        both = Journey("ipm", date(2026, 5, 5), travels=True, enters_building=True)
        assert len(appointments.journey_left(both, POLICY)) == 2
        (left,) = appointments.journey_left(replace(both, done=frozenset({"travel"})), POLICY)
        assert left.startswith("Pass arranged")
        (left,) = appointments.journey_left(replace(both, enters_building=False), POLICY)
        assert left.startswith("Travel booked")


def attended(at: str = "2026-12-08 10:00", **other: Any) -> Attendance:
    return replace(Attendance("P", moment(at), True), **other)


class TestFees:
    @pytest.mark.parametrize("row", rows("fees"))
    def test_of_each_engagement(self, row: Row) -> None:
        assert fees.fee(Engagement[row["engagement"]], POLICY) == int(row["pence"])

    @pytest.mark.parametrize(
        ("engagement", "approved_by", "allowed"),
        [
            (Engagement.EXTRA_HALF, "", False),
            (Engagement.EXTRA_FULL, " ", False),
            (Engagement.EXTRA_FULL, "officer", True),
            (Engagement.FULL_DAY, "", True),
        ],
    )
    def test_beyond_a_day_are_approved_first(self, engagement: Engagement, approved_by: str, allowed: bool) -> None:
        assert (fees.extra_faults(engagement, approved_by) == ()) is allowed

    def test_of_two_panels_on_a_day_are_put_to_the_team(self) -> None:
        twice = [attended(), attended("2026-12-08 14:00"), attended("2026-12-09 10:00")]
        (found,) = fees.two_on_a_day(twice)
        assert (found.what, found.reading) == ("2 panels on 2026-12-08", True)
        assert fees.two_on_a_day([attended(), attended("2026-12-08 14:00", attended=False)]) == ()

    @pytest.mark.parametrize("row", rows("cancelled_fees"))
    def test_are_paid_for_a_panel_called_off_late(self, row: Row) -> None:
        starts, at = moment(row["starts"]), moment(row["called_off"])
        assert fees.paid_although_called_off(starts, at, POLICY) is yes(row["paid"])
        line = fees.line_for(attended(row["starts"], attended=False, called_off_at=at), POLICY)
        assert (line is not None) is yes(row["paid"])

    def test_are_paid_on_the_day_also_where_policy_has_fewer_hours(self) -> None:
        short = replace(POLICY, fee_cancel_hours=1)
        starts = moment("2026-12-08 10:00")
        assert fees.paid_although_called_off(starts, moment("2026-12-08 00:00"), short)
        assert not fees.paid_although_called_off(starts, moment("2026-12-07 23:59"), short)

    def test_are_why_nobody_prepares_too_far_ahead(self) -> None:
        assert "within 72 hours of its start, is paid in full" in fees.preparation_advice(POLICY)

    def test_are_drafted_for_who_attended(self) -> None:
        line = fees.line_for(attended("2026-06-09 00:30"), POLICY)
        assert line == FeeLine(Engagement.PANEL, date(2026, 6, 9), 21000, "P")
        assert fees.line_for(attended(attended=False), POLICY) is None
        called_off = fees.line_for(attended(called_off_at=moment("2026-12-08 09:00")), POLICY)
        assert called_off is not None
        assert called_off.about == "P, called off 08/12/2026 09:00"


class TestClaims:
    @pytest.mark.parametrize("row", rows("claims"))
    def test_are_signed_in_time_and_right(self, row: Row) -> None:
        claim = Claim(
            "ipm",
            day(row["claimed_on"]),
            (FeeLine(Engagement.PANEL, day(row["panel_on"]), int(row["pence"])),),
            row["cost_code"],
            Grade[row["grade"]] if row["grade"] else None,
            int(row["expenses"]),
            yes(row["receipts"]),
        )
        found = fees.claim_faults(claim, POLICY)
        severities = [each.severity for each in found]
        assert (severities.count("refusal"), severities.count("warning")) == (
            int(row["refusals"]),
            int(row["warnings"]),
        )
        assert len(found) == int(row["refusals"]) + int(row["warnings"])

    def test_say_amounts_as_people_write_them(self) -> None:
        assert [fees.pounds(pence) for pence in (21000, 10505, 5)] == ["£210.00", "£105.05", "£0.05"]

    def test_are_reminded_of_on_working_days(self) -> None:
        found = fees.claim_reminders(date(2026, 12, 8), POLICY, ENGLAND)  # to be claimed by 8 January
        assert found == (moment("2026-12-24 09:30"), moment("2027-01-05 09:30"))

    def test_make_the_cost_of_a_month(self) -> None:
        lines = tuple(FeeLine(Engagement.PANEL, date(2026, month, 8), 21000) for month in (11, 12, 12))
        claims = [
            Claim("ipm", date(2026, 12, 20), lines, "1418255", expenses_pence=4350),
            Claim("ipm", date(2025, 12, 20), (replace(lines[0], on=date(2025, 12, 8)),), "1418255", expenses_pence=1),
        ]
        assert fees.cost_of_month(claims, 2026, 12) == 46350
        assert fees.cost_of_month(claims, 2026, 11) == 21000
        assert fees.cost_of_month(claims, 2027, 1) == 0

    def test_have_pay_roll_dates_shared_monthly(self) -> None:
        assert fees.payroll_dates_due(date(2026, 1, 31), POLICY) == date(2026, 2, 28)
