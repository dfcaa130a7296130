"""Migrations go up and down on both databases, and lead to exactly the tables that the service describes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from integrations.storage.database import Database, DatabaseUrlError, driver_url
from integrations.storage.tables import metadata
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import a_panel, an_effect, claim, keys
from tests.integrations.storage.databases import START, empty_database, opened

_DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%' "
    "AND type <> 'trigger' ORDER BY name",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "AND tablename NOT LIKE 'alembic%' ORDER BY indexname",
}


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _tables(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


async def _definitions(database: Database) -> dict[str, set[str]]:
    """What every table and index is made of; the order of the parts of a table does not matter."""
    async with database.reading() as connection:
        rows = await connection.execute(text(_DEFINITIONS["sqlite" if database.is_sqlite else "postgresql"]))
        return {name: {part.strip(" \t,)") for part in sql.split("\n")} for name, sql in rows}


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> str:
    """A database without tables."""
    return empty_database(kind, tmp_path)


def _next_thread() -> int:
    """The number that Python gives the next thread: how many have been made so far."""
    return int(threading.Thread().name.removeprefix("Thread-"))


class TestMigrations:
    async def test_they_lead_to_the_tables_that_the_service_describes(
        self, empty_url: str, kind: str, tmp_path: Path, clock: VirtualClock
    ) -> None:
        storage = opened(empty_url, clock)
        await storage.upgrade()
        await storage.close()
        migrated, described = Database(empty_url), Database(empty_database(kind, tmp_path))
        async with described.writing() as connection:
            await connection.run_sync(metadata.create_all)
        async with migrated.reading() as connection:
            assert await connection.run_sync(_differences) == []
        assert await _definitions(migrated) == await _definitions(described)
        await migrated.close()
        await described.close()

    async def test_they_go_down_to_nothing_and_up_again(self, empty_url: str, clock: VirtualClock) -> None:
        storage, database = opened(empty_url, clock), Database(empty_url)
        await storage.upgrade()
        for revision in ("0003", "0002", "0001", "base"):
            await storage.downgrade(revision)
        async with database.reading() as connection:
            assert await connection.run_sync(_tables) == ["alembic_version"]
        await storage.upgrade()
        await storage.upgrade()
        async with storage.unit_of_work() as unit:
            await unit.panels.save(a_panel("one"), None)
        await storage.close()
        await database.close()

    @pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
    async def test_they_keep_what_an_earlier_version_wrote(
        self, empty_url: str, clock: VirtualClock, revision: str
    ) -> None:
        storage = opened(empty_url, clock)
        await storage.upgrade(revision)
        async with storage.unit_of_work() as unit:
            await unit.panels.save(a_panel("one"), None)
            if revision >= "0002":
                await unit.send([an_effect("waiting")])
        await storage.upgrade()
        assert await storage.check() == ()
        async with storage.reading() as unit:
            assert await unit.panels.get("one") == a_panel("one")
        assert keys(await claim(storage, START)) == (["waiting"] if revision >= "0002" else [])
        await storage.close()

    async def test_a_failed_migration_leaves_nothing_behind(self, empty_url: str, clock: VirtualClock) -> None:
        database, storage = Database(empty_url), opened(empty_url, clock)
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE audit_entries (x INTEGER)"))
        with pytest.raises(Exception, match="already exists"):
            await storage.upgrade()
        async with database.reading() as connection:
            assert await connection.run_sync(_tables) == ["audit_entries"]
        await storage.close()
        await database.close()


class TestDoctor:
    async def test_a_database_in_order_has_no_faults(self, url: str, clock: VirtualClock) -> None:
        storage = opened(url, clock)
        assert await storage.check() == ()
        await storage.close()

    async def test_missing_tables_are_told_with_their_mend(self, empty_url: str, clock: VirtualClock) -> None:
        storage = opened(empty_url, clock)
        (fault,) = await storage.check()
        assert fault.what == "The tables are at revision none, and the service needs 0004."
        assert "panels db upgrade" in fault.mend
        await storage.close()

    async def test_a_database_out_of_reach_is_told(self, clock: VirtualClock, tmp_path: Path) -> None:
        for url in (f"sqlite:///{tmp_path}/no/such/folder/x.db", "postgresql://u:secret@127.0.0.1:9/x"):
            storage = opened(url, clock)
            (fault,) = await storage.check()
            assert fault.where == "PANELS_DATABASE_URL"
            assert "secret" not in fault.sentence()
            await storage.close()

    async def test_a_file_that_cannot_be_opened_leaves_no_thread_behind(
        self, clock: VirtualClock, tmp_path: Path
    ) -> None:
        storage = opened(f"sqlite:///{tmp_path}/no/such/folder/x.db", clock)
        number = _next_thread()
        await storage.check()
        assert _next_thread() == number + 1
        await storage.close()

    @pytest.mark.parametrize(
        "wrong", ["", "mysql://localhost/x", "C:\\panels.db", "sqlite://", "sqlite:///:memory:", "postgresql://"]
    )
    def test_a_url_of_another_kind_is_refused_in_words(self, wrong: str) -> None:
        with pytest.raises(DatabaseUrlError, match="sqlite:///PATH"):
            driver_url(wrong)
