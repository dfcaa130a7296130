"""The audit trail, and the triggers that keep it from being rewritten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.storage.columns import Body, Key, Moment, Sequence
from integrations.storage.migrations.helpers import append_only, not_append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "audit_anchors",
        sa.Column("seq", Sequence, autoincrement=False, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("prev_root", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("heads", Body, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_anchors"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("chain", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("details", Body, nullable=False),
        sa.Column("digests", Body, nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_table(
        "audit_heads",
        sa.Column("chain", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("anchored_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_audit_heads"),
    )
    op.create_table(
        "audit_texts",
        sa.Column("chain", Key, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain", "seq"],
            ["audit_entries.chain", "audit_entries.seq"],
            name="fk_audit_texts_chain_seq_audit_entries",
        ),
        sa.PrimaryKeyConstraint("chain", "seq", "field", name="pk_audit_texts"),
    )
    append_only("audit_entries")
    append_only("audit_anchors")


def downgrade() -> None:
    """Drop them."""
    not_append_only("audit_anchors")
    not_append_only("audit_entries")
    op.drop_table("audit_anchors")
    op.drop_table("audit_heads")
    op.drop_table("audit_texts")
    op.drop_table("audit_entries")
