"""`panels fees`: what independent members may claim, and what they have claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from cpp_core.model.fee import Engagement
from cpp_core.model.person import Grade
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.fees import pounds
from cpp_core.usecases.fees import AddFee, FeeRow, ListFees, RecordClaim
from infra.cli.dates import DAY, MONTH
from infra.cli.output import as_json, print_json, run
from infra.session import open_session
from infra.settings import read_settings

ADDED = {
    "feedback-meeting": Engagement.FEEDBACK_MEETING,
    "half-day": Engagement.HALF_DAY,
    "full-day": Engagement.FULL_DAY,
    "extra-half": Engagement.EXTRA_HALF,
    "extra-full": Engagement.EXTRA_FULL,
}


@click.group()
def fees() -> None:
    """Fees of independent members."""


@fees.command("list")
@click.option("--month", type=MONTH, help="Only panels of this month, like 2026-12, and what the month cost.")
@as_json
def list_(month: datetime | None, json_: bool) -> None:
    """List what may be claimed, until when, and what was; two panels on a day are for the CPP team to decide."""
    found = run(_ask("fees.list", ListFees(month.date() if month else None)))
    rows: list[FeeRow] = found["rows"]
    if json_:
        print_json({"fees": [_as_json(row) for row in rows], "cost_pence": found["cost_pence"] if month else None})
        return
    for row in rows:
        fee = row.fee
        click.echo(f"{fee.id}\n  {row.name}: {pounds(fee.line.pence)}, {fee.line.about}, {row.state}", nl=False)
        click.echo("" if fee.claim else f", to be claimed by {row.claim_by:%d/%m/%Y}")
        for warning in row.warnings:
            click.echo(f"  {warning}")
    if not rows:
        click.echo("There is nothing.")
    if month:
        click.echo(f"Claimed for {month:%B %Y}, with expenses: {pounds(found['cost_pence'])}")


@fees.command()
@click.argument("fee_id", metavar="ID")
@click.option("--on", "day", type=DAY, required=True, help="The day on which the claim came in.")
@click.option("--signed", type=click.Choice([grade.name for grade in Grade]), required=True, help="Who signed it.")
@click.option("--expenses", type=click.FloatRange(0, 100_000), default=0.0, help="Expenses in pounds, like 23.40.")
@click.option("--receipts", is_flag=True, help="The receipts of the expenses are kept.")
def claimed(fee_id: str, day: datetime, signed: str, expenses: float, receipts: bool) -> None:
    """Record the claim for one fee; nobody is reminded of it any more."""
    command = RecordClaim(fee_id, day.date(), Grade[signed], round(expenses * 100), receipts)
    for warning in run(_ask("fees.claimed", command))["warnings"]:
        click.echo(str(warning), err=True)
    click.echo("Recorded.")


@fees.command()
@click.option("--member", required=True, metavar="UPN", help="The independent member.")
@click.option("--what", required=True, type=click.Choice(list(ADDED)), help="What it is for.")
@click.option("--on", "day", type=DAY, required=True, help="The day on which it was.")
@click.option("--about", required=True, help="In a few words, without names.")
@click.option("--approved-by", default="", help="Who of the CPP team approved work beyond a day.")
def add(member: str, what: str, day: datetime, about: str, approved_by: str) -> None:
    """Add what a member may claim besides panels: training, meetings, events, approved work beyond a day."""
    click.echo(run(_add(member, AddFee("", ADDED[what], day.date(), about, approved_by))))


async def _add(member: str, command: AddFee) -> str:
    async with open_session(read_settings()) as session:
        async with session.storage.reading() as unit:
            person = await unit.people.find(member)
        if person is None:
            raise Refusal("FEE-1", Fault("--member", f"{member} is not in the directory.", "Import the people first."))
        return str((await session.ask("fees.add", replace(command, person_id=person.id))).data["id"])


async def _ask(name: str, command: ListFees | RecordClaim) -> Any:
    async with open_session(read_settings()) as session:
        return (await session.ask(name, command)).data


def _as_json(row: FeeRow) -> dict[str, Any]:
    fee, claim = row.fee, row.fee.claim
    return {
        "id": fee.id,
        "person_id": fee.person_id,
        "panel_id": fee.panel_id,
        "on": fee.line.on,
        "pence": fee.line.pence,
        "about": fee.line.about,
        "claim_by": row.claim_by,
        "state": row.state,
        "claimed_on": claim.claimed_on if claim else None,
        "expenses_pence": claim.expenses_pence if claim else 0,
        "warnings": [str(warning) for warning in row.warnings],
        "clause": "FEE-3",
    }
