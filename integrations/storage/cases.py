"""The caseload."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select

from cpp_core.model.case import Case
from integrations.storage.connection import AsyncConnection
from integrations.storage.converter import from_body, to_body
from integrations.storage.statements import in_batches, in_parts, upsert
from integrations.storage.tables import cases


class SqlCases:
    """`ports.Cases` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, case_ref: str) -> Case | None:
        """The case with this reference."""
        return next(iter(await self._cases(select(cases.c.body).where(cases.c.case_ref == case_ref))), None)

    async def many(self, case_refs: Iterable[str]) -> dict[str, Case]:
        """Those of these cases that are known, by reference."""
        found: dict[str, Case] = {}
        for batch in in_batches(case_refs):
            rows = await self._cases(select(cases.c.body).where(cases.c.case_ref.in_(batch)))
            found |= {case.case_ref: case for case in rows}
        return found

    async def detained(self, *, detained_before: date) -> tuple[Case, ...]:
        """Cases not known to have ended, detained on or before this date, by reference."""
        query = select(cases.c.body).where(
            cases.c.gone.is_(False), cases.c.left_on.is_(None), cases.c.detained_on <= detained_before
        )
        return await self._many_cases(query)

    async def all(self) -> tuple[Case, ...]:
        """Every case, by reference."""
        return await self._many_cases(select(cases.c.body))

    async def save(self, saved: Iterable[Case]) -> None:
        """Add or replace these cases."""
        for batch in in_batches(saved):
            await upsert(self._connection, cases, [_row(case) for case in batch], ("case_ref",))

    async def _cases(self, query: Select[tuple[object]]) -> tuple[Case, ...]:
        rows = await self._connection.execute(query)
        return tuple(from_body(Case, body) for (body,) in rows)

    async def _many_cases(self, query: Select[tuple[object]]) -> tuple[Case, ...]:
        """Perhaps all of a hundred thousand."""
        found: list[Case] = []
        async for part in in_parts(self._connection, query.order_by(cases.c.case_ref)):
            found.extend(from_body(Case, body) for (body,) in part)
        return tuple(found)


def _row(case: Case) -> dict[str, object]:
    return {
        "case_ref": case.case_ref,
        "detained_on": case.detained_on,
        "left_on": case.left_on(),
        "gone": case.gone_since is not None,
        "body": to_body(case),
    }
