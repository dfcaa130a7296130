"""Things that belong to a panel, a case or a person: one table for all kinds, one line here for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.concern import BehaviourConcern, HeldRestriction, SafeguardingConcern
from cpp_core.model.console import CaseDraft, ChairChecklist
from cpp_core.model.fee import FeeDue
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, IndependentFeedback
from cpp_core.model.file_import import FileImport
from cpp_core.model.follow_up import FollowUp, Referred
from cpp_core.model.listing import CaseList
from cpp_core.model.recommendation import Recommendation
from integrations.storage.connection import AsyncConnection
from integrations.storage.converter import from_body, to_body
from integrations.storage.tables import records
from integrations.storage.versions import ABSENT, VersionedRows


class HasId(Protocol):
    """Every record has an id of its own."""

    @property
    def id(self) -> str:
        """The id."""
        ...


T = TypeVar("T", bound=HasId)
_READ = (
    select(records.c.id, records.c.version, records.c.body)
    .where(records.c.kind == bindparam("kind"))
    .order_by(records.c.seq)
)
_ONE = _READ.where(records.c.id == bindparam("id"))
_OF_PANEL = _READ.where(records.c.panel_id == bindparam("panel_id"))
_OF_CASE = _READ.where(records.c.case_ref == bindparam("case_ref"))
_OF_PEOPLE = _READ.where(records.c.person_id.in_(bindparam("person_ids", expanding=True)))


@dataclass(frozen=True)
class RecordKind(Generic[T]):
    """A kind of record: the name it is stored under, its type, and how to tell whose it is."""

    name: str
    type: type[T]
    person_id: Callable[[T], str | None] = lambda record: getattr(record, "person_id", None)

    def keys(self, record: T) -> dict[str, str | None]:
        """The columns by which the record is found; an empty id is none."""
        return {
            "id": record.id,
            "panel_id": getattr(record, "panel_id", None) or None,
            "case_ref": getattr(record, "case_ref", None) or None,
            "person_id": self.person_id(record) or None,
        }


RECOMMENDATIONS = RecordKind("recommendation", Recommendation)
LISTS = RecordKind("list", CaseList)
FOLLOW_UPS = RecordKind("follow-up", FollowUp)
REFERRALS = RecordKind("referral", Referred)
CHAIR_FEEDBACK = RecordKind("chair feedback", ChairFeedback, lambda record: record.chair_id)
ESCALATIONS = RecordKind("escalation", Escalation)
CASE_NOTES = RecordKind("case note", CaseNote)
DRAFTS = RecordKind("case draft", CaseDraft)
CHECKLISTS = RecordKind("chair checklist", ChairChecklist)
BEHAVIOUR_CONCERNS = RecordKind("behaviour concern", BehaviourConcern)
RESTRICTIONS = RecordKind("restriction", HeldRestriction)
SAFEGUARDING_CONCERNS = RecordKind("safeguarding concern", SafeguardingConcern)
INDEPENDENT_FEEDBACK = RecordKind("independent feedback", IndependentFeedback, lambda record: record.about)
MONTHLY_REPORTS = RecordKind("monthly report", MonthlyReport)
FEES = RecordKind("fee", FeeDue)
FILE_IMPORTS = RecordKind("file import", FileImport)


class SqlRecords(Generic[T]):
    """`ports.Records` of one kind in one transaction."""

    def __init__(self, connection: AsyncConnection, kind: RecordKind[T]) -> None:
        self._connection = connection
        self._kind = kind
        self._rows = VersionedRows(connection, records)

    async def get(self, record_id: str) -> T | None:
        """The one with this id. Saving it later fails with `Conflict` if somebody else saved it meanwhile."""
        found = await self._found(_ONE, id=record_id)
        if not found:
            self._rows.saw(record_id, ABSENT)
        return found[0] if found else None

    async def of_panel(self, panel_id: str) -> tuple[T, ...]:
        """Those of this panel, in the order in which they were first saved."""
        return await self._found(_OF_PANEL, panel_id=panel_id)

    async def of_case(self, case_ref: str) -> tuple[T, ...]:
        """Those of this case, in the order in which they were first saved."""
        return await self._found(_OF_CASE, case_ref=case_ref)

    async def of_person(self, person_id: str) -> tuple[T, ...]:
        """Those of this person, in the order in which they were first saved."""
        return await self.of_people((person_id,))

    async def of_people(self, person_ids: Iterable[str]) -> tuple[T, ...]:
        """Those of these people, in the order in which they were first saved."""
        wanted = list(person_ids)
        return await self._found(_OF_PEOPLE, person_ids=wanted) if wanted else ()

    async def all(self) -> tuple[T, ...]:
        """All of this kind, in the order in which they were first saved."""
        return await self._found(_READ)

    async def save(self, record: T, next_due_at: datetime | None = None) -> None:
        """Add or replace it; `next_due_at` is when something next falls due for it."""
        keys = self._kind.keys(record)
        values: dict[str, Any] = {**keys, "kind": self._kind.name, "next_due_at": next_due_at, "body": to_body(record)}
        await self._rows.save(record.id, {"kind": self._kind.name, "id": record.id}, values)

    async def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Ids of those for which something is due by now, the longest due first."""
        rows = await self._connection.execute(
            select(records.c.id)
            .where(self._mine(), records.c.next_due_at <= now)
            .order_by(records.c.next_due_at, records.c.seq)
            .limit(limit)
        )
        return tuple(rows.scalars())

    async def next_due_at(self) -> datetime | None:
        """When the next thing falls due for any of this kind."""
        query = select(func.min(records.c.next_due_at)).where(self._mine())
        earliest: datetime | None = await self._connection.scalar(query)
        return earliest

    def _mine(self) -> ColumnElement[bool]:
        return records.c.kind == self._kind.name

    async def _found(self, query: Select[str, int, object], **given: object) -> tuple[T, ...]:
        found = []
        for record_id, version, body in await self._connection.execute(query, {**given, "kind": self._kind.name}):
            self._rows.saw(record_id, version)
            found.append(from_body(self._kind.type, body))
        return tuple(found)
