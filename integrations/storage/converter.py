"""Frozen dataclasses to JSON and back, by their types alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from cpp_core.model.case import Case
from cpp_core.model.person import Person
from integrations.storage.columns import NaiveMomentError

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


def from_body(kind: type[T], body: Any) -> T:
    """The dataclass of a JSON body."""
    return _converter.structure(body, kind)
