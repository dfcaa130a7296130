"""The unit of work: one transaction in which a use case reads its facts and leaves state, audit entries and effects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Integer, bindparam, text

from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.effects import Effect
from cpp_core.guidance.policy import PolicyRegister
from cpp_core.ports import Entry
from integrations.storage import records
from integrations.storage.audit.append import append
from integrations.storage.cases import SqlCases
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.locks import stripes
from integrations.storage.outbox.write import sent, write
from integrations.storage.panels import SqlPanels
from integrations.storage.people import SqlPeople

_HOLD = text("SELECT pg_advisory_xact_lock(:space, stripe) FROM unnest(:stripes) AS stripe")
_HOLD = _HOLD.bindparams(bindparam("space", 0x0C9B, Integer), bindparam("stripes", type_=ARRAY(Integer)))
"""All in one order, so that nobody waits for each other."""


class ReadOnlyError(RuntimeError):
    """Effects and audit entries are written in a `unit_of_work()`; this is `reading()`."""


class SqlUnitOfWork:
    """`ports.UnitOfWork`. Effects and audit entries are kept until the end, to lock what they lock briefly."""

    def __init__(
        self, connection: AsyncConnection, now: datetime, calendar: WorkingCalendar, policies: PolicyRegister
    ) -> None:
        self._connection = connection
        self.now = now
        self.calendar = calendar
        self.policies = policies
        self.people = SqlPeople(connection)
        self.cases = SqlCases(connection)
        self.panels = SqlPanels(connection)
        self.recommendations = records.SqlRecords(connection, records.RECOMMENDATIONS)
        self.lists = records.SqlRecords(connection, records.LISTS)
        self.follow_ups = records.SqlRecords(connection, records.FOLLOW_UPS)
        self.referrals = records.SqlRecords(connection, records.REFERRALS)
        self.chair_feedback = records.SqlRecords(connection, records.CHAIR_FEEDBACK)
        self.escalations = records.SqlRecords(connection, records.ESCALATIONS)
        self.case_notes = records.SqlRecords(connection, records.CASE_NOTES)
        self.drafts = records.SqlRecords(connection, records.DRAFTS)
        self.checklists = records.SqlRecords(connection, records.CHECKLISTS)
        self.behaviour_concerns = records.SqlRecords(connection, records.BEHAVIOUR_CONCERNS)
        self.restrictions = records.SqlRecords(connection, records.RESTRICTIONS)
        self.safeguarding_concerns = records.SqlRecords(connection, records.SAFEGUARDING_CONCERNS)
        self.independent_feedback = records.SqlRecords(connection, records.INDEPENDENT_FEEDBACK)
        self.monthly_reports = records.SqlRecords(connection, records.MONTHLY_REPORTS)
        self.fees = records.SqlRecords(connection, records.FEES)
        self.file_imports = records.SqlRecords(connection, records.FILE_IMPORTS)
        self._effects: list[Effect] = []
        self._entries: list[Entry] = []

    async def hold(self, person_ids: Sequence[str]) -> None:
        """Keep these people to this transaction until its end; on SQLite it is the only one anyway."""
        if person_ids and self._connection.dialect.name != "sqlite":
            await self._connection.execute(_HOLD, {"stripes": stripes(person_ids)})

    async def send(self, effects: Sequence[Effect]) -> None:
        """Write these effects to the outbox; one whose key is there already is left as it is."""
        self._effects.extend(effects)

    async def sent(self, key: str) -> bool:
        """Whether the effect with this key has been done."""
        return await sent(self._connection, key)

    async def record(self, entries: Sequence[Entry]) -> None:
        """Append to the audit trail."""
        self._entries.extend(entries)

    async def flush(self) -> bool:
        """Write what was kept until the end; says whether there are new effects."""
        await append(self._connection, self._entries)
        fresh = await write(self._connection, self._effects, self.now)
        self._entries, self._effects = [], []
        return fresh


class SqlReading(SqlUnitOfWork):
    """A unit of work that only reads; the database itself refuses whatever would change it."""

    async def hold(self, person_ids: Sequence[str]) -> None:
        """Nobody is kept from anything by who only reads."""

    async def send(self, effects: Sequence[Effect]) -> None:
        """Refuse."""
        raise ReadOnlyError(ReadOnlyError.__doc__)

    async def record(self, entries: Sequence[Entry]) -> None:
        """Refuse."""
        raise ReadOnlyError(ReadOnlyError.__doc__)
