"""Locks of the outbox on PostgreSQL; on SQLite there is one writer, and nothing to lock.

Whether an effect may go is worked out when it is written and when what it waits for ends. Were the two to run at once,
each could miss the other, and the effect would wait for ever. So endings are alone, and writers are beside each
other unless they write about the same subject: then the order of an effect is the order of its commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_SPACE = 0x0C99
_STRIPES = 1024
_BESIDE = text("SELECT pg_advisory_xact_lock_shared(:space, -1)")
_ALONE = text("SELECT pg_advisory_xact_lock(:space, -1)")
_SUBJECT = text("SELECT pg_advisory_xact_lock(:space, :stripe)")


async def lock_for_writing(connection: AsyncConnection, subjects: Iterable[str]) -> None:
    """Wait for endings under way, and for writers about the same subjects."""
    if connection.dialect.name == "sqlite":
        return
    await connection.execute(_BESIDE, {"space": _SPACE})
    for stripe in sorted({_stripe(subject) for subject in subjects}):
        await connection.execute(_SUBJECT, {"space": _SPACE, "stripe": stripe})


async def lock_for_ending(connection: AsyncConnection) -> None:
    """Wait for writers and endings under way."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_ALONE, {"space": _SPACE})


def _stripe(subject: str) -> int:
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=4).digest(), "big") % _STRIPES
