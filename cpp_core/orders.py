"""What a sender gets: an effect rendered with the facts of the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cpp_core.messages.message import Message
from cpp_core.model.person import Person
from cpp_core.workbook import Workbook


@dataclass(frozen=True)
class ChatOrder:
    """Send this card to this person in Teams."""

    person: Person
    message: Message


@dataclass(frozen=True)
class MailOrder:
    """Send this e-mail from the CPP team's mailbox; replies go there too."""

    to: tuple[str, ...]
    message: Message


class MeetingAct(StrEnum):
    """What is to become of a panel's meeting."""

    MAKE = "make"
    """Make the Teams meeting, with the guide attached and nobody invited yet (INV-4)."""
    INVITE = "invite"
    UNINVITE = "uninvite"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True)
class MeetingOrder:
    """Bring the panel's Teams meeting to this state. `person` is who is invited (required or `optional`) or taken off."""

    act: MeetingAct
    panel_id: str
    starts_at: datetime
    ends_at: datetime
    message: Message
    person: Person | None = None
    optional: bool = False


@dataclass(frozen=True)
class HoldOrder:
    """Hold so much time for somebody to prepare, at the first of these times that is free; with none, give it back."""

    panel_id: str
    person: Person
    times: tuple[datetime, ...]
    length: timedelta
    message: Message


@dataclass(frozen=True)
class WorkbookOrder:
    """Lay this workbook into the panel's folder."""

    panel_id: str
    file_name: str
    workbook: Workbook


class AccessAct(StrEnum):
    """Whether a person may open the panel's folder."""

    OPEN = "open"
    END = "end"


@dataclass(frozen=True)
class AccessOrder:
    """Open the panel's folder to this person until `ends_at`, or end their access (LST-5)."""

    act: AccessAct
    panel_id: str
    person: Person
    ends_at: datetime


@dataclass(frozen=True)
class InstallOrder:
    """Install the Teams app for this person, so that the bot may write to them."""

    person: Person


@dataclass(frozen=True)
class FileAwayOrder:
    """Take a file which was dealt with out of the folder Incoming, into `folder` under `name`, with a note beside it.

    It stays where it is if its content is not that of `tag` any more.
    """

    file_id: str
    tag: str
    folder: str
    name: str
    note: str


@dataclass(frozen=True)
class ImportOrder:
    """Read this file of the drive and import it."""

    file_id: str


Order = (
    ChatOrder
    | MailOrder
    | MeetingOrder
    | HoldOrder
    | WorkbookOrder
    | AccessOrder
    | InstallOrder
    | FileAwayOrder
    | ImportOrder
)


@dataclass(frozen=True)
class NotWanted:
    """The effect has lost its use since it was written; `why` says how."""

    why: str
