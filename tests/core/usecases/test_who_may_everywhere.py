"""Who may, for what follows a panel and what anybody can open; and that the matrix leaves no use case out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from cpp_core.model.fee import Engagement
from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.usecases import commands as ask_with
from cpp_core.usecases import commands_officer as officer
from cpp_core.usecases import follow_up_commands as after
from cpp_core.usecases.answer_dates import SetAnswerDate, ShowAnswerDates
from cpp_core.usecases.compliance import ComplianceReport
from cpp_core.usecases.fees import AddFee, ListFees, RecordClaim
from cpp_core.usecases.find_cards import FindCards, ShowAvailability, ShowNomination, ShowWhy
from cpp_core.usecases.frame import USE_CASES
from cpp_core.usecases.holds import HoldTime
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.upload_commands import ApplyImport, MayImport, PreviewImport, Upload
from tests.core.usecases import test_who_may, test_who_may_at_panels
from tests.core.usecases.after_a_panel import BOSS, REASONS, a_closed_panel
from tests.core.usecases.office import Office
from tests.core.usecases.test_who_may import EVERYBODY, SEATED, TEAM, a_panel_that_is, may
from tests.core.usecases.test_who_may_at_panels import IPMS, KNOWN

ALL = (*EVERYBODY, "boss")
RUNS_IT = {"officer", "team"}
FEES = {"lead", "manager", *TEAM}
SOME_TIME = datetime(2026, 12, 8, 10, tzinfo=UTC)


def commands(panel_id: str, now: datetime) -> Mapping[str, Any]:
    """One command for each use case, each too old or too empty to change anything once it is let in."""
    return {
        "help": ask_with.ShowHelp(),
        "cards.find": FindCards(),
        "why.mine": ShowWhy(),
        "responses.mine": after.ShowMyAnswers(),
        "nomination.show": ShowNomination(panel_id, "RL"),
        "availability.show": ShowAvailability(panel_id),
        "availability.answer": ask_with.AnswerAvailability("no such panel", available=True),
        "list.show": ask_with.ShowList(panel_id),
        "attendance.hold": HoldTime(panel_id),
        "quorum.show": ask_with.ShowQuorum(panel_id),
        "officer.move": officer.ShowMove(panel_id),
        "officer.cancel": officer.ShowCancel(panel_id),
        "officer.attended": officer.ShowAttended(panel_id),
        "attendance.attended": ask_with.RecordAttended(panel_id, {}, (("A time", "25"),)),
        "answers.dates": ShowAnswerDates(panel_id),
        "answers.set_date": SetAnswerDate(panel_id, (), None, ""),
        "response.show": after.ShowResponse(panel_id, "C1"),
        "response.agree": after.Agree(panel_id, "C1", 99),
        "response.disagree": after.Disagree(panel_id, "C1", 99, "", ""),
        "approval.show": after.ShowApproval(panel_id, "C1"),
        "response.approve": after.Approve(panel_id, "C1", 99),
        "response.refuse_approval": after.RefuseApproval(panel_id, "C1", 99, ""),
        "dcpr.acknowledged": after.AcknowledgeReview(panel_id, "C1", None, False),
        "atlas.show": after.ShowAtlas(panel_id),
        "atlas.entered": after.AtlasEntered(panel_id, ()),
        "audit.show": after.ShowAudit(panel_id, "C1"),
        "audit.record": after.RecordAudit(panel_id, "C1", 99, followed=True),
        "panel.create": ask_with.CreatePanel(now, Band.THREE_MONTH),
        "people.import": ask_with.ImportPeople((), check=True),
        "cases.import": ask_with.ImportCases((), now, check=True),
        "responses.import": after.ImportResponses((), check=True),
        "import.may": MayImport(),
        "report.compliance": ComplianceReport(2026, 11),
        "fees.list": ListFees(),
        "fees.add": AddFee("nobody known", Engagement.HALF_DAY, now.date(), ""),
        "fees.claimed": RecordClaim("no such fee", now.date(), Grade.AA),
        "import.preview": PreviewImport(Upload("file", "x", "cases.csv", faults=(("1", "case_ref", "", "Give one."),))),
        "feedback.passed_on": ask_with.PassOnFeedback("x"),
        "import.apply": ApplyImport("no such file", "x"),
    }


ALWAYS: Mapping[str, set[str]] = {
    "help": KNOWN,
    "cards.find": KNOWN,
    "why.mine": KNOWN,
    "responses.mine": KNOWN,
    "nomination.show": {"spoc RL", *TEAM},
    "availability.show": IPMS,
    "availability.answer": IPMS,
    "list.show": SEATED,
    "attendance.hold": SEATED,
    "quorum.show": TEAM,
    **dict.fromkeys(("officer.move", "officer.cancel", "officer.attended", "attendance.attended"), RUNS_IT),
    **dict.fromkeys(("answers.dates", "answers.set_date", "atlas.show", "atlas.entered"), RUNS_IT),
    **dict.fromkeys(("audit.show", "audit.record"), RUNS_IT),
    **dict.fromkeys(("panel.create", "people.import", "cases.import", "responses.import"), TEAM),
    **dict.fromkeys(("import.may", "import.apply", "import.preview"), TEAM),
    "feedback.passed_on": {"lead", "manager"},
    "report.compliance": {"lead", "manager", *TEAM},
    **dict.fromkeys(("fees.list", "fees.add", "fees.claimed"), FEES),
    **{name: {"owner"} for name in ("response.show", "response.agree", "response.disagree", "dcpr.acknowledged")},
}
"""Who may once people have been asked, and nobody has confirmed."""

CLOSED: Mapping[str, set[str]] = {
    **ALWAYS,
    "quorum.show": {"chair", *TEAM},
    **{name: {"boss"} for name in ("approval.show", "response.approve", "response.refuse_approval")},
}
"""Who may once the panel is closed, and an approver has been named."""


@pytest.mark.parametrize(("state", "table"), [("asked", ALWAYS), ("closed", CLOSED)])
async def test_only_who_the_table_names_may(office: Office, state: str, table: Mapping[str, set[str]]) -> None:
    if state == "closed":
        panel_id = await a_closed_panel(office)
        await office.ask("response.disagree", after.Disagree(panel_id, "C1", 1, REASONS, BOSS), "owner")
    else:
        panel_id = await a_panel_that_is(office, state)
    let_in = {
        name: {person for person in ALL if await may(office, name, command, person)}
        for name, command in commands(panel_id, office.now).items()
    }
    boss_too = {"boss"} if state == "closed" else set()
    assert let_in == {
        name: table.get(name, set()) & {*EVERYBODY, *boss_too} | (boss_too if table.get(name) is KNOWN else set())
        for name in let_in
    }


def test_the_matrix_leaves_no_use_case_out() -> None:
    people = {name for name, case in USE_CASES.items() if case.who - {Relation.CLOCK, Relation.SERVICE_OWNER}}
    asked = {*test_who_may.commands("P"), *test_who_may_at_panels.commands("P"), *commands("P", SOME_TIME)}
    assert people - asked == set(), "add them to a table above, with who may"
    assert asked <= people
