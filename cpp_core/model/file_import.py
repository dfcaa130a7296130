"""A file that officers laid into the drive or sent to the bot: what it would change, and what became of it (LST-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PEOPLE = "people"
    CASES = "cases"
    RESPONSES = "responses"


class ImportState(StrEnum):
    """Where a file stands."""

    OFFERED = "offered"
    """It was read, and the officer sees what it would change. Nothing is changed yet."""
    ASKED = "asked"
    """The officer asked to import it, and it is waiting for its turn or under way."""
    DONE = "done"
    FAULTY = "faulty"
    """It cannot be imported: what is wrong is said."""


@dataclass(frozen=True)
class FileImport:
    """One file of the drive, by its id there. References and counts only: its rows stay in the file.

    `tag` changes with the content. `expects` is a digest of what the import would do, so that what was asked for is what
    is done. `revision` counts what was said about the file; `card` is the revision whose card is edited, None where the
    next one is a card of its own. `faults` are row, column and mend of the first ones, of `fault_count`.
    """

    id: str
    file_name: str
    tag: str
    state: ImportState
    readers: tuple[str, ...] = ()
    kind: ImportKind | None = None
    expects: str = ""
    revision: int = 0
    card: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    gone_refs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    faults: tuple[tuple[str, str, str], ...] = ()
    fault_count: int = 0
    said: str = ""
    asked_by: str = ""
    ended_at: datetime | None = None
