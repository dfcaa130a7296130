"""A workbook as plain data, to be drawn as XLSX by an adapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = str | int | float | date | None


@dataclass(frozen=True)
class Cell:
    """One value; `changed` marks that it differs from the version before (LST-3), `missing` that the source lacks it."""

    value: Value
    changed: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title line, notes above the table, then the table with its heading row."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """Sheets in order; `made_at` is local time in words, `about` what the file is for its properties."""

    about: str
    sheets: tuple[Sheet, ...]
