"""An invented version 10 of the guidance, as values in the policy alone: panels before and after it, by the same rules."""

from dataclasses import replace
from datetime import date

import pytest

from cpp_core.deadlines.obligations import obligations
from cpp_core.deadlines.time import cutoff, in_london, london_date
from cpp_core.guidance.dated import Table
from cpp_core.guidance.policy import CURRENT, Policy, policy_on
from cpp_core.model.answer import CaseworkAnswer, Says
from cpp_core.model.panel import SEAT_NAMES, Band, Panel, SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.model.recommendation import Kind
from cpp_core.rules.panel import chair_grade, missing_seats, quorum, required_seats, waivable
from cpp_core.rules.rejections import Recommended, rejection_faults
from cpp_core.rules.spocs import spoc_gaps
from cpp_core.workflow.invitations import invite
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import may_proceed
from cpp_core.workflow.quorum_findings import missing
from tests.core.support import CONTACTS, a_panel, who
from tests.core.tables import ENGLAND, moment

IN_FORCE = date(2027, 1, 1)
DVAAT = SeatKind.area("DVAAT", "Detained Vulnerability Assurance and Advice Team")
GRADES = Table(((Band.THREE_MONTH, Grade.G7), (Band.SIX_TO_NINE, Grade.G7), (Band.TWELVE_PLUS, Grade.G6)))
BEFORE = CURRENT.entry("core_areas").on(date(2026, 1, 1))
REGISTER = CURRENT.with_version(
    IN_FORCE,
    "CPP 10.0 §5, §6, §8.1",
    {"cutoff_days": 5, "core_areas": (*BEFORE, DVAAT), "chair_min_grade": GRADES},
)
OLD = a_panel().with_core_members().on("2026-12-31 10:00").made
NEW = a_panel().with_core_members().on("2027-01-19 10:00").made


def policy_of(panel: Panel) -> Policy:
    return policy_on(london_date(panel.starts_at), REGISTER)


def chair(grade: Grade) -> Person:
    return Person("c", "c@x", "C", "c@x", grade=grade)


@pytest.mark.parametrize(("panel", "days"), [(OLD, 3), (NEW, 5)])
def test_each_panel_has_the_cutoff_of_its_date(panel: Panel, days: int) -> None:
    found = cutoff(panel.starts_at, policy_of(panel), ENGLAND)
    assert (london_date(panel.starts_at) - london_date(found.nominal)).days == days
    due = {each.key: each.due_at for each in obligations(panel, policy_of(panel), ENGLAND)}
    assert due["ATT-3:cutoff"] == found.effective


def test_a_cutoff_five_days_before_moves_into_working_hours_as_ever() -> None:
    found = cutoff(NEW.starts_at, policy_of(NEW), ENGLAND)
    assert f"{in_london(found.nominal):%a %d %H:%M}" == "Thu 14 10:00"
    assert not found.moved


def test_the_new_area_is_asked_for_a_member_from_its_date_on() -> None:
    keys = [{each.key for each in obligations(panel, policy_of(panel), ENGLAND)} for panel in (OLD, NEW)]
    assert "INV-1:ask:DVAAT" not in keys[0]
    assert {"INV-1:ask:DVAAT", "INV-1:escalate:DVAAT"} <= keys[1]


def test_the_new_area_is_a_core_seat_from_its_date_on() -> None:
    holders = {kind: who(kind) for kind in required_seats(policy_of(OLD))}
    assert quorum(holders, policy_of(OLD)) == ()
    assert missing_seats(holders, policy_of(NEW)) == (DVAAT,)
    (finding,) = quorum(holders, policy_of(NEW))
    assert finding.what == "Detained Vulnerability Assurance and Advice Team is missing"
    assert waivable(DVAAT)
    assert missing_seats({**holders, DVAAT: "d"}, policy_of(NEW)) == ()


def test_the_workflow_asks_for_it_and_does_not_proceed_without() -> None:
    scene = Scene(moment("2027-01-05 09:30"), policy_of(NEW), ENGLAND)
    told = {effect.what for effect in invite(NEW, CONTACTS, scene).effects if effect.refs.get("seat") == "DVAAT"}
    assert told == {"vacancy"}
    assert not may_proceed(NEW, scene)
    assert [each.seat for each in missing(NEW, scene)][-1] == DVAAT


def test_the_new_area_needs_a_spoc() -> None:
    known = dict.fromkeys(("FNORC", "NRPC", "RL", "LO"), ("spoc",))
    assert spoc_gaps([], known, policy_of(OLD)) == ()
    assert [each.what for each in spoc_gaps([], known, policy_of(NEW))] == ["DVAAT has no SPOC"]


@pytest.mark.parametrize(
    ("panel", "grade", "may"), [(OLD, Grade.SEO, True), (NEW, Grade.SEO, False), (NEW, Grade.G7, True)]
)
def test_the_chair_has_the_grade_of_the_panels_date(panel: Panel, grade: Grade, may: bool) -> None:
    assert (chair_grade(chair(grade), [Band.THREE_MONTH], policy_of(panel)) == ()) is may


def test_a_rejection_follows_the_chairs_grade_as_ever() -> None:
    answer = CaseworkAnswer("r", Says.DISAGREE, IN_FORCE, "o", "Full.", "a", Grade.SEO)
    about = Recommended(Kind.RELEASE, Grade.G7, Band.THREE_MONTH, Band.THREE_MONTH)
    assert rejection_faults(answer, about, policy_of(NEW))
    assert rejection_faults(replace(answer, approver_grade=Grade.G7), about, policy_of(NEW)) == ()


def test_the_policy_that_is_in_force_today_knows_nothing_of_it() -> None:
    assert DVAAT not in policy_on(date(2027, 1, 19)).core_areas
    assert policy_on(date(2026, 12, 31), REGISTER) == policy_on(date(2026, 12, 31))


def test_a_seat_of_an_area_is_one_and_the_same() -> None:
    assert SeatKind.area("DVAAT", "Another name") is DVAAT is SeatKind("DVAAT")
    assert SeatKind.area("RL", "Another name") is SeatKind.RL
    assert (str(DVAAT), DVAAT.name, SEAT_NAMES[DVAAT]) == (
        "DVAAT",
        "DVAAT",
        "Detained Vulnerability Assurance and Advice Team",
    )
    assert SEAT_NAMES[SeatKind.RL] == "Returns Logistics"
    with pytest.raises(ValueError, match="NONSENSE"):
        SeatKind("NONSENSE")
