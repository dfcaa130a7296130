"""`panels report compliance`: how casework kept what it owes after panels, over one month."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cpp_core.messages.compliance import below_name, in_short
from cpp_core.model.compliance import MonthlyReport, Rate
from cpp_core.usecases.compliance import ComplianceReport
from infra.cli.dates import MONTH
from infra.cli.output import as_json, print_json, run
from infra.reports.compliance import write_report
from infra.session import open_session
from infra.settings import read_settings


@click.group()
def report() -> None:
    """Reports."""


@report.command()
@click.option("--month", required=True, type=MONTH, help="The month, like 2026-12.")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the files; it is made.",
)
@as_json
def compliance(month: datetime, out: Path, json_: bool) -> None:
    """Write the report of a month into a folder: a page, a workbook, each area's list of cases to put right, charts."""
    found = run(_compliance(month.date()))
    files = write_report(found, out)
    if json_:
        print_json(_document(found, files))
        return
    click.echo(in_short(found))
    for rate in found.below:
        click.echo(f"Below {found.standard_percent} % [R]: {below_name(rate)}, {rate.percent:.1f} %")
    for gap in found.gaps:
        click.echo(f"{gap}.")
    click.echo(f"The page: {files[0]}")


async def _compliance(month: date) -> MonthlyReport:
    async with open_session(read_settings()) as session:
        reply = await session.ask("report.compliance", ComplianceReport(month.year, month.month))
    found: MonthlyReport = reply.data["report"]
    return found


def _document(found: MonthlyReport, files: list[Path]) -> dict[str, Any]:
    return {
        "month": found.id,
        "made_at": found.made_at,
        "clause": "OUT-7",
        "standard_percent": found.standard_percent,
        "standard_is_our_reading": True,
        "rates": [_rate(rate) for rate in found.rates],
        "below_standard": [_rate(rate) for rate in found.below],
        "to_rectify": {area: [asdict(row) for row in found.of(area)] for area in found.areas() if found.of(area)},
        "without_spoc": list(found.gaps),
        "files": [str(path) for path in files],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {**asdict(rate), "percent": round(rate.percent, 1)}
