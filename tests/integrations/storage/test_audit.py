"""The audit trail: chains that hold, texts that can go, and what is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cpp_core.ports import Entry
from integrations.storage import SqlStorage
from integrations.storage.database import Database
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import MINUTE, UndoneError, an_entry, undo


async def record(storage: SqlStorage, *entries: Entry) -> None:
    async with storage.unit_of_work() as unit:
        await unit.record(entries)


async def tamper(url: str, *statements: str) -> None:
    """Change the database behind the service's back, its triggers switched off."""
    database = Database(url)
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))
    await database.close()


async def without_triggers(url: str) -> None:
    if url.startswith("sqlite"):
        await tamper(url, "DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete")


class TestEntries:
    async def test_entries_are_kept_in_one_chain_for_each_panel_or_case(self, storage: SqlStorage) -> None:
        await record(storage, an_entry("panel:1", "made"), an_entry("case:A1", "read"), an_entry("panel:1", "moved"))
        await record(storage, an_entry("panel:1", "closed", reasons="all done"))
        trail = await storage.audit.of_chain("panel:1")
        assert [(one.seq, one.entry.what) for one in trail] == [(1, "made"), (2, "moved"), (3, "closed")]
        assert trail[2].entry == an_entry("panel:1", "closed", reasons="all done")
        assert await storage.audit.chains() == ("case:A1", "panel:1")
        assert await storage.audit.verify() == ()

    async def test_an_entry_is_undone_with_its_transaction(self, storage: SqlStorage) -> None:
        with pytest.raises(UndoneError):
            await undo(storage, lambda unit: unit.record([an_entry("panel:1")]))
        assert await storage.audit.chains() == ()

    async def test_texts_can_be_erased_and_the_chain_still_holds(self, storage: SqlStorage) -> None:
        await record(storage, an_entry("panel:1", reasons="about a person", note="too"), an_entry("panel:1", x="y"))
        assert await storage.audit.erase("panel:1", [1], ["reasons"]) == 1
        first, second = await storage.audit.of_chain("panel:1")
        assert (first.entry.texts, first.erased) == ({"note": "too"}, ("reasons",))
        assert second.entry.texts == {"x": "y"}
        assert await storage.audit.erase("panel:1", [1, 2]) == 2
        assert await storage.audit.verify() == ()


class TestTampering:
    @pytest.fixture
    async def trail(self, storage: SqlStorage, url: str, clock: VirtualClock) -> SqlStorage:
        """Two chains, anchored, and more since."""
        await record(
            storage, *(an_entry("panel:1", f"step {n}", reasons=f"{n}") for n in range(3)), an_entry("case:A1")
        )
        await storage.audit.anchor()
        clock.move(clock.now() + MINUTE)
        await record(storage, an_entry("panel:1", "later"))
        await storage.audit.anchor()
        assert await storage.audit.verify() == ()
        return storage

    @pytest.mark.parametrize("table", ["audit_entries", "audit_anchors"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
    async def test_the_database_refuses_to_change_what_was_written(
        self, trail: SqlStorage, url: str, table: str, change: str
    ) -> None:
        database = Database(url)
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.writing() as connection:
                await connection.execute(text(change.format(table)))
        await database.close()
        assert await trail.audit.verify() == ()

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ("UPDATE audit_entries SET what = 'nothing' WHERE seq = 2", "does not say what it said"),
            ("UPDATE audit_entries SET \"by\" = 'another' WHERE seq = 2", "does not say what it said"),
            ("UPDATE audit_entries SET details = '{}' WHERE seq = 2", "does not say what it said"),
            ("UPDATE audit_texts SET text = 'kinder' WHERE seq = 2", "is not the one that was written"),
            ("DELETE FROM audit_entries WHERE chain = 'panel:1' AND seq = 2", "something is missing"),
            ("DELETE FROM audit_entries WHERE chain = 'panel:1' AND seq = 4", "ends at entry 3"),
            ("UPDATE audit_heads SET hash = prev FROM (SELECT 'x' AS prev) AS other", "is not where its head says"),
        ],
    )
    async def test_what_was_changed_behind_its_back_is_found(
        self, trail: SqlStorage, url: str, change: str, found: str
    ) -> None:
        await without_triggers(url)
        if change.startswith("DELETE"):
            await tamper(url, "DELETE FROM audit_texts")
        await tamper(url, change)
        findings = await trail.audit.verify("panel:1")
        assert any(found in finding.what for finding in findings), findings

    async def test_a_chain_cut_short_with_its_head_is_found_by_the_anchors(self, trail: SqlStorage, url: str) -> None:
        await without_triggers(url)
        await tamper(
            url,
            "DELETE FROM audit_entries WHERE chain = 'panel:1' AND seq = 4",
            "UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE chain = 'panel:1' AND seq = 3)"
            " WHERE chain = 'panel:1'",
        )
        assert await trail.audit.verify("panel:1") == ()
        (finding,) = await trail.audit.verify()
        assert (finding.chain, finding.seq, finding.what) == ("panel:1", 4, "anchor 2 remembers another entry here")

    async def test_nothing_is_anchored_twice(self, trail: SqlStorage) -> None:
        assert await trail.audit.anchor() is None
        await record(trail, an_entry("case:B2"))
        anchor = await trail.audit.anchor()
        assert anchor is not None
        assert (anchor.seq, anchor.chains) == (3, 1)
