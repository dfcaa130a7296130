"""What the dispatcher asks of the outbox never reads the whole of it, so that its cost does not grow with the backlog."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from cpp_core.effects import Later
from integrations.storage import SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import LIMITS, MINUTE, an_effect, claim, finish, send
from tests.integrations.storage.databases import START, fresh_database, opened

MANY = 4000


@contextmanager
def asked() -> Iterator[dict[str, Any]]:
    """Each statement about the outbox that is run meanwhile, with parameters that it was given."""
    found: dict[str, Any] = {}

    def note(_c: object, _k: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        if "outbox" in statement and not statement.lstrip().startswith(("INSERT", "WITH locked")):
            found.setdefault(statement, parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


async def a_busy_dispatcher(storage: SqlStorage) -> None:
    """Asks all that it asks while it has work: it claims, ends, holds a lane, lets go, puts aside; and old ones go."""
    await send(storage, *(an_effect(f"{n}", subject=f"s{n % 5}", lane="mailbox") for n in range(20)))
    await send(storage, an_effect("after", after="0"), an_effect("later", not_before=START + MINUTE))
    claims = await claim(storage, START)
    await finish(storage, claims[:2], START)
    await finish(storage, claims[2:], START, Later("429"), next_try=START + MINUTE, hold_lane_until=START + MINUTE)
    await claim(storage, START + MINUTE)
    await storage.outbox.prune(START)


class TestPlansOfSqlite:
    async def test_every_statement_finds_its_rows_by_an_index(self, tmp_path: Path, clock: VirtualClock) -> None:
        storage = opened(fresh_database("sqlite", tmp_path), clock)
        with asked() as statements:
            await a_busy_dispatcher(storage)
            await storage.outbox.next_at(START, LIMITS)
        plans = {statement: await _plan(storage._database, statement, given) for statement, given in statements.items()}
        await storage.close()
        assert len(plans) >= 12
        scans = [(statement, step) for statement, steps in plans.items() for step in steps if _reads_all(step)]
        assert scans == []


class TestPlansOfPostgresql:
    @pytest.fixture
    async def crowded(self, tmp_path: Path, clock: VirtualClock) -> AsyncIterator[SqlStorage]:
        """Thousands wait, of which PostgreSQL knows nothing yet."""
        storage = opened(fresh_database("postgresql", tmp_path), clock)
        await send(storage, *(an_effect(f"many {n}", lane="drive:far") for n in range(MANY)))
        yield storage
        await storage.close()

    @pytest.mark.parametrize("known", ["nothing", "that nearly all are finished"])
    async def test_every_statement_finds_its_rows_by_an_index_whatever_is_known_of_the_table(
        self, crowded: SqlStorage, known: str
    ) -> None:
        if known != "nothing":
            async with crowded._database.writing() as connection:
                await connection.execute(text("UPDATE outbox SET state = 'done', unfinished = FALSE, due = FALSE"))
                await connection.execute(text("ANALYZE outbox"))
            async with crowded._database.writing() as connection:
                await connection.execute(text("UPDATE outbox SET state = 'waiting', unfinished = TRUE, due = TRUE"))
        with asked() as statements:
            await a_busy_dispatcher(crowded)
        assert len(statements) >= 7
        plans = {one: await _plan_of_postgresql(crowded._database, one, given) for one, given in statements.items()}
        scans = [one for one, steps in plans.items() if any("Seq Scan on outbox" in step for step in steps)]
        assert not scans, "\n".join(scans)


def _reads_all(step: str) -> bool:
    """Whether the step goes through the whole table, or a whole index that holds a row for each effect."""
    partial = ("ix_outbox_due", "ix_outbox_to_come", "ix_outbox_leased", "ix_outbox_subject", "ix_outbox_after")
    return step.startswith(("SCAN outbox", "SCAN o ")) and not any(index in step for index in partial)


async def _plan(database: Any, statement: str, parameters: Any) -> list[str]:
    async with database.reading() as connection:
        explain = f"EXPLAIN QUERY PLAN {statement}"
        rows = await connection.run_sync(lambda sync: sync.exec_driver_sql(explain, parameters).all())
        return [row.detail for row in rows]


async def _plan_of_postgresql(database: Any, statement: str, parameters: Any) -> list[str]:
    async with database.writing() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        return [row[0] for row in await driver.fetch(f"EXPLAIN {statement}", *parameters)]
