"""Appending to the audit trail, in the transaction of the change."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import bindparam, select, update

from cpp_core.ports import Entry
from integrations.storage.audit.hashing import BEGINNING, SALT_BYTES, entry_hash, text_digest
from integrations.storage.audit.tables import audit_entries, audit_heads, audit_texts
from integrations.storage.connection import AsyncConnection
from integrations.storage.statements import inserting

_HEADS = audit_heads.c
_NEW_HEADS = (
    update(audit_heads)
    .where(_HEADS.chain == bindparam("of"))
    .values(seq=bindparam("at_seq"), hash=bindparam("at_hash"))
)
_ENTRY, _TEXT = audit_entries.insert(), audit_texts.insert()
_LOCKED = (
    select(_HEADS.chain, _HEADS.seq, _HEADS.hash)
    .where(_HEADS.chain.in_(bindparam("chains", expanding=True)))
    .order_by(_HEADS.chain)
    .with_for_update()
)


async def append(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Append these entries, each to its chain. Chains are locked in one order, so that no two wait for each other."""
    if not entries:
        return
    in_chains = sorted(entries, key=lambda entry: entry.chain)
    heads = await _locked_heads(connection, sorted({entry.chain for entry in in_chains}))
    rows: list[dict[str, object]] = []
    texts: list[dict[str, object]] = []
    for chain, chained in groupby(in_chains, key=lambda entry: entry.chain):
        for entry in chained:
            row, kept = _rows(entry, *heads[chain])
            heads[chain] = (_number(row["seq"]), str(row["hash"]))
            rows.append(row)
            texts.extend(kept)
    await connection.execute(_ENTRY, rows)
    if texts:
        await connection.execute(_TEXT, texts)
    changed = [{"of": chain, "at_seq": seq, "at_hash": head} for chain, (seq, head) in heads.items()]
    await connection.execute(_NEW_HEADS, changed)


async def _locked_heads(connection: AsyncConnection, chains: list[str]) -> dict[str, tuple[int, str]]:
    heads = {chain: (seq, head) for chain, seq, head in await connection.execute(_LOCKED, {"chains": chains})}
    begun = [chain for chain in chains if chain not in heads]
    if begun:
        beginnings = [{"chain": chain, "seq": 0, "hash": BEGINNING, "anchored_seq": 0} for chain in begun]
        await connection.execute(inserting(connection, audit_heads).on_conflict_do_nothing(), beginnings)
        heads |= {chain: (seq, head) for chain, seq, head in await connection.execute(_LOCKED, {"chains": begun})}
    return heads


def _rows(entry: Entry, last_seq: int, last_hash: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    seq = last_seq + 1
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in entry.texts}
    digests = {name: text_digest(salts[name], text) for name, text in entry.texts.items()}
    row = {
        "chain": entry.chain,
        "seq": seq,
        "at": entry.at,
        "by": entry.by,
        "what": entry.what,
        "clause": entry.clause,
        "details": dict(entry.details),
        "digests": digests,
        "prev_hash": last_hash,
        "hash": entry_hash(
            chain=entry.chain,
            seq=seq,
            at=entry.at,
            by=entry.by,
            what=entry.what,
            clause=entry.clause,
            details=entry.details,
            digests=digests,
            prev_hash=last_hash,
        ),
    }
    texts: list[dict[str, object]] = [
        {"chain": entry.chain, "seq": seq, "field": name, "salt": salts[name], "text": text}
        for name, text in entry.texts.items()
    ]
    return row, texts


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
