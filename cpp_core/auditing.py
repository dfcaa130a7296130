"""What the auditor sees of a panel outside, and what it finds: promised and not done, or done and not promised.

A discrepancy is data: a code, what it is about and a number; its words are made when it is told. References only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cpp_core.model.person import Person


@dataclass(frozen=True)
class MeetingSeen:
    """The panel's event as it is: who of the people asked about is invited, and how many others are."""

    invited: frozenset[str]
    strangers: int = 0


@dataclass(frozen=True)
class FolderSeen:
    """The panel's folder as it is: who of the people asked about may open it, and how many others were let in."""

    readers: frozenset[str]
    strangers: int = 0


@dataclass(frozen=True)
class Seen:
    """What Graph says of one panel; `meeting` or `folder` is None where there is none, or nobody has asked."""

    meeting_asked: bool = False
    meeting: MeetingSeen | None = None
    folder_asked: bool = False
    folder: FolderSeen | None = None


class Outside(Protocol):
    """Where the auditor looks. Raises where the peer does not answer: then nothing is known, and nothing is mended."""

    async def meeting(self, panel_id: str, people: Sequence[Person]) -> MeetingSeen | None:
        """The panel's event; None where it was never made, is cancelled or deleted."""
        ...

    async def folder(self, panel_id: str, people: Sequence[Person]) -> FolderSeen | None:
        """The panel's folder; None where it was never made or is deleted."""
        ...


@dataclass(frozen=True)
class Discrepancy:
    """One thing that is not as promised: what kind, about which panel or effect, and whether it is being mended."""

    code: str
    about: str
    mended: bool = False

    @property
    def key(self) -> str:
        """By which it is told once a day."""
        return f"{self.code}:{self.about}"
