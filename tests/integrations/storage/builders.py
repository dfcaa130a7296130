"""Effects, claims and model objects in the words of the domain."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cpp_core.effects import Channel, Done, Effect
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, Panel
from cpp_core.model.person import Person
from cpp_core.outbox import Claim, Ending, Finished, LaneLimits, Terms
from cpp_core.ports import Entry, UnitOfWork
from integrations.storage import SqlStorage
from tests.integrations.storage.databases import START

MINUTE = timedelta(minutes=1)


class UndoneError(Exception):
    """The transaction failed, as it should."""


TERMS = Terms("this dispatcher", lease=5 * MINUTE)
LIMITS = LaneLimits()
DONE = Done()


def an_effect(key: str, *, subject: str = "", lane: str = "drive", **more: Any) -> Effect:
    """An effect with a subject of its own in a lane without a narrow limit."""
    return Effect(key, Channel.MAIL, "invitation", "INV-1", subject or f"subject of {key}", lane, **more)


def a_panel(panel_id: str, *, starts_at: datetime = START + timedelta(days=7)) -> Panel:
    """A planned panel."""
    return Panel(panel_id, Band.TWELVE_PLUS, starts_at, START)


def a_person(person_id: str, **more: Any) -> Person:
    """Somebody in the directory."""
    upn = more.pop("upn", f"{person_id}@example.gov.uk")
    return Person(person_id, upn, more.pop("name", person_id.title()), more.pop("email", upn), **more)


def a_case(case_ref: str, **more: Any) -> Case:
    """A detention that goes on."""
    return Case(case_ref, more.pop("detained_on", date(2026, 6, 1)), **more)


def an_entry(chain: str, what: str = "panel.create", **texts: str) -> Entry:
    """An audit entry with these texts."""
    return Entry(chain, what, "PAN-1", "person:one", datetime(2026, 12, 1, 9, tzinfo=UTC), {"seat": "CHAIR"}, texts)


async def send(storage: SqlStorage, *effects: Effect) -> None:
    """Write these effects in one transaction."""
    async with storage.unit_of_work() as unit:
        await unit.send(effects)


async def undo(storage: SqlStorage, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    """Do this in a transaction, and then fail."""
    async with storage.unit_of_work() as unit:
        await work(unit)
        raise UndoneError


async def claim(storage: SqlStorage, now: datetime, limit: int = 100, terms: Terms = TERMS) -> Sequence[Claim]:
    """Claim."""
    return await storage.outbox.claim(now, limit, terms)


def keys(claims: Sequence[Claim]) -> list[str]:
    """The keys of these claims."""
    return [one.effect.key for one in claims]


async def finish(
    storage: SqlStorage, claims: Sequence[Claim], now: datetime, ending: Ending = DONE, **more: Any
) -> frozenset[str]:
    """Finish all of these in the same way."""
    return await storage.outbox.finish([Finished(one, ending, **more) for one in claims], now)
