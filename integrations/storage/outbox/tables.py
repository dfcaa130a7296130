"""The tables of the outbox.

`ready_at` is the moment from which a dispatcher may claim the effect (for a leased one, the end of its lease); it is
empty once it was found to wait for another, until that ends, and once it is finished. `due` marks those whose moment has come, so that a
claim looks at them alone. `unfinished` is true for waiting, leased and dead effects, which stop those behind them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from integrations.storage.columns import Body, Key, Moment, Sequence
from integrations.storage.tables import metadata, partial

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("key", Key, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("subject", Key, nullable=False),
    Column("lane", Key, nullable=False),
    Column("refs", Body, nullable=False),
    Column("after_key", Key),
    Column("not_before", Moment),
    Column("lapses_at", Moment),
    Column("replaces", Key),
    Column("state", String(16), nullable=False),
    Column("unfinished", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("ready_at", Moment),
    Column("due", Boolean, nullable=False),
    Column("lease_until", Moment),
    Column("lease_token", Integer, nullable=False),
    Column("holder", Text),
    Column("written_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("outcome", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    UniqueConstraint("key"),
    partial("ix_outbox_due", "lane", "ready_at", "seq", where="due"),
    partial("ix_outbox_to_come", "ready_at", "lane", where="NOT due AND ready_at IS NOT NULL"),
    partial("ix_outbox_subject", "subject", "seq", where="unfinished"),
    partial("ix_outbox_after", "after_key", where="unfinished AND after_key IS NOT NULL"),
    partial("ix_outbox_finished", "done_at", where="NOT unfinished"),
    partial("ix_outbox_leased", "lane", "lease_until", where="lease_until IS NOT NULL"),
    Index("ix_outbox_state", "state", "seq"),
    sqlite_autoincrement=True,
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", Key, primary_key=True),
    Column("held_until", Moment),
    Column("paused", Boolean, nullable=False),
    Column("why", Text, nullable=False),
)

lane_paces = Table(
    "lane_paces",
    metadata,
    Column("lane", Key, primary_key=True),
    Column("entered", Body, nullable=False),
    Column("full_until", Moment),
)
"""Who entered a lane that has a pace, counted by slots, and when the next may."""
