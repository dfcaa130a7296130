"""Who may: role by use case by the state of the panel, held against one table. What the table does not allow is denied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cpp_core.model.feedback import FeedbackKind
from cpp_core.model.panel import QuorumChoice
from cpp_core.model.recommendation import Draft, Kind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases import commands as ask_with
from cpp_core.usecases.frame import USE_CASES
from cpp_core.usecases.relations import Relation
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_case, names

SEATED = {"chair", "officer", "ipm 1", "FNORC 0", "NRPC 0", "RL 0", "LO 0"}
TEAM = {"team", "officer"}
EVERYBODY = (
    *("chair", "chair 2", "officer", "team", "lead", "manager", "ipm 1", "ipm 2"),
    *("spoc RL", "spoc LO", "RL 0", "RL 1", "LO 0", "owner", "casework lead", "stranger", "nobody known"),
)
LATER = moment("2026-12-15 10:00")


def commands(panel_id: str) -> Mapping[str, Any]:
    """One command for each use case about a panel, with nothing in it that keeps it from being looked at."""
    return {
        "nomination.name": names(panel_id, "RL", "RL 0", "RL 1"),
        "attendance.confirm": ask_with.ConfirmAttendance(panel_id),
        "attendance.decline": ask_with.DeclineAttendance(panel_id),
        "attendance.later": ask_with.AskAgainTomorrow(panel_id),
        "attendance.show": ask_with.ShowAttendance(panel_id),
        "attendance.record": ask_with.RecordAnswer(panel_id, "RL 0", True, "rang at ten"),
        "attendance.give_back": ask_with.GiveSeatBack(panel_id, "RL 0", "a mistake"),
        "quorum.decide": ask_with.DecideQuorum(panel_id, QuorumChoice.PROCEED, True, True, "Enough."),
        "panel.cancel": ask_with.CancelPanel(panel_id, ""),
        "panel.move": ask_with.MovePanel(panel_id, LATER, ""),
        "list.deleted": ask_with.ConfirmDeleted(panel_id),
        "panel.console": ask_with.ShowConsole(panel_id),
        "panel.open": ask_with.OpenPanel(panel_id),
        "recommendation.form": ask_with.ShowForm(panel_id, "C1", Kind.MAINTAIN),
        "recommendation.record": ask_with.RecordRecommendation(panel_id, "C1", Draft()),
        "case.not_reached": ask_with.NotReached(panel_id, "C1", ""),
        "washup.show": ask_with.ShowWashUp(panel_id),
        "washup.escalate": ask_with.Escalate(panel_id, "C1", ""),
        "feedback.chair": ask_with.GiveChairFeedback(panel_id, FeedbackKind.POSITIVE, ""),
        "washup.note": ask_with.NoteForLog(panel_id, "process", ""),
        "escalation.answer": ask_with.AnswerEscalation(panel_id, "C1", ""),
        "panel.close": ask_with.ClosePanel(panel_id),
    }


ASKED: Mapping[str, set[str]] = {
    "nomination.name": {"spoc RL", *TEAM},
    "attendance.confirm": SEATED,
    "attendance.decline": SEATED,
    "attendance.later": SEATED,
    "attendance.show": SEATED,
    "attendance.record": TEAM,
    "attendance.give_back": TEAM,
    "panel.cancel": TEAM,
    "panel.move": TEAM,
    "list.deleted": SEATED,
    "escalation.answer": {"owner", "casework lead"},
}
"""Who may once people have been asked and before they confirm: nobody chairs yet."""

SITTING: Mapping[str, set[str]] = {
    **ASKED,
    "quorum.decide": {"chair"},
    "panel.console": {"chair", "officer"},
    "panel.open": {"chair", "officer"},
    "recommendation.form": {"chair", "officer"},
    "recommendation.record": {"chair"},
    "case.not_reached": {"chair", "officer"},
    "washup.show": {"chair", "officer", "ipm 1"},
    "washup.escalate": {"chair", "officer", "ipm 1"},
    "feedback.chair": {"ipm 1"},
    "washup.note": {"chair", "officer", "ipm 1"},
    "panel.close": {"chair", "officer"},
}
"""Who may once they have confirmed, while the panel is open, and after it."""

NAMED_ONLY: Mapping[str, set[str]] = {name: who for name, who in ASKED.items() if who is not SEATED}
"""Before the invitations, those who are named have no say yet."""


async def may(office: Office, name: str, command: Any, person: str) -> bool:
    """Whether somebody is let in; that the use case then refuses for another reason is another matter."""
    try:
        await office.ask(name, command, person)
    except NotAllowed:
        return False
    except Refusal:
        return True
    return True


async def a_panel_that_is(office: Office, state: str) -> str:
    await office.caseload(a_case("C1"))
    panel_id = await office.with_panel()
    if state != "named":
        await office.at("2026-11-24 12:00")
    if state in ("confirmed", "open"):
        await office.everybody_confirms(panel_id)
    if state == "open":
        await office.at("2026-12-08 10:00")
        await office.ask("panel.open", ask_with.OpenPanel(panel_id), "chair")
    return panel_id


@pytest.mark.parametrize(
    ("state", "table"), [("named", NAMED_ONLY), ("asked", ASKED), ("confirmed", SITTING), ("open", SITTING)]
)
@pytest.mark.parametrize("name", list(commands("P")))
async def test_only_who_the_table_names_may(
    office: Office, name: str, state: str, table: Mapping[str, set[str]]
) -> None:
    panel_id = await a_panel_that_is(office, state)
    command, expected = commands(panel_id)[name], table.get(name, set()) & set(EVERYBODY)
    denied = [person for person in EVERYBODY if person not in expected]
    let_in = [person for person in denied if await may(office, name, command, person)]
    assert let_in == [], "denied by default"
    kept_out = [person for person in sorted(expected) if not await may(office, name, command, person)]
    assert set(kept_out) <= _who_lost_their_seat(name, expected)


def _who_lost_their_seat(name: str, expected: set[str]) -> set[str]:
    """Who declined a moment ago (the officer, say) has no more say: that the first to press was let in is enough."""
    return expected - {min(expected)} if name in ("attendance.decline", "panel.close") and expected else set()


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_every_use_case_says_who_may(name: str) -> None:
    assert USE_CASES[name].who


@pytest.mark.parametrize(
    "name", sorted(name for name, case in USE_CASES.items() if case.who == frozenset({Relation.CLOCK}))
)
def test_what_the_clock_does_nobody_else_can_ask_for(name: str) -> None:
    assert not USE_CASES[name].who & (frozenset(Relation) - {Relation.CLOCK})
