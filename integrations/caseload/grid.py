"""A sheet of cells, from whatever kind of file; its rows counted as Excel counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from integrations.caseload.cells import Raw

Row = Sequence[Raw]


@dataclass(frozen=True)
class Merged:
    """Cells that are merged: rows counted from 1, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> str:
        """The range, as Excel writes it."""
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Grid:
    """One sheet, or one way of taking a text apart. `rows` begins anew, with row 1, each time it is called.

    `ragged` says that rows can have different lengths, and a longer one is a mistake in the text.
    """

    label: str
    rows: Callable[[], Iterator[Row]]
    count: int
    ragged: bool = False
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a file holds: the grids among which its table is to be found, and what is to be said about the file.

    `one_table` says that the grids are readings of the same text, of which the best one is taken.
    """

    grids: tuple[Grid, ...]
    one_table: bool
    warnings: tuple[str, ...] = ()


def column_letters(index: int) -> str:
    """A column's name in Excel, from its place counted from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
