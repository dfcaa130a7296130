"""The monthly report when it falls due: each SPOC's list into the shared folder, and an e-mail that says so (OUT-7)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from cpp_core.deadlines.time import calendar_month_after, end_of, in_london, london_date
from cpp_core.effects import Channel, Effect
from cpp_core.messages.compliance import list_name, rectify_list, spoc_mail, team_mail
from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.person import Person, Role
from cpp_core.orders import AccessAct, AccessOrder, MailOrder, NotWanted, Order, WorkbookOrder
from cpp_core.rules.compliance import report_due
from cpp_core.usecases.compliance import report_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow.keys import DRIVE_LANE, MAILBOX_LANE

OPEN_MONTHS = 3
"""So long a SPOC can open their area's folder after a report; each report opens it anew."""


@dataclass(frozen=True)
class MonthlyTick:
    """`report.tick`: the report of a month falls due (`2026-12`)."""

    month_id: str


async def plan_report(work: Work, ends: datetime) -> None:
    """An answer falls due in this month, so there is a report of it on the first working day of the next."""
    there = in_london(ends)
    month_id = f"{there:%Y-%m}"
    if await work.monthly_reports.get(month_id) is None:
        due = report_due(there.year, there.month, work.policy_on(there.date()), work.calendar)
        await work.monthly_reports.save(MonthlyReport(month_id), due)


@use_case("report.tick", "OUT-7", MonthlyTick, Relation.CLOCK)
async def tick(work: Work, command: MonthlyTick, actor: Actor) -> Reply:
    """The report is made and kept as it is now, and goes to the SPOCs and the CPP team; once for each month."""
    known = await work.monthly_reports.get(command.month_id)
    if known is None or known.made_at is not None:
        return Reply(data={"carried_out": []})
    year, month = map(int, command.month_id.split("-"))
    report = await report_of(work, year, month)
    await work.monthly_reports.save(report)
    await work.unit.send([effect async for effect in _effects(work, report)])
    return Reply(data={"carried_out": [f"OUT-7:{report.id}"]})


async def _effects(work: Work, report: MonthlyReport) -> AsyncIterator[Effect]:
    for area in filter(None, report.areas()):
        yield _file(report, area, "compliance_list")
        for spoc in await work.people.holding(Role.SPOC, area):
            yield _file(report, area, "open_compliance", spoc.id)
            yield _mail(report, "compliance_spoc", address_of(spoc), area=area)
    for person in await work.people.holding(Role.CPP_TEAM):
        yield _mail(report, "compliance_team", address_of(person))


def address_of(person: Person) -> str:
    """Where mail reaches somebody of the directory."""
    return person.email or person.upn


def _file(report: MonthlyReport, area: str, what: str, person_id: str = "") -> Effect:
    refs = {"month": report.id, "area": area, **({"person": person_id} if person_id else {})}
    key = ":".join(part for part in ("OUT-7", report.id, area, what, person_id) if part)
    return Effect(key, Channel.FILES, what, "OUT-7", f"folder:{folder_of(area)}", DRIVE_LANE, refs)


def _mail(report: MonthlyReport, what: str, to: str, area: str = "") -> Effect:
    refs = {"month": report.id, "to": to, **({"area": area} if area else {})}
    key = ":".join(part for part in ("OUT-7", report.id, area, to.casefold()) if part)
    return Effect(key, Channel.MAIL, what, "OUT-7", f"mail:{to.casefold()}", MAILBOX_LANE, refs)


def folder_of(area: str) -> str:
    """The folder of an area's lists, which only its SPOCs can open."""
    return f"compliance-{area}"


async def compliance_order(work: Work, effect: Effect) -> Order | NotWanted | None:
    """The order of an effect that was written here; None for any other effect."""
    if effect.clause != "OUT-7":
        return None
    report = await work.monthly_reports.get(effect.refs["month"])
    if report is None or report.made_at is None:
        return NotWanted("there is no report of this month")
    area = effect.refs.get("area", "")
    if effect.what == "compliance_list":
        return WorkbookOrder(folder_of(area), list_name(report, area), rectify_list(report, area))
    if effect.what == "open_compliance":
        person = await work.people.get(effect.refs["person"])
        if person is None or not (person.has(Role.SPOC) and person.area == area):
            return NotWanted("they are no SPOC of the area any more")
        ends = end_of(calendar_month_after(london_date(report.made_at), OPEN_MONTHS))
        return AccessOrder(AccessAct.OPEN, folder_of(area), person, ends)
    said = spoc_mail(report, area) if effect.what == "compliance_spoc" else team_mail(report)
    return MailOrder((effect.refs["to"],), said)
