"""`panels due`: the cases due at a panel in a week."""

from __future__ import annotations

from datetime import date, datetime

import click

from cpp_core.rules.detention_clock import Week
from cpp_core.rules.selection import due_in_week
from cpp_core.usecases.work import Work
from infra.cli.dates import DAY
from infra.cli.output import as_json, print_json, run
from infra.session import open_session
from infra.settings import read_settings


@click.command()
@click.option("--on", "day", type=DAY, required=True, help="A day of the week, like 2026-11-30 or 30/11/2026.")
@as_json
def due(day: datetime, json_: bool) -> None:
    """List the cases due at a panel in the Monday to Sunday week of a day."""
    run(_due(day.date(), json_))


async def _due(day: date, json_: bool) -> None:
    week = Week.of(day)
    async with open_session(read_settings()) as session, session.storage.unit_of_work() as unit:
        caseload = await unit.cases.detained(detained_before=week.sunday)
        found = due_in_week(caseload, day, Work(unit).policy_on(week.monday))
    if json_:
        rows = [
            {
                "case_ref": case.case_ref,
                "review_point": case.review_point,
                "review_point_on": case.review_point_on,
                "band": str(case.band),
                "reason": case.reason,
            }
            for case in found
        ]
        print_json({"week_from": week.monday, "cases": rows})
        return
    click.echo(f"{len(found)} cases are due at a panel from {week.monday:%d/%m/%Y} to {week.sunday:%d/%m/%Y}.")
    for case in found:
        click.echo(f"{case.case_ref:<14} {case.band:<14} {case.reason}")
