"""OUT-7: the month's report, made once when it falls due, in each SPOC's hands; and as of now, whenever it is asked for."""

from __future__ import annotations

import pytest

from cpp_core.messages.message import as_text
from cpp_core.model.compliance import MonthlyReport
from cpp_core.orders import AccessOrder, MailOrder, NotWanted, WorkbookOrder
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import ImportPeople
from cpp_core.usecases.compliance import ComplianceReport
from cpp_core.usecases.follow_up_commands import Agree
from cpp_core.usecases.frame import CLOCK, perform
from cpp_core.usecases.monthly import MonthlyTick
from tests.core.tables import moment
from tests.core.usecases.after_a_panel import a_closed_panel, said, until
from tests.core.usecases.office import Office, a_person
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE

FIRST_WORKING_DAY = "2027-01-04 09:30"


async def due(office: Office) -> list[str]:
    async with office.storage.reading() as unit:
        return list(await unit.monthly_reports.due(office.now, 10))


async def made(office: Office) -> list[str]:
    """What the clock does for the months that are due."""
    done: list[str] = []
    for month in await due(office):
        done += (await perform(office.storage, "report.tick", MonthlyTick(month), CLOCK)).data["carried_out"]
    return done


async def asked(office: Office, year: int, month: int, by: str = "") -> MonthlyReport:
    reply = await office.ask("report.compliance", ComplianceReport(year, month), by)
    found: MonthlyReport = reply.data["report"]
    return found


async def a_month(office: Office) -> None:
    """Two recommendations of 8 December, of which one is answered in time and one never."""
    panel_id = await a_closed_panel(office, C1=MAINTAIN, C2=RELEASE)
    await said(office, "response.agree", Agree(panel_id, "C1", 1))


async def test_falls_due_on_the_first_working_day_of_the_next_month_and_is_made_once(office: Office) -> None:
    await a_month(office)
    office.clock.move(moment("2027-01-04 09:29"))
    assert await due(office) == []
    office.clock.move(moment(FIRST_WORKING_DAY))
    assert await made(office) == ["OUT-7:2026-12"]
    assert await made(office) == []
    again = await perform(office.storage, "report.tick", MonthlyTick("2026-12"), CLOCK)
    assert again.data == {"carried_out": []}


async def test_goes_to_each_spoc_and_to_the_cpp_team(office: Office) -> None:
    await a_month(office)
    office.clock.move(moment(FIRST_WORKING_DAY))
    await made(office)
    (mail,) = await office.effects("compliance_spoc")
    assert mail.refs["to"] == "spoc.nrpc@example.gov.uk"
    order = await office.order(mail)
    assert isinstance(order, MailOrder)
    text = as_text(order.message)
    assert "NRPC, Team 1: 1 of 2 in time, 50.0 %" in text
    assert "C2: there is no answer" in text
    assert "(OUR READING)" in text
    assert order.message.title == "Compliance with panels' recommendations, December 2026: NRPC"
    (team,) = await office.effects("compliance_team")
    told = await office.order(team)
    assert isinstance(told, MailOrder)
    assert "for 2 recommendations; 1 was answered in time, 50.0 %. 2 are to be put right." in as_text(told.message)
    (listed,) = await office.effects("compliance_list")
    book = await office.order(listed)
    assert isinstance(book, WorkbookOrder)
    assert (book.panel_id, book.file_name) == ("compliance-NRPC", "To put right 2026-12 NRPC.xlsx")
    assert [row[0].value for row in book.workbook.sheets[0].rows] == ["C1", "C2"]
    (access,) = await office.effects("open_compliance")
    opened = await office.order(access)
    assert isinstance(opened, AccessOrder)
    assert (opened.person.id, opened.panel_id) == ("spoc NRPC", "compliance-NRPC")


async def test_opens_nothing_to_who_is_no_spoc_any_more(office: Office) -> None:
    await a_month(office)
    office.clock.move(moment(FIRST_WORKING_DAY))
    await made(office)
    await office.ask("people.import", ImportPeople((a_person("spoc NRPC", area="NRPC"),)))
    assert isinstance(await office.order((await office.effects("open_compliance"))[0]), NotWanted)


async def test_names_areas_without_a_spoc(office: Office) -> None:
    await a_month(office)
    await office.ask("people.import", ImportPeople((a_person("spoc NRPC", area="NRPC"),)))
    office.clock.move(moment(FIRST_WORKING_DAY))
    assert (await asked(office, 2026, 12)).gaps == ("NRPC has no SPOC",)
    await made(office)
    assert await office.effects("compliance_spoc") == []


async def test_counts_only_what_has_ended_and_the_entry_that_stands(office: Office) -> None:
    await a_month(office)
    office.clock.move(moment("2026-12-22 23:59"))
    assert (await asked(office, 2026, 12)).rates == ()
    office.clock.move(moment("2026-12-23 00:00"))
    assert [rate.total for rate in (await asked(office, 2026, 12)).rates] == [2, 2]
    assert (await asked(office, 2026, 11)).rates == ()


async def test_is_not_made_for_a_month_to_come(office: Office) -> None:
    with pytest.raises(Refusal, match="has not begun"):
        await asked(office, 2026, 11)


async def test_is_the_cpp_teams(office: Office) -> None:
    assert (await asked(office, 2026, 10, "team")).rates == ()
    with pytest.raises(NotAllowed):
        await asked(office, 2026, 10, "chair")


async def test_an_answer_late_is_told_from_none(office: Office) -> None:
    panel_id = await a_closed_panel(office, C1=MAINTAIN)
    await until(office, "2026-12-29 10:00")
    await said(office, "response.agree", Agree(panel_id, "C1", 1))
    found = await asked(office, 2026, 12)
    assert [row.amiss for row in found.to_rectify] == [
        ("the answer came late", "the review does not reflect the panel")
    ]
