"""Attempts and orders in the words of the domain, and a memory for what Graph calls things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cpp_core.effects import Channel, Effect
from cpp_core.messages.message import Facts, Message, Text, Why
from cpp_core.model.person import Person
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    HoldOrder,
    InstallOrder,
    MailOrder,
    MeetingAct,
    MeetingOrder,
    WorkbookOrder,
)
from cpp_core.ports import Attempt
from cpp_core.workbook import Cell, Sheet, Workbook
from integrations.graph.attachments import Guide
from tests.integrations.graph.microsoft365 import PEOPLE, upn

PANEL = "2026-12-08-3-month"
STARTS = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
ENDS = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)
GUIDE = Guide("CPP Information Reference Guide.pdf", b"%PDF-1.7 the guide")
BOOK = Workbook("Case list", (Sheet("Cases", "Case list", ("Case",), ((Cell("CPP-00123"),),)),))
MESSAGE = Message(
    name="invitation",
    title="Case Progression Panel, 3-month",
    preview="You are invited to a panel",
    blocks=(Text("Please read the guide."), Facts((("Band", "3-month"),))),
    why=Why("INV-1", "CPP 9.0 §6", "You confirmed that you attend."),
)


class Memory:
    """Remote references that last as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        self.kept[key] = value

    async def drop(self, key: str) -> None:
        self.kept.pop(key, None)


class DiedError(Exception):
    """The process is no more."""


class Mortal(Memory):
    """Remote references of a process that dies when it has made so many notes."""

    def __init__(self, memory: Memory, notes: int) -> None:
        self.kept = memory.kept
        self._left = notes

    async def put(self, key: str, value: str) -> None:
        if self._left < 1:
            raise DiedError
        self._left -= 1
        await super().put(key, value)


def person(who: str) -> Person:
    return Person(PEOPLE[who], upn(who), who.title(), upn(who))


def stranger() -> Person:
    return Person("b0000000-0000-4000-8000-000000000009", upn("nobody"), "Nobody", upn("nobody"))


def attempt(key: str, channel: Channel, *, number: int = 1) -> Attempt:
    """The first try at an effect, or a later one, which always has to doubt the earlier ones."""
    effect = Effect(key, channel, "what", "INV-1", subject=key, lane="lane")
    return Attempt(effect, number, doubtful=number > 1)


def meeting(act: MeetingAct, who: str | None = None, *, optional: bool = False) -> MeetingOrder:
    return MeetingOrder(act, PANEL, STARTS, ENDS, MESSAGE, person(who) if who else None, optional)


def moved_to(starts: datetime, ends: datetime) -> MeetingOrder:
    return replace(meeting(MeetingAct.MOVE), starts_at=starts, ends_at=ends)


def hold(who: str, *times: datetime) -> HoldOrder:
    return HoldOrder(PANEL, person(who), times, ENDS - STARTS, MESSAGE)


def mail(*who: str, title: str = MESSAGE.title) -> MailOrder:
    return MailOrder(tuple(map(upn, who)), replace(MESSAGE, title=title))


def workbook(file_name: str = "Case list v1.xlsx") -> WorkbookOrder:
    return WorkbookOrder(PANEL, file_name, BOOK)


def access(act: AccessAct, who: str, until: datetime = ENDS) -> AccessOrder:
    return AccessOrder(act, PANEL, person(who), until)


def install(who: str) -> InstallOrder:
    return InstallOrder(person(who))


def draw(book: Workbook) -> bytes:
    return f"drawn: {book.about}".encode()
