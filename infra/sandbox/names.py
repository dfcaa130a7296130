"""Writes names.json: the properties, types and enum values that msgraph-sdk's models know, by wire name.

The models read JSON through callbacks on a parse node; a node that only notes which callback was called tells each
property's type. Run `python -m infra.sandbox names` after msgraph-sdk changes; a test holds the file to the library.
"""

import importlib
import json
import re
from enum import Enum
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("names.json")
ROOTS = (
    "event", "message", "drive_item", "subscription", "user_scope_teams_app_installation", "file_attachment",
    "item_attachment", "attachment_item", "drive_item_uploadable_properties", "drive_recipient", "time_slot",
    "teamwork_activity_topic", "key_value_pair", "permission", "open_type_extension",
)  # fmt: skip
FOLLOWED = frozenset({
    "attendee", "itemBody", "emailAddress", "recipient", "dateTimeTimeZone", "location", "physicalAddress",
    "responseStatus", "singleValueLegacyExtendedProperty", "internetMessageHeader", "followupFlag", "timeSlot",
    "onlineMeetingInfo", "folder", "file", "fileSystemInfo", "itemReference", "keyValuePair", "outlookGeoCoordinates",
    "patternedRecurrence", "recurrencePattern", "recurrenceRange", "teamsApp",
})  # fmt: skip
PRIMITIVES = {
    "get_str_value": "string", "get_bool_value": "boolean", "get_int_value": "integer", "get_float_value": "number",
    "get_datetime_value": "dateTime", "get_date_value": "date", "get_time_value": "time", "get_uuid_value": "string",
    "get_bytes_value": "string", "get_timedelta_value": "string",
}  # fmt: skip


class _Node:
    """A parse node that reads nothing and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: tuple[str, Any] = ("", None)

    def __getattr__(self, name: str) -> Any:
        def ask(kind: Any = None) -> None:
            self.asked = (name, kind)

        return ask


def wire_name(model: type) -> str:
    """`DateTimeTimeZone` as OData writes it: `dateTimeTimeZone`."""
    return model.__name__[0].lower() + model.__name__[1:]


class _Reader:
    def __init__(self) -> None:
        self.types: dict[str, dict[str, str]] = {}
        self.enums: dict[str, list[str]] = {}

    def read(self, model: type) -> None:
        name = wire_name(model)
        if name in self.types:
            return
        found = self.types.setdefault(name, {})
        for wire, callback in model().get_field_deserializers().items():
            node = _Node()
            callback(node)
            found[wire] = self._kind(*node.asked)

    def _kind(self, asked: str, argument: Any) -> str:
        if asked in PRIMITIVES:
            return PRIMITIVES[asked]
        if asked in ("get_enum_value", "get_collection_of_enum_values"):
            self.enums[wire_name(argument)] = [member.value for member in argument if isinstance(member, Enum)]
            kind = f"enum:{wire_name(argument)}"
        elif asked == "get_collection_of_primitive_values":
            return {str: "[string]", int: "[integer]"}.get(argument, "[any]")
        else:
            kind = self._object(argument)
        return f"[{kind}]" if asked.startswith("get_collection") else kind

    def _object(self, model: type) -> str:
        name = wire_name(model)
        if name not in FOLLOWED:
            return "any"
        self.read(model)
        return f"object:{name}"


def build() -> dict[str, Any]:
    """Read the models (two to three seconds of imports)."""
    reader = _Reader()
    for root in ROOTS:
        module = importlib.import_module(f"msgraph.generated.models.{root}")
        reader.read(getattr(module, re.sub(r"(?:^|_)([a-z])", lambda found: found[1].upper(), root)))
    return {"types": reader.types, "enums": reader.enums}


def write(path: Path = FILE) -> None:
    """Write what the installed library knows."""
    path.write_text(json.dumps(build(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
