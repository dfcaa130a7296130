"""Moments as Exchange takes and gives them (Graph: dateTimeTimeZone resource type)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.graph.sdk import DateTimeTimeZone

LONDON = "Europe/London"
_FRACTION = re.compile(r"(\.\d{6})\d+")
_ZONE = ZoneInfo(LONDON)


def zoned(moment: datetime) -> DateTimeTimeZone:
    """In London time, so that Outlook keeps showing it as the panel's people speak of it."""
    local = moment.astimezone(_ZONE)
    return DateTimeTimeZone(date_time=local.strftime("%Y-%m-%dT%H:%M:%S"), time_zone=LONDON)


def utc(moment: datetime) -> DateTimeTimeZone:
    """In UTC, for questions."""
    return DateTimeTimeZone(date_time=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), time_zone="UTC")


def moment_of(value: Any) -> datetime | None:
    """A dateTimeTimeZone in UTC (what Exchange gives unless told otherwise) as a moment; None for anything else."""
    if not isinstance(value, dict) or value.get("timeZone") != "UTC":
        return None
    return instant(value.get("dateTime"))


def instant(text: Any) -> datetime | None:
    """A DateTimeOffset as a moment in UTC; without an offset it is UTC, and Exchange's year 1 means never."""
    try:
        value = datetime.fromisoformat(_FRACTION.sub(r"\1", text))
    except (TypeError, ValueError):
        return None
    if value.year == 1:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
