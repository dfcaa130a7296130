"""Locks of the outbox on PostgreSQL; on SQLite there is one writer, and nothing to lock.

Whether an effect may go is worked out when it is written and when what it waits for ends. Were the two to run at once,
each could miss the other, and the effect would wait for ever. So endings are alone, and writers are beside each
other unless they write about the same subject: then the order of an effect is the order of its commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import ARRAY, Integer, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

_SPACE = 0x0C99
_STRIPES = 1024
CHANNEL = "panels_outbox"
"""Where replicas listen for what was written."""
_BESIDE = text(
    """
    SELECT pg_advisory_xact_lock_shared(:space, -1)
    UNION ALL SELECT pg_advisory_xact_lock(:space, stripe) FROM unnest(:stripes) AS stripe
    UNION ALL SELECT pg_notify(:channel, '')
    """
).bindparams(
    bindparam("space", _SPACE, Integer), bindparam("stripes", type_=ARRAY(Integer)), bindparam("channel", CHANNEL, Text)
)
_ALONE = text("SELECT pg_advisory_xact_lock(:space, -1)").bindparams(bindparam("space", _SPACE, Integer))


async def lock_for_writing(connection: AsyncConnection, subjects: Iterable[str]) -> None:
    """Wait for endings under way and for writers about the same subjects, all in one order; tell replicas at the commit."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_BESIDE, {"stripes": sorted({_stripe(subject) for subject in subjects})})


async def lock_for_ending(connection: AsyncConnection) -> None:
    """Wait for writers and endings under way."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_ALONE)


def _stripe(subject: str) -> int:
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=4).digest(), "big") % _STRIPES
