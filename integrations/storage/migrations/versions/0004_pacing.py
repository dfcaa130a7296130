"""The pace of lanes: who entered when, and when the next may."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.storage.columns import Body, Key, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lane_paces",
        sa.Column("lane", Key, nullable=False),
        sa.Column("entered", Body, nullable=False),
        sa.Column("full_until", Moment),
        sa.PrimaryKeyConstraint("lane", name="pk_lane_paces"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("lane_paces")
