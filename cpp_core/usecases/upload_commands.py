"""What the use cases about officers' files are asked with (LST-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cpp_core.model.case import Case
from cpp_core.model.file_import import ImportKind
from cpp_core.model.person import Person
from cpp_core.usecases.follow_up_commands import AtlasAnswer


@dataclass(frozen=True)
class Upload:
    """A file that was read: where it lies, the tag of its content, and its rows or their faults.

    A fault is row, column, value and mend.
    """

    id: str
    tag: str
    file_name: str
    people: tuple[Person, ...] = ()
    cases: tuple[Case, ...] = ()
    answers: tuple[AtlasAnswer, ...] = ()
    extract_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    faults: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def kind(self) -> ImportKind:
        """What its rows are."""
        if self.people:
            return ImportKind.PEOPLE
        return ImportKind.RESPONSES if self.answers else ImportKind.CASES


@dataclass(frozen=True)
class PreviewImport:
    """`import.preview`: what would this file change? By card to `sender`, else to the whole CPP team.

    A person who asks gets the faults at once, with the values of the cells.
    """

    upload: Upload
    sender: str = ""


@dataclass(frozen=True)
class MayImport:
    """`import.may`: is this somebody who may import? Refused where not."""


@dataclass(frozen=True)
class ApplyImport:
    """`import.apply`: import this file; `tag` is the digest of what the card said that it would do."""

    upload_id: str
    tag: str


@dataclass(frozen=True)
class TellProgress:
    """`import.progress`: how far the import of a file is, in words."""

    upload_id: str
    said: str


@dataclass(frozen=True)
class CarryOutImport:
    """`import.carry_out`: import the file, as it was read just now; None where it is not there any more."""

    upload_id: str
    upload: Upload | None
