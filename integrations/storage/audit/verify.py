"""Checking the audit trail against itself: every entry, its texts, the heads and the anchors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from integrations.storage.audit.hashing import BEGINNING, anchor_root, entry_hash, text_digest
from integrations.storage.audit.tables import audit_anchors, audit_entries, audit_heads, audit_texts
from integrations.storage.connection import AsyncConnection


@dataclass(frozen=True)
class BrokenLink:
    """Something that does not hold: in which chain, at which entry (0 for the chain as a whole), and what."""

    chain: str
    seq: int
    what: str


async def verify(connection: AsyncConnection, chain: str | None) -> AsyncIterator[BrokenLink]:
    """What does not hold."""
    names = [chain] if chain is not None else await _all_chains(connection)
    for name in names:
        async for finding in _verify_chain(connection, name):
            yield finding
    if chain is None:
        async for finding in _verify_anchors(connection):
            yield finding


async def _all_chains(connection: AsyncConnection) -> list[str]:
    entries = select(audit_entries.c.chain).union(select(audit_heads.c.chain)).order_by("chain")
    return list((await connection.execute(entries)).scalars())


async def _verify_chain(connection: AsyncConnection, chain: str) -> AsyncIterator[BrokenLink]:
    query = select(audit_entries).where(audit_entries.c.chain == chain).order_by(audit_entries.c.seq)
    last_seq, last_hash = 0, BEGINNING
    for row in await connection.execute(query):
        for what in _wrong_with_entry(row, last_seq, last_hash):
            yield BrokenLink(chain, row.seq, what)
        last_seq, last_hash = row.seq, row.hash
    async for finding in _verify_texts(connection, chain):
        yield finding
    head_query = select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.chain == chain)
    head = (await connection.execute(head_query)).one_or_none()
    if head is None or tuple(head) != (last_seq, last_hash):
        yield BrokenLink(chain, 0, f"the chain ends at entry {last_seq}, which is not where its head says that it ends")


def _wrong_with_entry(row: Row[Any], last_seq: int, last_hash: str) -> Iterator[str]:
    if row.seq != last_seq + 1:
        yield f"the entry before it is {last_seq}: something is missing between them"
    if row.prev_hash != last_hash:
        yield "it does not stand on the entry before it"
    said = entry_hash(
        chain=row.chain,
        seq=row.seq,
        at=row.at,
        by=row.by,
        what=row.what,
        clause=row.clause,
        details=row.details,
        digests=row.digests,
        prev_hash=row.prev_hash,
    )
    if said != row.hash:
        yield "it does not say what it said when it was written"


async def _verify_texts(connection: AsyncConnection, chain: str) -> AsyncIterator[BrokenLink]:
    query = (
        select(audit_texts, audit_entries.c.digests)
        .join(audit_entries)
        .where(audit_texts.c.chain == chain)
        .order_by(audit_texts.c.seq, audit_texts.c.field)
    )
    for row in await connection.execute(query):
        if row.digests.get(row.field) != text_digest(row.salt, row.text):
            yield BrokenLink(chain, row.seq, f"its text '{row.field}' is not the one that was written")


async def _verify_anchors(connection: AsyncConnection) -> AsyncIterator[BrokenLink]:
    last_seq, last_root = 0, BEGINNING
    for row in await connection.execute(select(audit_anchors).order_by(audit_anchors.c.seq)):
        heads = [(chain, seq, head) for chain, seq, head in row.heads]
        if row.seq != last_seq + 1 or row.prev_root != last_root:
            yield BrokenLink("", row.seq, "this anchor does not stand on the one before it")
        if anchor_root(row.prev_root, row.at, heads) != row.root:
            yield BrokenLink("", row.seq, "this anchor does not say what it said when it was made")
        for chain, seq, head in heads:
            entry = select(audit_entries.c.hash).where(audit_entries.c.chain == chain, audit_entries.c.seq == seq)
            if (await connection.execute(entry)).scalar() != head:
                yield BrokenLink(chain, seq, f"anchor {row.seq} remembers another entry here")
        last_seq, last_root = row.seq, row.root
