"""What we ask of the outside, as data: references and a natural key, rendered only when it is sent.

An effect is written in the transaction of the change that causes it (the outbox). Its key says what it is about, so that
writing it twice is writing it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """By which way an effect leaves. Each has one sender."""

    CHAT = "chat"
    """A card in the personal Teams chat of `refs['person']`."""
    MAIL = "mail"
    """An e-mail to `refs['to']`, from the CPP team's mailbox."""
    CALENDAR = "calendar"
    """The Teams meeting of a panel and who is invited to it."""
    FILES = "files"
    """The panel's folder: workbooks in it and who may open it."""
    INSTALL = "install"
    """The Teams app for one person, so that the bot may write to them."""
    IMPORT = "import"
    """A file of the drive, brought in: a job of our own, that outlives the press of its button and a kill."""


@dataclass(frozen=True)
class Effect:
    """One thing to be done outside, once.

    `what` names the message or the order to be rendered; `subject` keeps order (effects of one subject leave in the
    order in which they were written); `lane` is where the peer's limits apply; `after` names an effect that must be
    done first; `not_before` holds it back until then (working hours, TIME-7). `replaces` is the key of an earlier chat
    effect whose message is edited instead of a second one being sent. `lapses_at` is when it has lost its use (a
    reminder at its cutoff). `clause` is why. `doubtful` says that it may have been done before it was written here: what
    follows from an effect in doubt is in doubt itself, for it may have followed once before (a restore).
    """

    key: str
    channel: Channel
    what: str
    clause: str
    subject: str
    lane: str
    refs: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None
    not_before: datetime | None = None
    lapses_at: datetime | None = None
    replaces: str | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class Done:
    """The peer did it; `remote_id` is what it calls the result, where we need that later."""

    remote_id: str = ""


@dataclass(frozen=True)
class Later:
    """A passing failure: try again, not before `wait` has passed where the peer asked for it.

    With `lane_wide`, the peer asked everybody in this lane to wait (429), and nothing else may enter it meanwhile.
    `maybe_done` makes the next attempt a doubtful one; say False only where the peer certainly did nothing.
    """

    why: str
    wait: timedelta | None = None
    lane_wide: bool = False
    maybe_done: bool = True


@dataclass(frozen=True)
class Refused:
    """The peer will not do it, however often it is asked; `reason` is a short code that a use case can act on."""

    reason: str
    why: str


@dataclass(frozen=True)
class Unknown:
    """It may or may not have been done, and the peer cannot be asked (a chat message after a lost answer)."""

    why: str


Outcome = Done | Later | Refused | Unknown
