"""A file read into items: all of them, or none and every fault in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from integrations.caseload.cells import Broken, Raw, UnfitError, key_of, paragraphs, shown
from integrations.caseload.columns import Column, Layout, known_in, unknown_warnings
from integrations.caseload.faults import Progress, Reading, RowFault, UnreadableError, fault
from integrations.caseload.finding import Table, find_table
from integrations.caseload.grid import Merged, Row

T = TypeVar("T")

ROWS_A_STEP = 1000
read_extra = paragraphs(4000)


def read_file(layout: Layout[T], data: bytes, name: str, progress: Progress | None = None) -> Reading[T]:
    """Read a file into the items of this layout; never raises for what is in the file."""
    try:
        return _Reader(layout, find_table(data, name, layout)).read(progress or _nobody)
    except UnreadableError as why:
        return Reading(faults=why.faults)


def _nobody(done: int, total: int) -> None:
    """For whom progress is not told."""


class _Reader(Generic[T]):
    """Goes through the rows of one table once."""

    def __init__(self, layout: Layout[T], table: Table) -> None:
        self._layout = layout
        self._table = table
        self._known = tuple(table.heading.known.items())
        self._other = tuple(table.heading.other.items())
        self._width = max((*table.heading.known, *table.heading.other)) + 1
        self._fills = {column.name: column.fills for column in layout.columns}
        self._caches: dict[str, dict[str, object]] = {
            column.name: {} for column in layout.columns if (column.name,) not in layout.unique
        }
        self._seen: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {names: {} for names in layout.unique}
        self._merged = _by_top(table)
        self._filled: set[int] = set()
        self._faults: list[RowFault] = list(_merged_headings(table))
        self._remarks: tuple[str, ...] = ()

    def read(self, progress: Progress) -> Reading[T]:
        """All items, or the faults."""
        items: tuple[T, ...] = ()
        try:
            items = tuple(self._items(progress))
        except UnreadableError as why:
            self._faults.extend(why.faults)
        self._remarks = tuple(self._layout.remarks(items))
        if not items and not self._faults:
            self._faults.append(
                fault(self._table.heading.row, "", "", "There are no rows below the heading.", "Export the file again.")
            )
        if self._faults:
            return Reading(faults=tuple(self._faults), warnings=self._warnings())
        return Reading(items=items, warnings=self._warnings())

    def _warnings(self) -> tuple[str, ...]:
        unknown = unknown_warnings(self._table.heading, self._filled, self._layout)
        return (*self._table.warnings, *unknown, *self._remarks)

    def _items(self, progress: Progress) -> Iterator[T]:
        first = self._table.heading.row
        total = max(self._table.grid.count - first, 0)
        number = first
        for number, row in self._table.rows():
            if (number - first) % ROWS_A_STEP == 0:
                progress(number - first, max(total, number - first))
            item = self._item(number, row)
            if item is not None:
                yield item
        progress(number - first, number - first)

    def _item(self, number: int, row: Row) -> T | None:
        faults_before = len(self._faults)
        if self._is_heading(row):
            what, mend = (
                "This row is the heading once more.",
                "Delete the row; if a second table begins here, send it apart.",
            )
            self._faults.append(fault(number, "", shown(row[self._known[0][0]]), what, mend))
            return None
        self._refuse_merged(number, row)
        fields = self._fields(number, row)
        extra = self._extra(number, row)
        if not fields and not extra and len(self._faults) == faults_before:
            return None
        self._refuse_too_long(number, row)
        self._refuse_blank(number, fields, faults_before)
        self._refuse_twice(number, fields)
        faulty = len(self._faults) > faults_before
        if faulty and any(column.fills not in fields for column in self._layout.required()):
            return None
        if extra:
            fields["extra"] = extra
        item = self._checked(number, row, self._layout.make(**fields))
        return None if faulty else item

    def _is_heading(self, row: Row) -> bool:
        index, column = self._known[0]
        first = row[index] if index < len(row) else ""
        if not isinstance(first, str) or key_of(first) != column.name:
            return False
        return known_in(row, self._layout.columns) == len(self._known)

    def _fields(self, number: int, row: Row) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for index, column in self._known:
            raw = row[index] if index < len(row) else ""
            if raw == "":
                continue
            try:
                value = self._value(column, raw)
            except UnfitError as unfit:
                self._faults.append(fault(number, column.name, shown(raw), unfit.what, unfit.mend))
            else:
                if value is not None:
                    fields[column.fills] = value
        return fields

    def _value(self, column: Column, raw: Raw) -> object:
        cache = self._caches.get(column.name)
        if cache is None or type(raw) is not str:
            return column.read(raw)
        if raw not in cache:
            cache[raw] = column.read(raw)
        return cache[raw]

    def _extra(self, number: int, row: Row) -> dict[str, str]:
        extra: dict[str, str] = {}
        for index, heading in self._other:
            raw = row[index] if index < len(row) else ""
            try:
                words = raw.shown if isinstance(raw, Broken) else read_extra(raw)
            except UnfitError as unfit:
                self._faults.append(fault(number, heading, shown(raw), unfit.what, unfit.mend))
            else:
                if words:
                    extra[heading] = words
                    self._filled.add(index)
        return extra

    def _refuse_merged(self, number: int, row: Row) -> None:
        for merged in self._merged.get(number, ()):
            value = shown(row[merged.left]) if merged.left < len(row) else ""
            self._faults.append(_merged_fault(number, self._table, merged, value))

    def _refuse_too_long(self, number: int, row: Row) -> None:
        beyond = [words for raw in row[self._width :] if (words := shown(raw))]
        if beyond and self._table.grid.ragged:
            what = f"The row has {len(row)} values, and the heading {self._width}."
            mend = "A value that holds the separator itself must stand in quotation marks."
            self._faults.append(fault(number, "", beyond[0], what, mend))

    def _refuse_blank(self, number: int, fields: dict[str, Any], faults_before: int) -> None:
        faulty = {each.column for each in self._faults[faults_before:]}
        for column in self._layout.required():
            if column.fills not in fields and column.name not in faulty:
                what = f"{column.name} is blank."
                mend = f"Fill it in, or delete the row if it is not one of the {self._layout.noun}."
                self._faults.append(fault(number, column.name, "", what, mend))

    def _refuse_twice(self, number: int, fields: dict[str, Any]) -> None:
        for names, seen in self._seen.items():
            values = tuple(shown(fields.get(self._fills[name])) for name in names)
            if not all(values):
                continue
            first = seen.setdefault(tuple(value.casefold() for value in values), number)
            if first != number:
                what = f"Row {first} has the same {' and '.join(names)} as row {number}."
                mend = "Keep one of the two rows, or correct one."
                self._faults.append(fault(number, names[0], ", ".join(values), what, mend))

    def _checked(self, number: int, row: Row, item: T) -> T | None:
        doubts = tuple(self._layout.check(item))
        for doubt in doubts:
            value = next(shown(row[index]) for index, column in self._known if column.name == doubt.column)
            self._faults.append(fault(number, doubt.column, value, doubt.what, doubt.mend))
        return None if doubts else item


def _by_top(table: Table) -> dict[int, list[Merged]]:
    """Merged cells below the heading, by their first row."""
    by_top: dict[int, list[Merged]] = {}
    for merged in table.grid.merged:
        if merged.top > table.heading.row:
            by_top.setdefault(merged.top, []).append(merged)
    return by_top


def _merged_headings(table: Table) -> Iterator[RowFault]:
    """Merged cells of several columns in the heading row; one heading over two rows does no harm."""
    for merged in table.grid.merged:
        if merged.top <= table.heading.row <= merged.bottom and merged.left < merged.right:
            name = table.heading.name_of(merged.left)
            yield _merged_fault(table.heading.row, table, merged, name)


def _merged_fault(row: int, table: Table, merged: Merged, value: str) -> RowFault:
    return fault(
        row,
        table.heading.name_of(merged.left),
        value,
        f"The cells {merged.cells()} are merged, so that it is not certain which of them the value is for.",
        "Unmerge them (Home, Merge & Center), and fill in each cell.",
    )
