"""The audit trail: who did what, when and by which clause, in one hash chain for each panel or case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from cpp_core.ports import Clock, Entry
from integrations.storage.audit.anchors import Anchor, anchor
from integrations.storage.audit.tables import audit_entries, audit_heads, audit_texts
from integrations.storage.audit.verify import BrokenLink, verify
from integrations.storage.columns import moment_text
from integrations.storage.database import Database

__all__ = ["Anchor", "BrokenLink", "SqlAuditTrail", "TrailEntry"]


@dataclass(frozen=True)
class TrailEntry:
    """An entry as it is kept. `erased` names the texts that were deleted; their digests stand in the chain."""

    entry: Entry
    seq: int
    hash: str
    erased: tuple[str, ...] = field(default=())


class SqlAuditTrail:
    """Reading, checking and anchoring the trail; each call is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def chains(self) -> tuple[str, ...]:
        """Every chain, by name."""
        async with self._database.reading() as connection:
            return tuple(
                (await connection.execute(select(audit_heads.c.chain).order_by(audit_heads.c.chain))).scalars()
            )

    async def of_chain(self, chain: str) -> Sequence[TrailEntry]:
        """The entries of one chain, in their order, with those of their texts that are left."""
        entries = select(audit_entries).where(audit_entries.c.chain == chain).order_by(audit_entries.c.seq)
        kept = select(audit_texts.c.seq, audit_texts.c.field, audit_texts.c.text).where(audit_texts.c.chain == chain)
        async with self._database.reading() as connection:
            texts: dict[int, dict[str, str]] = {}
            for seq, name, words in await connection.execute(kept):
                texts.setdefault(seq, {})[name] = words
            return [
                TrailEntry(
                    Entry(row.chain, row.what, row.clause, row.by, row.at, row.details, texts.get(row.seq, {})),
                    row.seq,
                    row.hash,
                    tuple(name for name in sorted(row.digests) if name not in texts.get(row.seq, {})),
                )
                for row in await connection.execute(entries)
            ]

    async def export(self, chain: str) -> Sequence[Mapping[str, Any]]:
        """The entries of one chain with all that their hashes are made of, so that they can be checked elsewhere."""
        entries = select(audit_entries).where(audit_entries.c.chain == chain).order_by(audit_entries.c.seq)
        async with self._database.reading() as connection:
            texts: dict[int, dict[str, Any]] = {}
            for row in await connection.execute(select(audit_texts).where(audit_texts.c.chain == chain)):
                texts.setdefault(row.seq, {})[row.field] = {"salt": row.salt.hex(), "text": row.text}
            return [
                {**row._mapping, "at": moment_text(row.at), "texts": texts.get(row.seq, {})}
                for row in await connection.execute(entries)
            ]

    async def erase(self, chain: str, seqs: Sequence[int], fields: Sequence[str] = ()) -> int:
        """Delete texts of these entries (all, or these fields), for good; the chain still holds. Says how many.

        The use case that asks for it records that it did.
        """
        here = delete(audit_texts).where(audit_texts.c.chain == chain, audit_texts.c.seq.in_(seqs))
        if fields:
            here = here.where(audit_texts.c.field.in_(fields))
        async with self._database.writing() as connection:
            return (await connection.execute(here)).rowcount

    async def verify(self, chain: str | None = None) -> tuple[BrokenLink, ...]:
        """What does not hold in one chain, or in all of them and the anchors; nothing where all is as written."""
        async with self._database.reading() as connection:
            return tuple([finding async for finding in verify(connection, chain)])

    async def anchor(self) -> Anchor | None:
        """Anchor the heads of the chains that have grown. Keep the root elsewhere, too: it proves what came before."""
        async with self._database.writing() as connection:
            return await anchor(connection, self._clock.now())
