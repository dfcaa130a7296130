"""The part of OData that Graph's clients use: $filter, $select, $top, $skip (Graph: use query parameters)."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import quote

from infra.sandbox.times import moment
from infra.sandbox.wire import GraphError, Json, Request

Predicate: TypeAlias = Callable[[Any], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<moment>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_@][\w@./-]*)|(?P<sign>[(),:]))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b),
    "lt": lambda a, b: bool(a < b),
    "le": lambda a, b: bool(a <= b),
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "startswith": lambda text, part: text.lower().startswith(part.lower()),
    "endswith": lambda text, part: text.lower().endswith(part.lower()),
    "contains": lambda text, part: part.lower() in text.lower(),
}
_SPECIAL: dict[str, Any] = {"true": True, "false": False, "null": None}


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _invalid(f"syntax error at position {at} in '{text}'")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class Filter:
    """A parsed `$filter`: paths, literals, comparisons, `and`/`or`/`not`, functions, `in`, and `any` with a lambda."""

    def __init__(self, text: str, knows: Callable[[str], bool] = lambda _: True) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._knows = knows
        self._variables: list[str] = []
        self.names: set[str] = set()
        self.matches = self._either()
        if self._at != len(self._tokens):
            raise _invalid(f"syntax error in '{text}'")

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self, expected: str | None = None) -> tuple[str, str]:
        kind, value = self._peek()
        if kind == "end" or (expected is not None and value != expected):
            raise _invalid(f"'{expected or 'more'}' was expected near '{value}'")
        self._at += 1
        return kind, value

    def _either(self) -> Predicate:
        left = self._both()
        while self._peek() == ("word", "or"):
            self._next()
            left = _or(left, self._both())
        return left

    def _both(self) -> Predicate:
        left = self._one()
        while self._peek() == ("word", "and"):
            self._next()
            left = _and(left, self._one())
        return left

    def _one(self) -> Predicate:
        kind, value = self._next()
        if value == "(" and kind == "sign":
            inner = self._either()
            self._next(")")
            return inner
        if kind != "word":
            raise _invalid(f"a property was expected near '{value}'")
        if value == "not":
            return _not(self._one())
        if value.lower() in _FUNCTIONS and self._peek()[1] == "(":
            return self._function(value.lower())
        if value.lower().endswith("/any"):
            return self._any(value[: -len("/any")])
        return self._comparison(value)

    def _path(self, text: str) -> Sequence[str]:
        first, *rest = text.split("/")
        if first in self._variables:
            return rest
        if not self._variables and not self._knows(first):
            raise _invalid(f"Could not find a property named '{first}'")
        self.names.add(first)
        return [first, *rest]

    def _function(self, name: str) -> Predicate:
        self._next("(")
        path = self._path(self._next()[1])
        self._next(",")
        part = self._literal()
        self._next(")")
        return lambda row: _FUNCTIONS[name](str(_value(row, path) or ""), str(part))

    def _any(self, collection: str) -> Predicate:
        path = self._path(collection)
        self._next("(")
        self._variables.append(self._next()[1])
        self._next(":")
        inner = self._either()
        self._next(")")
        self._variables.pop()
        return lambda row: any(inner(one) for one in _value(row, path) or ())

    def _comparison(self, name: str) -> Predicate:
        path = self._path(name)
        operator = self._next()[1]
        if operator == "in":
            choices = self._list()
            return lambda row: any(_holds("eq", _value(row, path), one) for one in choices)
        if operator not in _COMPARE:
            raise _invalid(f"operator '{operator}' is not known")
        literal = self._literal()
        return lambda row: _holds(operator, _value(row, path), literal)

    def _list(self) -> list[Any]:
        self._next("(")
        found = [self._literal()]
        while self._peek()[1] == ",":
            self._next()
            found.append(self._literal())
        self._next(")")
        return found

    def _literal(self) -> Any:
        kind, value = self._next()
        if kind == "text":
            return value[1:-1].replace("''", "'")
        if kind == "moment":
            return moment(value)
        if kind == "number":
            return float(value)
        if value in _SPECIAL:
            return _SPECIAL[value]
        raise _invalid(f"a literal was expected near '{value}'")


def _or(left: Predicate, right: Predicate) -> Predicate:
    return lambda row: left(row) or right(row)


def _and(left: Predicate, right: Predicate) -> Predicate:
    return lambda row: left(row) and right(row)


def _not(inner: Predicate) -> Predicate:
    return lambda row: not inner(row)


def _value(row: Any, path: Sequence[str]) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _holds(operator: str, left: Any, right: Any) -> bool:
    if isinstance(right, datetime) and isinstance(left, str):
        left = moment(left)
    elif isinstance(right, str) and isinstance(left, str):
        left, right = left.lower(), right.lower()
    if operator not in ("eq", "ne") and (left is None or type(left) is not type(right)):
        return False
    return _COMPARE[operator](left, right)


def _invalid(why: str) -> GraphError:
    return GraphError(400, "BadRequest", f"Invalid filter clause: {why}.")


def select(row: Json, request: Request, always: tuple[str, ...] = ("id", "@odata.etag")) -> Json:
    """Only what `$select` names, with the id and the etag."""
    wanted = request.query.get("$select")
    if not wanted:
        return row
    names = {name.strip().lower() for name in wanted.split(",")}
    return {name: value for name, value in row.items() if name.lower() in names or name in always}


def number(request: Request, name: str, default: int, largest: int = 1_000) -> int:
    """`$top` or `$skip`, or Graph's 400."""
    text = request.query.get(name)
    if text is None:
        return default
    if not text.isdigit() or (name == "$top" and not 1 <= int(text) <= largest):
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for '{name}' query option found.")
    return int(text)


def page(rows: Sequence[Json], request: Request, default: int = 10, key: str = "$skip") -> Json:
    """One page of a collection, with a link to the next."""
    top, skip = number(request, "$top", default), number(request, key, 0)
    shown: Json = {"value": list(rows[skip : skip + top])}
    if request.query.get("$count") == "true":
        shown = {"@odata.count": len(rows), **shown}
    if skip + top < len(rows):
        shown["@odata.nextLink"] = link(request, {key: str(skip + top)})
    return shown


def link(request: Request, changed: dict[str, str], dropped: tuple[str, ...] = ()) -> str:
    """The address of this request with other query options."""
    query = {name: value for name, value in request.query.items() if name not in dropped} | changed
    options = "&".join(f"{quote(name, safe='$@.')}={quote(value, safe='')}" for name, value in query.items())
    return f"{request.base_url}/v1.0{quote(request.path, safe='/:()@!$')}?{options}"
