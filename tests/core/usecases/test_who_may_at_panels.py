"""Who may, for what officer, chair and CPP lead do at and around a panel. What the table does not allow is denied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cpp_core.model.feedback import FeedbackKind
from cpp_core.model.recommendation import Draft, Kind
from cpp_core.usecases import commands_concerns as concerns
from cpp_core.usecases import commands_officer as officer
from cpp_core.usecases.availability_month import AnswerMonth, ShowMonth
from cpp_core.usecases.commands import PassOnFeedback
from tests.core.usecases.office import Office
from tests.core.usecases.test_who_may import EVERYBODY, SEATED, TEAM, a_panel_that_is, may

RUN_IT = {"chair", "officer"}
IPMS = {"ipm 1", "ipm 2"}
KNOWN = set(EVERYBODY) - {"nobody known"}
LOOKS_ON = {*TEAM, "manager", "lead"}


def commands(panel_id: str) -> Mapping[str, Any]:
    """One command for each use case."""
    return {
        "officer.at_risk": officer.ShowAtRisk(),
        "officer.panel": officer.ShowPanel(panel_id),
        "officer.phone": officer.ShowPhone(panel_id),
        "officer.give_back": officer.ShowGiveBack(panel_id),
        "case.introduce": officer.ShowCase(panel_id, "C1"),
        "case.key_points": officer.SaveKeyPoints(panel_id, "C1", "x"),
        "recommendation.draft": officer.SaveDraft(panel_id, "C1", Draft(Kind.MAINTAIN)),
        "checklist.show": officer.ShowChecklist(panel_id),
        "checklist.tick": officer.TickChecklist(panel_id, ()),
        "checklist.return": officer.ReturnChecklist(panel_id, ()),
        "concern.find": concerns.FindConcern(),
        "concern.show": concerns.ShowConcern(panel_id),
        "concern.raise": concerns.RaiseConcern(panel_id, "", "", None),
        "concern.view": concerns.ViewConcern("x"),
        "concern.pass_on": concerns.PassOnConcern("x", "y"),
        "concern.limit": concerns.LimitSitting("x", "y"),
        "concern.lift": concerns.LiftLimit("x", None, None),
        "safeguarding.find": concerns.FindSafeguarding(),
        "safeguarding.show": concerns.ShowSafeguarding(panel_id),
        "safeguarding.raise": concerns.RaiseSafeguarding(panel_id, "C1", "", ""),
        "safeguarding.done": concerns.FollowUpSafeguarding(panel_id, "x", "y"),
        "feedback.independent": concerns.GiveIndependentFeedback(panel_id, FeedbackKind.POSITIVE, ""),
        "feedback.given": PassOnFeedback("x"),
        "feedback.view": concerns.ViewFeedback("x"),
        "log.show": concerns.ShowLog(),
        "availability.month": ShowMonth(),
        "availability.answer_month": AnswerMonth("2026-12", (), ()),
    }


ALWAYS: Mapping[str, set[str]] = {
    "officer.at_risk": LOOKS_ON,
    "officer.panel": LOOKS_ON,
    "officer.phone": TEAM,
    "officer.give_back": TEAM,
    "checklist.show": TEAM,
    "concern.find": KNOWN,
    "concern.view": {"lead"},
    "concern.pass_on": {"lead"},
    "concern.limit": {"lead"},
    "concern.lift": {"lead"},
    "safeguarding.find": KNOWN,
    "safeguarding.show": TEAM,
    "safeguarding.done": TEAM,
    "feedback.given": {"lead", "manager"},
    "feedback.view": {"lead", "manager"},
    "log.show": LOOKS_ON,
    "availability.month": IPMS,
    "availability.answer_month": IPMS,
}
"""Who may by their role alone, before anybody has confirmed a seat."""

SITTING: Mapping[str, set[str]] = {
    **ALWAYS,
    "case.introduce": RUN_IT,
    "case.key_points": RUN_IT,
    "recommendation.draft": RUN_IT,
    "checklist.show": {"chair", *TEAM},
    "checklist.tick": {"chair"},
    "checklist.return": {"chair"},
    "concern.show": SEATED,
    "concern.raise": SEATED,
    "safeguarding.show": {*SEATED, *TEAM},
    "safeguarding.raise": SEATED,
    "feedback.independent": {"chair"},
}
"""Who may once they have confirmed."""


@pytest.mark.parametrize(("state", "table"), [("asked", ALWAYS), ("open", SITTING)])
@pytest.mark.parametrize("name", list(commands("P")))
async def test_only_who_the_table_names_may(
    office: Office, name: str, state: str, table: Mapping[str, set[str]]
) -> None:
    panel_id = await a_panel_that_is(office, state)
    command = commands(panel_id)[name]
    let_in = {person for person in EVERYBODY if await may(office, name, command, person)}
    assert let_in == table.get(name, set()) & set(EVERYBODY)
