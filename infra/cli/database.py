"""`panels db` and `panels audit`."""

from __future__ import annotations

import click

from infra.cli.output import Refused, as_json, print_json, run
from infra.session import open_session
from infra.settings import read_settings


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Make the tables, or bring them up to date."""
    run(_upgrade())
    click.echo("The database is up to date.")


async def _upgrade() -> None:
    async with open_session(read_settings(), upgrade=False) as session:
        await session.storage.upgrade()


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@as_json
def verify(json_: bool) -> None:
    """Check every chain of the audit trail."""
    findings = run(_verify())
    if json_:
        print_json({"whole": not findings, "findings": [str(finding) for finding in findings]})
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        raise Refused
    if not json_:
        click.echo("Every chain is whole.")


async def _verify() -> list[object]:
    async with open_session(read_settings()) as session:
        return list(await session.storage.audit.verify())
