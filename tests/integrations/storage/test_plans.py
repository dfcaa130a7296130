"""What the dispatcher asks of SQLite never reads the whole outbox, so that its cost does not grow with the backlog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from cpp_core.effects import Later
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import LIMITS, MINUTE, an_effect, claim, finish, send
from tests.integrations.storage.databases import START, fresh_database, opened


class TestPlans:
    async def test_every_statement_finds_its_rows_by_an_index(self, tmp_path: Path, clock: VirtualClock) -> None:
        storage = opened(fresh_database("sqlite", tmp_path), clock)
        asked: dict[str, Any] = {}

        def note(_c: object, _k: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
            if "outbox" in statement and not statement.startswith("INSERT"):
                asked.setdefault(statement, parameters[0] if many else parameters)

        event.listen(Engine, "before_cursor_execute", note)
        await send(storage, *(an_effect(f"{n}", subject=f"s{n % 5}", lane="mailbox") for n in range(20)))
        await send(storage, an_effect("after", after="0"), an_effect("later", not_before=START + MINUTE))
        claims = await claim(storage, START)
        await finish(storage, claims[:2], START)
        await finish(storage, claims[2:], START, Later("429"), next_try=START + MINUTE, hold_lane_until=START + MINUTE)
        await claim(storage, START + MINUTE)
        await storage.outbox.next_at(START, LIMITS)
        await storage.outbox.prune(START)
        event.remove(Engine, "before_cursor_execute", note)
        plans = {
            statement: await _plan(storage._database, statement, given) for statement, given in dict(asked).items()
        }
        await storage.close()
        assert len(plans) >= 12
        scans = [(statement, step) for statement, steps in plans.items() for step in steps if _reads_all(step)]
        assert scans == []


def _reads_all(step: str) -> bool:
    """Whether the step goes through the whole table, or a whole index that holds a row for each effect."""
    partial = ("ix_outbox_due", "ix_outbox_to_come", "ix_outbox_leased", "ix_outbox_subject", "ix_outbox_after")
    return step.startswith(("SCAN outbox", "SCAN o ")) and not any(index in step for index in partial)


async def _plan(database: Any, statement: str, parameters: Any) -> list[str]:
    async with database.reading() as connection:
        explain = f"EXPLAIN QUERY PLAN {statement}"
        rows = await connection.run_sync(lambda sync: sync.exec_driver_sql(explain, parameters).all())
        return [row.detail for row in rows]
