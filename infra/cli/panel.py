"""`panels panel free | create | list | show`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import click

from cpp_core.deadlines.time import in_london
from cpp_core.model.panel import SEAT_NAMES, Band, SeatKind
from cpp_core.model.person import Person
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import CreatePanel
from cpp_core.usecases.panel_rows import PanelRow, panel_row
from cpp_core.usecases.work import Work
from infra.cli.dates import MOMENT, moment
from infra.cli.free import free
from infra.cli.output import as_json, local_iso, print_json, run
from infra.cli.quorum import quorum_json, quorum_lines
from infra.session import Session, open_session
from infra.settings import read_settings


@click.group()
def panel() -> None:
    """Panels: their seats, quorum and obligations."""


panel.add_command(free)


@panel.command()
@click.option("--at", required=True, type=MOMENT, help="When it starts, by London's clocks: 2026-12-08T10:00.")
@click.option("--band", required=True, type=click.Choice([str(band) for band in Band]), help="Whose cases it looks at.")
@click.option("--name", "named", multiple=True, metavar="SEAT=UPN[,UPN…]", help="Who is asked for a seat, in order.")
@click.option("--late-reason", default="", help="Why it is made later than the guidance asks (TIME-8).")
@click.option("--cutoff", type=MOMENT, help="Until when members confirm, where the usual moment is past (TIME-8).")
@as_json
def create(
    at: datetime, band: str, named: tuple[str, ...], late_reason: str, cutoff: datetime | None, json_: bool
) -> None:
    """Make a panel; nobody need be known for its seats yet, nor its cases."""
    run(_create(at, Band(band), named, late_reason, cutoff, json_))


async def _create(
    at: datetime, band: Band, named: tuple[str, ...], late_reason: str, cutoff: datetime | None, json_: bool
) -> None:
    starts = moment(at)
    assert starts is not None
    async with open_session(read_settings()) as session:
        people: dict[SeatKind, tuple[str, ...]] = {}
        for kind, upns in _split(named):
            people[kind] = (*people.get(kind, ()), *await _ids(session, upns))
        command = CreatePanel(starts, band, people, late_reason, moment(cutoff))
        reply = await session.ask("panel.create", command)
        await _print(session, str(reply.data["id"]), json_)


def _split(named: Iterable[str]) -> Iterable[tuple[SeatKind, tuple[str, ...]]]:
    for each in named:
        seat, _, typed = each.partition("=")
        upns = tuple(upn.strip() for upn in typed.split(",") if upn.strip())
        try:
            kind = SeatKind(seat.strip().upper())
        except ValueError:
            raise click.BadParameter(
                f"{seat!r} is no seat; the seats are {', '.join(SeatKind)}", param_hint="--name"
            ) from None
        if not upns:
            mend = f"{each!r} names nobody; write it like RL=a.member@example.gov.uk,a.reserve@example.gov.uk"
            raise click.BadParameter(mend, param_hint="--name")
        yield kind, upns


async def _ids(session: Session, upns: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    async with session.storage.unit_of_work() as unit:
        for upn in upns:
            person: Person | None = await unit.people.find(upn)
            if person is None:
                raise Refusal("PAN-1", Fault("--name", f"{upn} is not in the directory.", "Import the people first."))
            found.append(person.id)
    return tuple(found)


@panel.command("list")
@as_json
def list_(json_: bool) -> None:
    """List the panels, by date."""
    run(_list(json_))


async def _list(json_: bool) -> None:
    async with open_session(read_settings()) as session, session.storage.unit_of_work() as unit:
        around = timedelta(days=3660)
        found = await unit.panels.between(unit.now - around, unit.now + around)
        rows = [await panel_row(Work(unit), each) for each in found]
    if json_:
        print_json({"panels": [_as_json(row) for row in rows]})
        return
    click.echo("\n".join(_line(row) for row in rows) or "There is no panel yet. Make one with `panels panel create`.")


def _line(row: PanelRow) -> str:
    return f"{row.id:<32} {in_london(row.starts_at):%a %d/%m/%Y %H:%M}  {row.status:<10} {row.quorum.sentence}"


@panel.command()
@click.argument("panel_id", metavar="ID")
@as_json
def show(panel_id: str, json_: bool) -> None:
    """Show one panel: seats, quorum, and everything that falls due for it."""
    run(_show(panel_id.strip(), json_))


async def _show(panel_id: str, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        await _print(session, panel_id, json_)


async def _print(session: Session, panel_id: str, json_: bool) -> None:
    async with session.storage.unit_of_work() as unit:
        work = Work(unit)
        row = await panel_row(work, await work.panel(panel_id))
    if json_:
        print_json(_as_json(row))
        return
    click.echo(f"{row.id}: {row.band} panel on {in_london(row.starts_at):%A %d/%m/%Y at %H:%M}, {row.status}")
    click.echo(f"Quorum: {row.quorum.sentence}")
    click.echo("\n".join((*quorum_lines(row.quorum.now), "")))
    for seat in row.seats:
        people = ", ".join(f"{place.name} ({place.status})" for place in seat.places) or "nobody named"
        click.echo(f"  {SEAT_NAMES[seat.kind]:<44} {people}")
    click.echo("")
    for each in row.obligations:
        click.echo(
            f"  {in_london(each.due_at):%a %d/%m/%Y %H:%M}  {each.clause:<6} {each.state:<10} {each.what}"
            + (f" ({each.case_ref})" if each.case_ref else "")
        )


def _as_json(row: PanelRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "band": str(row.band),
        "starts_at": local_iso(row.starts_at),
        "status": str(row.status),
        "cutoff": {"nominal": local_iso(row.cutoff_nominal), "effective": local_iso(row.cutoff_effective)},
        "seats": [
            {
                "seat": str(seat.kind),
                "state": seat.state,
                "places": [
                    {
                        "person_id": place.person_id,
                        "name": place.name,
                        "ordinal": place.ordinal,
                        "status": str(place.status),
                    }
                    for place in seat.places
                ],
            }
            for seat in row.seats
        ],
        "quorum": quorum_json(row.quorum, row.panel),
        "cases": list(row.cases),
        "obligations": [
            {
                "key": each.key,
                "due_at": local_iso(each.due_at),
                "clause": each.clause,
                "state": each.state,
                "what": each.what,
                "seat": str(each.seat or ""),
                "done_at": local_iso(each.done_at) if each.done_at else None,
                "late": each.late,
                "case_ref": each.case_ref,
            }
            for each in row.obligations
        ],
    }
