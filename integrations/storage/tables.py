"""The tables of the service. A change here needs a migration; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integrations.storage.columns import Body, Key, Moment, Sequence, sqlite_flags

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial(name: str, *columns: str, where: str) -> Index:
    """An index over the few rows that a hot query looks at, however many there are beside them."""
    return Index(name, *columns, sqlite_where=text(sqlite_flags(where)), postgresql_where=text(where))


people = Table(
    "people",
    metadata,
    Column("id", Key, primary_key=True),
    Column("upn", Text, nullable=False, index=True),
    Column("email", Text, nullable=False, index=True),
    Column("area", Text, nullable=False),
    Column("body", Body, nullable=False),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("role", String(32), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)

cases = Table(
    "cases",
    metadata,
    Column("case_ref", Key, primary_key=True),
    Column("detained_on", Date, nullable=False),
    Column("left_on", Date),
    Column("gone", Boolean, nullable=False),
    Column("body", Body, nullable=False),
    Index("ix_cases_open", "gone", "left_on", "detained_on"),
)

panels = Table(
    "panels",
    metadata,
    Column("id", Key, primary_key=True),
    Column("status", String(16), nullable=False),
    Column("starts_at", Moment, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("next_due_at", Moment, index=True),
    Column("body", Body, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("id", Key, nullable=False),
    Column("panel_id", Key),
    Column("case_ref", Key),
    Column("person_id", Key),
    Column("version", Integer, nullable=False),
    Column("next_due_at", Moment),
    Column("body", Body, nullable=False),
    UniqueConstraint("kind", "id"),
    partial("ix_records_panel", "panel_id", "kind", "seq", where="panel_id IS NOT NULL"),
    partial("ix_records_case", "case_ref", "kind", "seq", where="case_ref IS NOT NULL"),
    partial("ix_records_person", "person_id", "kind", "seq", where="person_id IS NOT NULL"),
    partial("ix_records_due", "kind", "next_due_at", where="next_due_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

remote_references = Table(
    "remote_references",
    metadata,
    Column("key", Key, primary_key=True),
    Column("value", Text, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)
