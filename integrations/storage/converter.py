"""Frozen dataclasses to JSON and back, by their types alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

import orjson
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from cpp_core.model.case import Case
from cpp_core.model.person import Person
from integrations.storage.columns import NaiveMomentError, Written, serialised

T = TypeVar("T")


def _moment_out(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise NaiveMomentError(f"{moment.isoformat()} has no time zone; take the moment from the clock")
    return moment.astimezone(UTC).isoformat()


def _moment_in(text: str, _: type[datetime]) -> datetime:
    return datetime.fromisoformat(text)


def _date_in(text: str, _: type[date]) -> date:
    return date.fromisoformat(text)


def _set_out(values: frozenset[Any]) -> list[Any]:
    return sorted(_converter.unstructure(value) for value in values)


def _make() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(datetime, _moment_out)
    converter.register_structure_hook(datetime, _moment_in)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, _date_in)
    converter.register_unstructure_hook_func(_is_frozenset, _set_out)
    for extract in (Case, Person):  # a hundred thousand rows, mostly blank: what is blank is not written
        converter.register_unstructure_hook(
            extract, make_dict_unstructure_fn(extract, converter, _cattrs_omit_if_default=True)
        )
    return converter


def _is_frozenset(kind: Any) -> bool:
    return kind is frozenset or getattr(kind, "__origin__", None) is frozenset


_converter = _make()


def to_body(value: Any) -> Any:
    """The JSON body of a dataclass."""
    return _converter.unstructure(value)


class Memory(Generic[T]):
    """Dataclasses by the very text of their bodies, so that what is read again and again is taken apart once.

    Nobody changes them: they are frozen. A changed one has another text.
    """

    def __init__(self, kind: type[T], most: int = 4096) -> None:
        self._kind, self._most = kind, most
        self._known: dict[str, T] = {}

    def read(self, text: str) -> T:
        """The dataclass of a body."""
        known = self._known.get(text)
        return self._keep(text, from_body(self._kind, orjson.loads(text))) if known is None else known

    def written(self, value: T) -> Written:
        """The body of a dataclass."""
        text = Written(serialised(to_body(value)))
        self._keep(text, value)
        return text

    def _keep(self, text: str, value: T) -> T:
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[text] = value
        return value


def from_body(kind: type[T], body: Any) -> T:
    """The dataclass of a JSON body."""
    return _converter.structure(body, kind)
