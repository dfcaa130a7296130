"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, BigInteger, Column, DateTime, Integer, Label, String, Text, cast
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class NaiveMomentError(ValueError):
    """A moment without a time zone was to be stored; every moment of the service is aware (TIME-1)."""


class Moment(TypeDecorator[datetime]):
    """An aware moment: `timestamptz` on PostgreSQL; on SQLite text of fixed width in UTC, so that it sorts as time."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of this dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMomentError(f"{value.isoformat()} has no time zone; take the moment from the clock")
        return value if dialect.name == "postgresql" else moment_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value else None
        return datetime.fromisoformat(value)


def moment_text(moment: datetime) -> str:
    """A moment as text of fixed width, in UTC: `2026-12-08T10:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sqlite_flags(condition: str) -> str:
    """A condition on the flags `due` and `unfinished` as SQLAlchemy writes it for SQLite, which has no booleans.

    SQLite uses a partial index only where the query says its condition in the very same words.
    """
    return re.sub(r"\b(due|unfinished)\b(?! =)", r"\1 = 1", re.sub(r"\bNOT (due|unfinished)\b", r"\1 = 0", condition))


def to_json(value: Any) -> str:
    """Compact JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Written(str):
    """JSON that has been written already."""

    __slots__ = ()


def serialised(value: Any) -> str:
    """What a column of JSON is given, as JSON."""
    return value if isinstance(value, Written) else orjson.dumps(value).decode()


def as_text(column: Column[Any]) -> Label[str]:
    """A column of JSON, read as its text."""
    return cast(column, Text).label(column.name)


Body = JSON().with_variant(JSONB(), "postgresql")
"""A body of JSON."""
Sequence = BigInteger().with_variant(Integer(), "sqlite")
"""A number given out by the database; SQLite counts by itself only in an INTEGER PRIMARY KEY."""
Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes, on both databases."""
