"""`panels panel free`: before a panel's time is chosen, who of those who could sit is free at each time.

Source: Graph: calendar getSchedule (free and busy alone, never a subject).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import click

from cpp_core.messages.words import ends_at, moment
from cpp_core.model.panel import Band, Panel, SeatKind
from cpp_core.model.person import Person
from cpp_core.usecases.show import candidates
from cpp_core.usecases.work import Work
from infra.cli.dates import MOMENT
from infra.cli.dates import moment as in_utc
from infra.cli.output import as_json, local_iso, print_json, run
from infra.session import Session, open_session
from infra.settings import Settings, SettingsError, missing_to_serve, read_settings


@dataclass(frozen=True)
class SeatFree:
    """How many of those who could have a seat are free, and of how many the calendar cannot be read."""

    free: int
    unknown: int
    of: int

    def sentence(self) -> str:
        """`2 of 3 free, 1 not known`."""
        return f"{self.free} of {self.of} free{f', {self.unknown} not known' if self.unknown else ''}"


@click.command()
@click.option("--at", "times", required=True, multiple=True, type=MOMENT, help="A time to look at; give several.")
@click.option("--band", required=True, type=click.Choice([str(band) for band in Band]), help="Whose cases it looks at.")
@as_json
def free(times: tuple[datetime, ...], band: str, json_: bool) -> None:
    """Say who could sit at each of these times, by the calendars of everybody who may have a seat."""
    run(_free([at for at in map(in_utc, times) if at is not None], Band(band), json_))


async def _free(times: Sequence[datetime], band: Band, json_: bool) -> None:
    settings = read_settings()
    if faults := missing_to_serve(settings):
        raise SettingsError(faults)
    async with open_session(settings) as session:
        found = [(at, await _seats(settings, session, at, band)) for at in times]
    if json_:
        rows = [
            {"at": local_iso(at), "seats": {kind: asdict(one) for kind, one in seats.items()}} for at, seats in found
        ]
        print_json({"times": rows})
        return
    for at, seats in found:
        nobody = [str(kind) for kind, one in seats.items() if not one.free + one.unknown]
        said = f"nobody is free for {', '.join(nobody)}." if nobody else "at least one person is free for each seat."
        click.echo(f"{moment(at)}: {said}")
        for kind, one in seats.items():
            click.echo(f"  {kind}: {one.sentence()}")


async def _seats(settings: Settings, session: Session, at: datetime, band: Band) -> Mapping[SeatKind, SeatFree]:
    """Each required seat, with who could have it at that time."""
    async with session.storage.reading() as unit:
        work = Work(unit)
        panel = Panel("", band, at, work.now)
        policy = work.policy_of(panel)
        kinds = (SeatKind.CHAIR, SeatKind.OFFICER, *policy.core_areas)
        able = {kind: [one.person for one in await candidates(work, panel, kind)] for kind in kinds}
    end = ends_at(panel, policy.panel_minutes)
    known = await _known(settings, session, [person for some in able.values() for person in some], at, end)
    return {kind: _counted(some, known) for kind, some in able.items()}


def _counted(able: Sequence[Person], known: Mapping[str, bool]) -> SeatFree:
    said = [known.get(_address(person)) for person in able]
    return SeatFree(said.count(True), said.count(None), len(said))


async def _known(
    settings: Settings, session: Session, people: Sequence[Person], start: datetime, end: datetime
) -> Mapping[str, bool]:
    """Whether each is free, by address; who cannot be looked up is not in it."""
    from infra.service import graph_settings_of  # what follows takes a second to import, and no other command needs it
    from integrations.graph.calendar_reading import CalendarReader
    from integrations.graph.client import GraphClient
    from integrations.graph.credential import make_credential

    graph_settings = graph_settings_of(settings)
    async with make_credential(graph_settings) as credential, GraphClient(graph_settings, credential) as graph:
        reader = CalendarReader(graph, session.storage.remote_references)
        schedules = await reader.free_busy(sorted({_address(person) for person in people}), start, end)
    return {one.address.casefold(): one.is_free(start, end) for one in schedules if not one.error}


def _address(person: Person) -> str:
    return (person.email or person.upn).casefold()
