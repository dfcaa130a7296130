"""Replicas take turns: none waits for another, and what one was at is free when it ends."""

from __future__ import annotations

import pytest

from integrations.storage import SqlStorage

OWNERS = [f"panel {n}" for n in range(10)]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
class TestTurns:
    async def test_each_replica_gets_others(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        async with storage.turns.of(OWNERS, 4) as mine, other_storage.turns.of(OWNERS, 4) as theirs:
            assert (list(mine), list(theirs)) == (OWNERS[:4], OWNERS[4:8])

    async def test_they_are_free_at_the_end(self, storage: SqlStorage, other_storage: SqlStorage) -> None:
        async with storage.turns.of(OWNERS, 10), other_storage.turns.of(OWNERS, 10) as theirs:
            assert list(theirs) == []
        async with other_storage.turns.of(OWNERS, 10) as theirs:
            assert list(theirs) == OWNERS


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
class TestOnOneMachine:
    async def test_the_first_are_given(self, storage: SqlStorage) -> None:
        async with storage.turns.of(OWNERS, 3) as mine:
            assert list(mine) == OWNERS[:3]
