"""The tables of the audit trail. Entries and anchors are only ever added to: triggers refuse anything else."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, String, Table, Text

from integrations.storage.columns import Body, Key, Moment, Sequence
from integrations.storage.tables import metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("chain", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("details", Body, nullable=False),
    Column("digests", Body, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_texts = Table(
    "audit_texts",
    metadata,
    Column("chain", Key, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["chain", "seq"], ["audit_entries.chain", "audit_entries.seq"]),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("chain", Key, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("anchored_seq", Integer, nullable=False),
)

audit_anchors = Table(
    "audit_anchors",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("prev_root", String(64), nullable=False),
    Column("root", String(64), nullable=False),
    Column("heads", Body, nullable=False),
)
