"""Extended properties: kept, shown on `$expand`, searched by (Graph: singleValueLegacyExtendedProperty)."""

import re
from collections.abc import Callable

from infra.sandbox.exchange import Item
from infra.sandbox.wire import GraphError, Json, Request

_ID = re.compile(
    r"(?P<type>[A-Za-z0-9]+) \{?(?P<guid>[0-9a-fA-F-]{36})\}? (?:Name (?P<name>.+)|Id (?P<id>0x[0-9a-fA-F]+))"
    r"|(?P<tagged>[A-Za-z0-9]+ 0x[0-9a-fA-F]{1,8})"
)
_EXPAND = re.compile(r"singleValueExtendedProperties\(\$filter=(?P<filter>.*)\)", re.IGNORECASE | re.DOTALL)
_WANTED = re.compile(r"\bid eq '((?:[^']|'')*)'", re.IGNORECASE)


def normalised(property_id: str) -> str:
    """The id in the form under which it is kept: type and GUID in lower case, names as they are."""
    found = _ID.fullmatch(property_id)
    if found is None:
        message = f"The property ID '{property_id}' isn't valid: '{{type}} {{guid}} Name {{name}}' was expected."
        raise GraphError(400, "ErrorInvalidExtendedProperty", message)
    if found["tagged"]:
        return found["tagged"].lower()
    return f"{found['type'].lower()} {{{found['guid'].lower()}}} {found['name'] or found['id'].lower()}"


def take(item: Item, body: Json) -> None:
    """Add or replace the properties that a body carries; those that it does not name stay."""
    for one in body.get("singleValueExtendedProperties") or ():
        if not one.get("id"):
            raise GraphError(400, "ErrorInvalidExtendedProperty", "An extended property needs an id.")
        item.properties[normalised(one["id"])] = (one["id"], str(one.get("value") or ""))


def searchable(item: Item, names: set[str], shown: Callable[[], Json]) -> Json:
    """What a filter looks at: extended properties under normalised ids, and the whole shape only if it is needed."""
    rows = [{"id": key, "value": value} for key, (_, value) in item.properties.items()]
    kept: Json = {} if names <= {"singleValueExtendedProperties"} else shown()
    return {**kept, "singleValueExtendedProperties": rows}


def prepared(text: str) -> str:
    """A filter whose property ids are normalised like the kept ones."""
    pattern = re.compile(r"(\w+/id eq ')((?:[^']|'')*)(')")
    return pattern.sub(lambda found: found[1] + normalised(found[2]) + found[3], text)


def expanded(shown: Json, item: Item, request: Request) -> Json:
    """With the extended properties that `$expand` asks for: without asking Graph never shows them."""
    wanted = _EXPAND.search(request.query.get("$expand", ""))
    if wanted is None:
        return shown
    ids = [normalised(text) for text in _WANTED.findall(wanted["filter"])]
    rows = [{"id": item.properties[key][0], "value": item.properties[key][1]} for key in ids if key in item.properties]
    return {**shown, "singleValueExtendedProperties": rows} if rows else shown
