"""People, cases, panels, records, and what is remembered of the outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.storage.columns import Body, Key, Moment, Sequence
from integrations.storage.migrations.helpers import partial_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("case_ref", Key, nullable=False),
        sa.Column("detained_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date()),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("body", Body, nullable=False),
        sa.PrimaryKeyConstraint("case_ref", name="pk_cases"),
    )
    op.create_index("ix_cases_open", "cases", ["gone", "left_on", "detained_on"])
    op.create_table(
        "inbound",
        sa.Column("key", Key, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbound"),
    )
    op.create_index("ix_inbound_at", "inbound", ["at"])
    op.create_table(
        "panels",
        sa.Column("id", Key, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_due_at", Moment),
        sa.Column("body", Body, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panels"),
    )
    op.create_index("ix_panels_next_due_at", "panels", ["next_due_at"])
    op.create_index("ix_panels_starts_at", "panels", ["starts_at"])
    op.create_table(
        "people",
        sa.Column("id", Key, nullable=False),
        sa.Column("upn", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("body", Body, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_email", "people", ["email"])
    op.create_index("ix_people_upn", "people", ["upn"])
    op.create_table(
        "records",
        sa.Column("seq", Sequence, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.Column("panel_id", Key),
        sa.Column("case_ref", Key),
        sa.Column("person_id", Key),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_due_at", Moment),
        sa.Column("body", Body, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_records"),
        sa.UniqueConstraint("kind", "id", name="uq_records_kind_id"),
        sqlite_autoincrement=True,
    )
    partial_index("ix_records_case", "records", ["case_ref", "kind", "seq"], "case_ref IS NOT NULL")
    partial_index("ix_records_due", "records", ["kind", "next_due_at"], "next_due_at IS NOT NULL")
    partial_index("ix_records_panel", "records", ["panel_id", "kind", "seq"], "panel_id IS NOT NULL")
    partial_index("ix_records_person", "records", ["person_id", "kind", "seq"], "person_id IS NOT NULL")
    op.create_table(
        "remote_references",
        sa.Column("key", Key, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_remote_references"),
    )
    op.create_table(
        "person_roles",
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_person_roles_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role", "person_id", name="pk_person_roles"),
    )
    op.create_index("ix_person_roles_person_id", "person_roles", ["person_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("inbound")
    op.drop_table("remote_references")
    op.drop_table("records")
    op.drop_table("panels")
    op.drop_table("cases")
    op.drop_table("person_roles")
    op.drop_table("people")
