"""Runs the demo: the world, the steps, and what is left of it in the folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cpp_core.deadlines.time import london_date
from cpp_core.model.panel import SeatKind
from cpp_core.usecases.panel_rows import PanelRow, panel_row
from cpp_core.usecases.work import Work
from infra.demo import follow_up, panel_day
from infra.demo.cast import make_cast, part_of
from infra.demo.out import as_document, write_received
from infra.demo.page import timeline_page
from infra.demo.people import StepFailedError
from infra.demo.story import START, STEPS, Step, Tale
from infra.demo.timeline import Entry, Who, entries
from infra.demo.world import World, open_world

DAYS_AFTER = (panel_day.__name__, follow_up.__name__)
MANY = 10_000


@dataclass(frozen=True)
class StepResult:
    """One step, and what went wrong with it if anything did."""

    title: str
    fault: str = ""


@dataclass(frozen=True)
class Result:
    """The demo as it went."""

    steps: tuple[StepResult, ...]
    timeline: tuple[Entry, ...]
    panel: PanelRow | None

    @property
    def whole(self) -> bool:
        """Whether every step happened."""
        return all(not step.fault for step in self.steps)


async def run_demo(seed: int, folder: Path, tell: Callable[[str], None], database_url: str = "") -> Result:
    """Play every step; the first that fails ends the play, and the rest count as not happened.

    `database_url` is the embedded database in the folder where nothing is said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    cast = make_cast(seed, london_date(START))
    async with open_world(folder, START, database_url=database_url) as world:
        tale = Tale(world, cast, folder)
        steps: list[StepResult] = []
        for title, play in STEPS:
            failed = any(step.fault for step in steps)
            steps.append(StepResult(title, "did not begin") if failed else await _played(title, play, tale, tell))
        result = await _result(world, tale, tuple(steps))
        received = [*tale.workbooks, *await write_received(world.stage, cast.users, folder)]
    (folder / "timeline.json").write_text(as_document(as_data(result)), encoding="utf-8")
    (folder / "timeline.html").write_text(
        timeline_page(result.steps, result.timeline, result.panel, received), encoding="utf-8"
    )
    return result


def _clear(folder: Path) -> None:
    """Take away what an earlier demo left in the folder, and nothing else."""
    if not (folder / "timeline.json").exists():
        return
    for old in folder.glob("panels.sqlite*"):
        old.unlink()
    for name in ("people", "workbooks", "events", "input"):
        shutil.rmtree(folder / name, ignore_errors=True)


async def _played(title: str, play: Step, tale: Tale, tell: Callable[[str], None]) -> StepResult:
    tell(title)
    try:
        await play(tale)
    except StepFailedError as failed:
        return StepResult(title, str(failed))
    return StepResult(title)


async def _result(world: World, tale: Tale, steps: tuple[StepResult, ...]) -> Result:
    people = {
        row[key].casefold(): Who(row["name"], part_of(row))
        for row in tale.cast.people
        for key in ("person_id", "email")
    }
    rows = await world.service.storage.outbox.list(limit=MANY)
    panel: PanelRow | None = None
    async with world.service.storage.reading() as unit:
        found = await unit.panels.get(tale.panel_id) if tale.panel_id else None
        if found is not None:
            panel = await panel_row(Work(unit), found)
            people |= {
                place.person_id: Who(place.name, _part(seat.kind, number))
                for seat in panel.seats
                for number, place in enumerate(seat.places)
            }
    return Result(steps, tuple(entries(world.stage.acts, rows, people)), panel)


def _part(seat: SeatKind, ordinal: int) -> str:
    """Somebody's part on the panel: `Reserve, RL`."""
    alone = {SeatKind.CHAIR: "Chair", SeatKind.OFFICER: "CPP officer", SeatKind.IPM: "Independent member"}
    return alone.get(seat) or f"{'Reserve' if ordinal else 'Member'}, {seat}"


def as_data(result: Result) -> dict[str, object]:
    """The demo as data: the steps with what went wrong, and the timeline with its clauses."""
    return {
        "whole": result.whole,
        "panel": result.panel.id if result.panel else None,
        "steps": [{"title": step.title, "happened": not step.fault, "fault": step.fault} for step in result.steps],
        "timeline": [entry.as_json() for entry in result.timeline],
    }
