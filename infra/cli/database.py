"""`panels db` and `panels audit`."""

from __future__ import annotations

from pathlib import Path

import click

from infra.cli.output import Refused, as_json, print_json, run
from infra.session import open_session
from infra.settings import read_settings
from integrations.storage import BackupError


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


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything, as it is at one moment, into FILE; it fits either kind of database."""
    rows = run(_backup(file))
    click.echo(f"{file}: {rows:,} rows.")


async def _backup(file: Path) -> int:
    async with open_session(read_settings()) as session:
        return await session.storage.backup(file)


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read the backup FILE into an empty database; nothing leaves afterwards until `panels outbox resume`."""
    try:
        rows = run(_restore(file))
    except BackupError as error:
        click.echo(str(error), err=True)
        raise Refused from error
    click.echo(f"{rows:,} rows. The outbox is paused: what may have been sent since the backup is looked up first.")
    click.echo(
        "Start `panels serve` and wait until it has caught up. Look at `panels outbox list`, then let it go on with"
    )
    click.echo("`panels outbox resume`. What people answered in the chat since the backup is lost: ask them again.")


async def _restore(file: Path) -> int:
    async with open_session(read_settings()) as session:
        return await session.storage.restore(file)


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
