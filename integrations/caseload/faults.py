"""What a reading gives back: the items, or what is wrong with which row and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

from cpp_core.refusals import Fault, Refusal

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how many rows have been read, of how many."""

THE_FILE = 0
"""The row of a fault that is with the file, not with one row."""

LONGEST_SHOWN = 120


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong: the row as Excel numbers it, the column, what was found there, and how to mend it."""

    row: int
    column: str
    value: str
    what: str
    mend: str

    def place(self) -> str:
        """Where it is, in words."""
        parts = [f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return ", ".join(part for part in parts if part) or "the file"

    def as_fault(self) -> Fault:
        """The fault as a refusal carries it."""
        return Fault(self.place(), f"{self.value!r}: {self.what}" if self.value else self.what, self.mend)

    def as_json(self) -> dict[str, str | int]:
        """The fault for `--json`."""
        return asdict(self)


def fault(row: int, column: str, value: str, what: str, mend: str) -> RowFault:
    """A fault whose value is short enough to show."""
    short = value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"
    return RowFault(row, column, short, what, mend)


class UnreadableError(Exception):
    """Nothing can be read from this file."""

    def __init__(self, *faults: RowFault) -> None:
        self.faults = faults
        super().__init__("; ".join(each.as_fault().sentence() for each in faults))


def unreadable(name: str, what: str, mend: str) -> UnreadableError:
    """The file as a whole is not what can be read."""
    return UnreadableError(fault(THE_FILE, "", name, what, mend))


@dataclass(frozen=True)
class Reading(Generic[T]):
    """All items of a file, or none and the faults for which it is not taken; and warnings, which stop nothing."""

    items: tuple[T, ...] = ()
    faults: tuple[RowFault, ...] = ()
    warnings: tuple[str, ...] = ()

    def or_refuse(self) -> tuple[T, ...]:
        """The items; raises `Refusal` with every fault if there is one."""
        if self.faults:
            raise Refusal("", *(each.as_fault() for each in self.faults))
        return self.items
