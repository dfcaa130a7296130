"""dateTimeTimeZone: what Exchange takes and gives (Graph: dateTimeTimeZone resource type)."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from infra.sandbox.wire import GraphError, Json

_WINDOWS = {
    "UTC": "UTC",
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "W. Europe Standard Time": "Europe/Berlin",
    "Romance Standard Time": "Europe/Paris",
    "Central European Standard Time": "Europe/Warsaw",
    "Eastern Standard Time": "America/New_York",
    "Pacific Standard Time": "America/Los_Angeles",
}
_PREFERRED = re.compile(r'outlook\.timezone="([^"]+)"', re.IGNORECASE)
_FRACTION = re.compile(r"(\.\d{6})\d+")


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A zone by its Windows or IANA name; 400 for one that Exchange would not know."""
    try:
        return ZoneInfo(_WINDOWS.get(name, name))
    except (KeyError, ValueError, OSError):
        message = f"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'."
        raise GraphError(400, "TimeZoneNotSupportedException", message) from None


def moment(text: str) -> datetime:
    """A DateTimeOffset or naive text as an aware moment: without an offset it is UTC."""
    try:
        value = datetime.fromisoformat(_FRACTION.sub(r"\1", text))
    except (TypeError, ValueError):
        raise GraphError(400, "ErrorInvalidParameter", f"The date '{text}' is not valid.") from None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def from_zoned(value: Json, name: str) -> datetime:
    """A dateTimeTimeZone as a moment in UTC."""
    text = value.get("dateTime")
    if not text or not value.get("timeZone"):
        raise GraphError(400, "ErrorInvalidRequest", f"The property '{name}' needs a dateTime and a timeZone.")
    try:
        naive = datetime.fromisoformat(_FRACTION.sub(r"\1", text))
    except ValueError:
        raise GraphError(400, "ErrorInvalidParameter", f"The date '{text}' of '{name}' is not valid.") from None
    there = zone(value["timeZone"])
    return (naive.replace(tzinfo=there) if naive.tzinfo is None else naive).astimezone(UTC)


def to_zoned(value: datetime, zone_name: str = "UTC") -> Json:
    """A moment as Exchange writes it: seven digits of the second, in the zone asked for."""
    local = value.astimezone(zone(zone_name))
    return {"dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0", "timeZone": zone_name}


def preferred_zone(prefer: str) -> str:
    """The zone of `Prefer: outlook.timezone="..."`, UTC without one."""
    found = _PREFERRED.search(prefer)
    return found[1] if found else "UTC"
