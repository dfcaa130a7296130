"""An OpenAPI 3.0 document held against calls: which operation a call is, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

BASE = "urn:description"
ADDRESSED_BY_PATH = re.compile(r"/drives/(?P<drive>[^/]+)/root:/[^:]+:?$")


@dataclass(frozen=True)
class Operation:
    """One operation of the document, with what it takes and gives."""

    document: Document
    template: str
    method: str

    @cached_property
    def parameters(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """By place (`query`, `header`, `path`) and name."""
        path = self.document.paths[self.template]
        rows = [self.document.resolved(one) for one in (*path.get("parameters", ()), *self.body.get("parameters", ()))]
        return {(one["in"], one["name"]): one for one in rows}

    @property
    def body(self) -> Mapping[str, Any]:
        """The operation itself."""
        found: Mapping[str, Any] = self.document.paths[self.template][self.method]
        return found

    def faults_of_request(self, query: Mapping[str, str], content_type: str, content: Any) -> Iterable[str]:
        """What the document would not take in a request."""
        known = {name for place, name in self.parameters if place == "query"}
        yield from (f"unknown query option {name}" for name in query if name not in known)
        needed = {name for (place, name), one in self.parameters.items() if place == "query" and one.get("required")}
        yield from (f"missing query option {name}" for name in needed - set(query))
        kinds = self.document.resolved(self.body.get("requestBody") or {}).get("content") or {}
        kind = content_type.partition(";")[0]
        if not kinds:
            yield from ["a body where none is taken"] if content is not None else []
        elif kind not in kinds:
            yield f"content type {kind} instead of {' or '.join(kinds)}"
        elif kind == "application/json":
            yield from self.document.faults(content, kinds[kind]["schema"])

    def faults_of_answer(self, content: Any) -> Iterable[str]:
        """What the document would not give in a successful answer."""
        answer = self.document.resolved(self.body["responses"]["2XX"])
        schema = ((answer.get("content") or {}).get("application/json") or {}).get("schema")
        if schema is not None and content:
            yield from self.document.faults(content, schema)


class Document:
    """The whole document, read once."""

    def __init__(self, path: Path) -> None:
        self._spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        self.paths: dict[str, Any] = self._spec["paths"]
        _make_absolute(self._spec)
        self._registry = Registry().with_resource(BASE, DRAFT4.create_resource(self._spec))
        self._templates = sorted(((_pattern(one), one) for one in self.paths), key=lambda pair: pair[1].count("{"))

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a call is; Graph lets a drive's item be addressed by its path instead of its id."""
        path = ADDRESSED_BY_PATH.sub(r"/drives/\g<drive>/items/by-path", path)
        for pattern, template in self._templates:
            if pattern.fullmatch(path) and method.lower() in self.paths[template]:
                return Operation(self, template, method.lower())
        return None

    def resolved(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a `$ref` stands for."""
        reference = value.get("$ref")
        if reference is None:
            return value
        found: Any = self._spec
        for step in reference.removeprefix(f"{BASE}#/").split("/"):
            found = found[step]
        return self.resolved(found)

    def faults(self, value: Any, schema: Mapping[str, Any]) -> Iterable[str]:
        """Where a value departs from a schema, in words."""
        validator = OAS30Validator(schema, registry=self._registry, format_checker=OAS30Validator.FORMAT_CHECKER)
        for error in validator.iter_errors(value):
            yield from _words(error)


@lru_cache(maxsize=4)
def document(path: Path) -> Document:
    """The document at a path; reading it takes a second."""
    return Document(path)


def _make_absolute(value: Any) -> None:
    """Let references be found from within any part of the document."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            value["$ref"] = BASE + reference
        for one in value.values():
            _make_absolute(one)
    elif isinstance(value, list):
        for one in value:
            _make_absolute(one)


def _pattern(template: str) -> re.Pattern[str]:
    """Ids may hold anything but a slash; `()` after a function may be left out."""
    literal = re.escape(template).replace(r"\{", "{").replace(r"\}", "}").replace(r"\(\)", r"(?:\(\))?")
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", literal))


def _words(error: ValidationError) -> Iterable[str]:
    """The deepest reasons of a failed choice say more than that none fitted."""
    if error.context:
        for inner in error.context:
            yield from _words(inner)
    else:
        where = "/".join(map(str, error.absolute_path))
        yield f"{where or 'the body'}: {error.message[:200]}"
