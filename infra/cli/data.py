"""`panels people import`, `cases import` and `responses import`: all rows or none, each fault with row, column, value and mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cpp_core.deadlines.time import london_date
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import ImportCases, ImportPeople
from cpp_core.usecases.follow_up_commands import ImportResponses
from infra.atlas import atlas_answer
from infra.cli.output import Refused, as_json, print_json, run
from infra.cli.progress import progress
from infra.session import Session, open_session
from infra.settings import read_settings
from integrations.caseload.cases import read_cases
from integrations.caseload.faults import Reading, UnreadableError
from integrations.caseload.people import read_people
from integrations.caseload.responses import read_responses

THE_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
CHECK = click.option("--check", is_flag=True, help="Only say what would change; change nothing.")

FAULTS_SHOWN = 50
Progress = Callable[[int, int], None]


@click.group()
def people() -> None:
    """The directory of everybody who takes part in panels."""


@click.group()
def cases() -> None:
    """The caseload."""


@click.group()
def responses() -> None:
    """What casework answered to recommendations."""


@people.command("import")
@THE_FILE
@CHECK
@as_json
def import_people(file: Path, check: bool, json_: bool) -> None:
    """Import people from a CSV or XLSX FILE."""
    run(_import_people(file, check, json_))


@cases.command("import")
@THE_FILE
@CHECK
@as_json
def import_cases(file: Path, check: bool, json_: bool) -> None:
    """Import the newest extract of the caseload from a CSV or XLSX FILE."""
    run(_import_cases(file, check, json_))


@responses.command("import")
@THE_FILE
@CHECK
@as_json
def import_responses(file: Path, check: bool, json_: bool) -> None:
    """Import casework's answers from a CSV or XLSX FILE; what Atlas says prevails over what was typed here."""
    run(_import_responses(file, check, json_))


async def _import_people(file: Path, check: bool, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        reading = _read(lambda tell: read_people(file.read_bytes(), file.name, progress=tell), json_)
        _refuse_faulty(reading, json_)
        reply = await session.ask("people.import", ImportPeople(reading.items, check))
        _report(reply.data, reading, check, json_)


async def _import_cases(file: Path, check: bool, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        known = await _addresses(session)
        today = london_date(session.clock.now())
        reading = _read(lambda tell: read_cases(file.read_bytes(), file.name, today, known=known, progress=tell), json_)
        _refuse_faulty(reading, json_)
        extract_at = min(session.clock.now(), datetime.fromtimestamp(file.stat().st_mtime, UTC))
        extract_at = session.clock.now() if read_settings().clock else extract_at
        reply = await session.ask("cases.import", ImportCases(reading.items, extract_at, check))
        _report(reply.data, reading, check, json_)


async def _import_responses(file: Path, check: bool, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        today = london_date(session.clock.now())
        reading = _read(lambda tell: read_responses(file.read_bytes(), file.name, today, progress=tell), json_)
        _refuse_faulty(reading, json_)
        command = ImportResponses(tuple(atlas_answer(row) for row in reading.items), check)
        try:
            reply = await session.ask("responses.import", command)
        except Refusal as refusal:
            if json_:
                print_json({"imported": 0, "faults": [asdict(fault) for fault in refusal.faults]})
            raise
        for case_ref in reply.data["differing"]:
            click.echo(
                f"Note: {case_ref}: the file names another recommendation than the panel's, which stands.", err=True
            )
        _report(reply.data, reading, check, json_)


async def _addresses(session: Session) -> frozenset[str]:
    async with session.storage.unit_of_work() as unit:
        everybody = await unit.people.all()
    return frozenset(address for person in everybody for address in (person.upn, person.email))


def _read(read: Callable[[Progress], Reading[Any]], json_: bool) -> Reading[Any]:
    try:
        with progress(100, "Reading", hidden=json_) as bar:
            return read(lambda done, total: bar.update(0 if not total else int(100 * done / total) - bar.pos))
    except UnreadableError as error:
        _say_faults(error.faults, json_)
        raise Refused from error


def _refuse_faulty(reading: Reading[Any], json_: bool) -> None:
    if reading.faults:
        _say_faults(reading.faults, json_)
        raise Refused


def _say_faults(faults: Any, json_: bool) -> None:
    if json_:
        print_json({"imported": 0, "faults": [fault.as_json() for fault in faults]})
    for fault in faults[:FAULTS_SHOWN]:
        click.echo(fault.as_fault().sentence(), err=True)
    if len(faults) > FAULTS_SHOWN:
        click.echo(f"… and {len(faults) - FAULTS_SHOWN} more; --json lists them all.", err=True)
    click.echo(f"Nothing was imported: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}.", err=True)


def _report(counts: Any, reading: Reading[Any], check: bool, json_: bool) -> None:
    if json_:
        done = 0 if check else len(reading.items)
        print_json({"imported": done, **counts, "warnings": list(reading.warnings), "faults": []})
        return
    for warning in reading.warnings:
        click.echo(f"Note: {warning}", err=True)
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if isinstance(count, int))
    click.echo(f"{'Would import' if check else 'Imported'} {len(reading.items)}: {said}.")
