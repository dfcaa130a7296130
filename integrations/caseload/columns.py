"""The columns that a file may have, and what its heading row makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from integrations.caseload.cells import CellReader, key_of, nearest, shown
from integrations.caseload.faults import RowFault, UnreadableError, fault
from integrations.caseload.grid import Row, column_letters

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a cell of it is read, and the field it fills where that is called otherwise."""

    name: str
    read: CellReader
    required: bool = False
    field: str = ""

    @property
    def fills(self) -> str:
        """The field that the column fills."""
        return self.field or self.name


@dataclass(frozen=True)
class Doubt:
    """Something about a whole row: the column to look at, what is wrong with it, how to mend it."""

    column: str
    what: str
    mend: str


@dataclass(frozen=True)
class Layout(Generic[T]):
    """What the rows of a file are, and how they are read.

    `unique` names columns that, together, no two rows may have alike, in any letter case. `check` looks at a row whose
    cells were all fine; `remarks` at all such rows, for what is worth a warning.
    """

    noun: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    make: Callable[..., T]
    check: Callable[[T], Iterable[Doubt]]
    remarks: Callable[[Sequence[T]], Iterable[str]]

    def required(self) -> tuple[Column, ...]:
        """The columns that must be there and filled."""
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True)
class Heading:
    """A heading row: where each known column stands, and the headings of the others as they were written."""

    row: int
    known: dict[int, Column]
    other: dict[int, str]

    def name_of(self, index: int) -> str:
        """What the column at this place is called."""
        if index in self.known:
            return self.known[index].name
        return self.other.get(index, column_letters(index))


def known_in(row: Row, columns: Sequence[Column]) -> int:
    """How many different known columns a row names."""
    names = {column.name for column in columns}
    return len({key_of(cell) for cell in row if isinstance(cell, str)} & names)


def heading_of(number: int, row: Row, layout: Layout[T]) -> Heading:
    """The heading row; raises `UnreadableError` if a column that must be there is not, or one is there twice."""
    by_name = {column.name: column for column in layout.columns}
    known: dict[int, Column] = {}
    other: dict[int, str] = {}
    for index, cell in enumerate(row):
        column = by_name.get(key_of(shown(cell)))
        if column:
            known[index] = column
        else:
            other[index] = shown(cell)
    faults = [*_missing(number, known, other, layout), *_twice(number, known)]
    if faults:
        raise UnreadableError(*faults)
    return Heading(number, known, dict(_told_apart(other)))


def _missing(number: int, known: dict[int, Column], other: dict[int, str], layout: Layout[T]) -> Iterator[RowFault]:
    for column in layout.required():
        if column in known.values():
            continue
        meant = nearest(column.name, filter(None, other.values()))
        hint = f"Is it the column {meant!r}? Then call it {column.name}." if meant else f"Add a column {column.name}."
        yield fault(number, column.name, meant or "", f"The column {column.name} is missing.", hint)


def _twice(number: int, known: dict[int, Column]) -> Iterator[RowFault]:
    first: dict[str, int] = {}
    for index, column in known.items():
        if column.name in first:
            places = f"{column_letters(first[column.name])} and {column_letters(index)}"
            yield fault(
                number, column.name, column.name, f"Two columns, {places}, have this heading.", "Keep one of them."
            )
        first.setdefault(column.name, index)


def _told_apart(other: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Every column that is not known, by a heading of its own."""
    taken: set[str] = set()
    for index, heading in other.items():
        name = " ".join(heading.split()) or f"column {column_letters(index)}"
        if name in taken:
            name = f"{name} ({column_letters(index)})"
        taken.add(name)
        yield index, name


def unknown_warnings(heading: Heading, filled: set[int], layout: Layout[T]) -> Iterator[str]:
    """One warning for each column that holds something and is not known here."""
    absent = [column.name for column in layout.columns if column not in heading.known.values()]
    for index in sorted(filled):
        meant = nearest(heading.other[index], absent)
        hint = f" Did you mean {meant}?" if meant else ""
        yield f"The column {heading.other[index]!r} is not known; it is kept and shown as it is.{hint}"
