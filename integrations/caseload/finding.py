"""Where in a file its table is: which sheet or separator, and which row is the heading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from integrations.caseload.columns import Column, Heading, Layout, heading_of, known_in
from integrations.caseload.faults import THE_FILE, UnreadableError, fault, unreadable
from integrations.caseload.grid import Grid, Row, Source
from integrations.caseload.kinds import Kind, kind_of
from integrations.caseload.sheets import open_workbook
from integrations.caseload.text import open_text

T = TypeVar("T")

TITLE_ROWS = 30
"""How far down the heading row is looked for."""


@dataclass(frozen=True)
class Candidate:
    """A row that may be the heading: what it names, and where it stands."""

    grid: Grid
    number: int
    row: Row
    knows: int


@dataclass(frozen=True)
class Table:
    """The table of a file."""

    grid: Grid
    heading: Heading
    warnings: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The rows below the heading, with their numbers."""
        return islice(enumerate(self.grid.rows(), start=1), self.heading.row, None)


def find_table(data: bytes, name: str, layout: Layout[T]) -> Table:
    """The table in this file; raises `UnreadableError` where there is none, or more than one."""
    kind, remarks = kind_of(data, name)
    source = open_text(data, name) if kind is Kind.TEXT else open_workbook(data, name, kind)
    best = [found for grid in source.grids if (found := _best_row(grid, layout.columns))]
    if not best:
        raise _no_heading(layout)
    chosen = max(best, key=lambda candidate: candidate.knows)
    if not source.one_table:
        _refuse_two([found for found in best if _has_required(found, layout)], name)
    heading = heading_of(chosen.number, chosen.row, layout)
    return Table(chosen.grid, heading, (*remarks, *source.warnings, *_left_aside(source, chosen.grid)))


def _best_row(grid: Grid, columns: tuple[Column, ...]) -> Candidate | None:
    best: Candidate | None = None
    with suppress(UnreadableError):  # the wrong separator for the text; or it is said when all its rows are read
        for number, row in enumerate(islice(grid.rows(), TITLE_ROWS), start=1):
            knows = known_in(row, columns)
            if knows and (best is None or knows > best.knows):
                best = Candidate(grid, number, row, knows)
    return best


def _has_required(found: Candidate, layout: Layout[T]) -> bool:
    required = layout.required()
    return known_in(found.row, required) == len(required)


def _refuse_two(complete: list[Candidate], name: str) -> None:
    if len(complete) > 1:
        sheets = " and ".join(repr(found.grid.label) for found in complete)
        raise unreadable(name, f"The sheets {sheets} both hold such a table.", "Keep one of them, or hide the others.")


def _no_heading(layout: Layout[T]) -> UnreadableError:
    needed = ", ".join(column.name for column in layout.required())
    return UnreadableError(
        fault(
            THE_FILE,
            "",
            "",
            f"None of the first {TITLE_ROWS} rows names the columns of {layout.noun}.",
            f"Put a heading row above the table, with at least {needed}.",
        )
    )


def _left_aside(source: Source, chosen: Grid) -> Iterator[str]:
    if source.one_table:
        return
    for grid in source.grids:
        if grid is not chosen and grid.count:
            yield f"The sheet {grid.label!r} was not read; the table is on {chosen.label!r}."
