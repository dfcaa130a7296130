"""The outbox and its lanes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.storage.columns import Body, Key, Moment, Sequence
from integrations.storage.migrations.helpers import partial_index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "lanes",
        sa.Column("lane", Key, nullable=False),
        sa.Column("held_until", Moment),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", Sequence, autoincrement=True, nullable=False),
        sa.Column("key", Key, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("subject", Key, nullable=False),
        sa.Column("lane", Key, nullable=False),
        sa.Column("refs", Body, nullable=False),
        sa.Column("after_key", Key),
        sa.Column("not_before", Moment),
        sa.Column("lapses_at", Moment),
        sa.Column("replaces", Key),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unfinished", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("available_at", Moment, nullable=False),
        sa.Column("ready_at", Moment),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("lease_until", Moment),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("done_at", Moment),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    partial_index("ix_outbox_after", "outbox", ["after_key"], "unfinished AND after_key IS NOT NULL")
    partial_index("ix_outbox_due", "outbox", ["lane", "ready_at", "seq"], "due")
    partial_index("ix_outbox_finished", "outbox", ["done_at"], "NOT unfinished")
    partial_index("ix_outbox_leased", "outbox", ["lane", "lease_until"], "lease_until IS NOT NULL")
    op.create_index("ix_outbox_state", "outbox", ["state", "seq"])
    partial_index("ix_outbox_subject", "outbox", ["subject", "seq"], "unfinished")
    partial_index("ix_outbox_to_come", "outbox", ["ready_at", "lane"], "NOT due AND ready_at IS NOT NULL")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("lanes")
    op.drop_table("outbox")
