"""Anchors: the heads of all chains at a moment, under one root, each anchor on the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update

from integrations.storage.audit.hashing import BEGINNING, anchor_root
from integrations.storage.audit.tables import audit_anchors, audit_heads
from integrations.storage.connection import AsyncConnection

_ALONE = text("LOCK TABLE audit_anchors IN EXCLUSIVE MODE")


@dataclass(frozen=True)
class Anchor:
    """One anchor; `root` stands for every entry of every chain up to its moment."""

    seq: int
    at: datetime
    root: str
    chains: int


async def anchor(connection: AsyncConnection, now: datetime) -> Anchor | None:
    """Add an anchor over the chains that have grown since the last one; None where none has."""
    if connection.dialect.name != "sqlite":
        await connection.execute(_ALONE)
    grown = select(audit_heads.c.chain, audit_heads.c.seq, audit_heads.c.hash).where(
        audit_heads.c.seq > audit_heads.c.anchored_seq
    )
    heads = [(chain, seq, head) for chain, seq, head in await connection.execute(grown.order_by(audit_heads.c.chain))]
    if not heads:
        return None
    last = select(audit_anchors.c.seq, audit_anchors.c.root).order_by(audit_anchors.c.seq.desc()).limit(1)
    last_seq, last_root = (await connection.execute(last)).one_or_none() or (0, BEGINNING)
    root = anchor_root(last_root, now, heads)
    row = {
        "seq": last_seq + 1,
        "at": now,
        "prev_root": last_root,
        "root": root,
        "heads": [list(head) for head in heads],
    }
    await connection.execute(audit_anchors.insert(), row)
    for chain, seq, _ in heads:
        await connection.execute(update(audit_heads).where(audit_heads.c.chain == chain).values(anchored_seq=seq))
    return Anchor(last_seq + 1, now, root, len(heads))
