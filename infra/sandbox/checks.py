"""Refuses bodies whose names, types or enum values Graph's models do not know (Graph: error responses)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.sandbox.wire import GraphError, Json

_KNOWN = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
_TYPES: dict[str, dict[str, str]] = _KNOWN["types"]
_ENUMS: dict[str, frozenset[str]] = {name: frozenset(values) for name, values in _KNOWN["enums"].items()}
_EDM = {"string": "Edm.String", "boolean": "Edm.Boolean", "integer": "Edm.Int32", "number": "Edm.Double"}
_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_guid(text: str) -> bool:
    """Whether the text is a GUID in its usual form."""
    return _GUID.fullmatch(text) is not None


def check(body: Json, model: str) -> Json:
    """The body, if each of its properties is one of the model's, of its type; else 400 naming the property."""
    _check_object(body, model, "")
    return body


def knows(model: str, name: str) -> bool:
    """Whether a model has a property."""
    return name in _TYPES[model]


def check_action(body: Json, parameters: Mapping[str, str], required: tuple[str, ...] = ()) -> Json:
    """The same for the parameters of an action (`sendMail`, `invite` ...), which have no model of their own."""
    for name, value in body.items():
        if name not in parameters:
            raise _unread(f"The parameter '{name}' in the request payload is not a valid parameter for the operation.")
        _check_value(value, parameters[name], name)
    for name in required:
        if body.get(name) is None:
            raise GraphError(400, "ErrorInvalidRequest", f"The required parameter '{name}' is missing.")
    return body


def _check_object(body: Any, model: str, where: str) -> None:
    if not isinstance(body, dict):
        raise _unread(f"A value of type 'microsoft.graph.{model}' was expected for '{where}'.")
    properties = _TYPES[model]
    for name, value in body.items():
        if _is_annotation(name, value, model, properties):
            continue
        if name not in properties:
            raise _unread(
                f"The property '{name}' does not exist on type 'microsoft.graph.{model}'. Make sure to only use "
                "property names that are defined by the type or mark the type as open type."
            )
        _check_value(value, properties[name], f"{where}/{name}" if where else name)


def _is_annotation(name: str, value: Any, model: str, properties: Mapping[str, str]) -> bool:
    if name == "@odata.type":
        if value not in (f"#microsoft.graph.{model}", f"microsoft.graph.{model}"):
            raise _unread(f"A type named '{value}' could not be resolved by the model.")
        return True
    if name.startswith(("@odata.", "@microsoft.graph.")):
        return True
    before, found, _ = name.partition("@odata.")
    return bool(found) and before in properties


def _check_value(value: Any, kind: str, where: str) -> None:
    if value is None or kind == "any":
        return
    if kind.startswith("["):
        if not isinstance(value, list):
            raise _unread(f"A collection was expected for '{where}'.")
        for one in value:
            _check_value(one, kind[1:-1], where)
    elif kind.startswith("object:"):
        _check_object(value, kind.removeprefix("object:"), where)
    elif kind.startswith("enum:"):
        _check_enum(value, kind.removeprefix("enum:"))
    elif kind in _PYTHON:
        _check_primitive(value, kind)
    elif kind == "dateTime":
        _check_moment(value)


def _check_enum(value: Any, name: str) -> None:
    if not isinstance(value, str) or value not in _ENUMS[name]:
        raise _unread(f"Requested value '{value}' was not found in 'microsoft.graph.{name}'.")


def _check_primitive(value: Any, kind: str) -> None:
    if not isinstance(value, _PYTHON[kind]) or (kind != "boolean" and isinstance(value, bool)):
        raise _unread(f"Cannot convert the literal '{value}' to the expected type '{_EDM[kind]}'.")


def _check_moment(value: Any) -> None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _unread(f"Cannot convert the literal '{value}' to the expected type 'Edm.DateTimeOffset'.") from None
    if moment.tzinfo is None:
        raise _unread(f"Cannot convert the literal '{value}' to the expected type 'Edm.DateTimeOffset'.")


def _unread(message: str) -> GraphError:
    return GraphError(400, "RequestBodyRead", message)
