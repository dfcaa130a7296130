"""A backup holds everything, goes from either database into either, and is refused when it is not whole."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from cpp_core.model.person import Role
from integrations.storage import BackupError, SqlStorage
from integrations.storage.backup import AUDIT, TABLES
from integrations.storage.tables import metadata
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import a_case, a_panel, a_person, an_effect, an_entry, claim, finish, send
from tests.integrations.storage.databases import KINDS, START, fresh_database, opened


@pytest.fixture
async def full(storage: SqlStorage) -> SqlStorage:
    """Storage with something in every corner."""
    async with storage.unit_of_work() as unit:
        await unit.people.save([a_person("ann", roles=frozenset({Role.CHAIR}))])
        await unit.cases.save([a_case("A1", offences=("théft",))])
        await unit.panels.save(a_panel("one"), START)
        await unit.record([an_entry("panel:one", reasons="about a person")])
    await storage.audit.anchor()
    await storage.remote_references.put("meeting:one", "AAMk")
    await storage.inbound.first_time("activity")
    await send(storage, an_effect("done"), an_effect("waiting", not_before=START))
    claims = await claim(storage, START)
    await finish(storage, claims[:1], START)
    return storage


@pytest.fixture(params=KINDS)
async def other(request: pytest.FixtureRequest, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database of each kind."""
    storage = opened(fresh_database(request.param, tmp_path), clock)
    yield storage
    await storage.close()


class TestBackup:
    async def test_it_goes_from_either_database_into_either(
        self, full: SqlStorage, other: SqlStorage, tmp_path: Path
    ) -> None:
        file = tmp_path / "backup"
        assert await full.backup(file) == await other.restore(file)
        async with full.reading() as before, other.reading() as after:
            assert await after.people.all() == await before.people.all()
            assert await after.cases.all() == await before.cases.all()
            assert await after.panels.get("one") == await before.panels.get("one")
            assert await after.panels.due(START, 1) == ("one",)
            assert [one.id for one in await after.people.holding(Role.CHAIR)] == ["ann"]
        assert await other.audit.of_chain("panel:one") == await full.audit.of_chain("panel:one")
        assert await other.audit.verify() == ()
        assert await other.remote_references.get("meeting:one") == "AAMk"
        assert not await other.inbound.first_time("activity")

    async def test_new_rows_can_be_written_after_it(self, full: SqlStorage, other: SqlStorage, tmp_path: Path) -> None:
        await full.backup(tmp_path / "backup")
        await other.restore(tmp_path / "backup")
        await send(other, an_effect("new"))
        assert [row.effect.key for row in await other.outbox.list()] == ["done", "waiting", "new"]

    def test_every_table_is_in_it(self) -> None:
        assert {table.name for table in (*TABLES, *AUDIT)} == set(metadata.tables)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestRefused:
    async def test_a_file_cut_short_or_changed_is_refused_and_nothing_is_written(
        self, full: SqlStorage, clock: VirtualClock, tmp_path: Path
    ) -> None:
        file, target = tmp_path / "backup", opened(fresh_database("sqlite", tmp_path), clock)
        await full.backup(file)
        assert file.stat().st_mode & 0o077 == 0, "it holds what is personal"
        whole, said = file.read_bytes(), gzip.decompress(file.read_bytes())
        lines = said.splitlines(keepends=True)
        for damaged in (
            whole[: len(whole) // 2],
            gzip.compress(b"".join(lines[:-1])),
            gzip.compress(b"".join(lines[:1] + lines[2:])),
            gzip.compress(said.replace(b"ann", b"bob")),
            gzip.compress(said.replace(b'"0004"', b'"0003"')),
            b"PK\x03\x04",
            b"",
        ):
            file.write_bytes(damaged)
            with pytest.raises(BackupError):
                await target.restore(file)
        async with target.reading() as unit:
            assert await unit.people.all() == ()
        await target.close()

    async def test_a_database_with_something_in_it_is_left_alone(self, full: SqlStorage, tmp_path: Path) -> None:
        await full.backup(tmp_path / "backup")
        with pytest.raises(BackupError, match="not empty"):
            await full.restore(tmp_path / "backup")

    async def test_a_backup_of_other_tables_says_what_to_do(self, full: SqlStorage, tmp_path: Path) -> None:
        file = tmp_path / "backup"
        await full.backup(file)
        lines = gzip.decompress(file.read_bytes()).replace(b'"0004"', b'"0003"').splitlines(keepends=True)[:-1]
        end = {"lines": len(lines), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
        file.write_bytes(gzip.compress(b"".join(lines) + json.dumps(end).encode()))
        with pytest.raises(BackupError, match=r"revision 0003.*`panels db upgrade`"):
            await full.restore(file)

    async def test_a_backup_that_fails_leaves_the_last_one_as_it_was(self, full: SqlStorage, tmp_path: Path) -> None:
        file = tmp_path / "backup"
        await full.backup(file)
        last = file.read_bytes()
        await full.downgrade("0002")
        with pytest.raises(DBAPIError, match="lane_paces"):
            await full.backup(file)
        assert file.read_bytes() == last
