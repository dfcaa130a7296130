"""Locks of the outbox on PostgreSQL; on SQLite there is one writer, and nothing to lock.

Writers are beside each other unless they write about the same subject: then the order of an effect is the order of its
commit. Endings, and putting aside what waits for one, are alone: were the two to run at once, each could miss the other,
and the effect would wait for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Integer, bindparam, text

from integrations.storage.connection import AsyncConnection

SPACE = 0x0C99
_STRIPES = 1024
CHANNEL = "panels_outbox"
"""Where replicas listen for what was written."""
ALONE = "SELECT pg_advisory_xact_lock(:space, -1)"
_ALONE = text(ALONE).bindparams(bindparam("space", SPACE, Integer))


async def lock_for_ending(connection: AsyncConnection) -> None:
    """Wait for endings under way."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_ALONE)


def stripes(subjects: Iterable[str]) -> list[int]:
    """What a writer about these subjects locks, all writers in one order."""
    return sorted({_stripe(subject) for subject in subjects})


def _stripe(subject: str) -> int:
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=4).digest(), "big") % _STRIPES
