"""Values with a date from which they are in force: a new version of the guidance adds one, the old one stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class NothingInForceError(LookupError):
    """No value of a policy entry is in force on that day: the day lies before the first text that we know of."""

    def __init__(self, clause: str, day: date, first: date) -> None:
        super().__init__(
            f"{clause}: no value is in force on {day.isoformat()}; the first one is from {first.isoformat()}. "
            "Check the date, or add the earlier value to the policy table."
        )


@dataclass(frozen=True, slots=True)
class Table(Mapping[K, V]):
    """A small mapping that cannot be changed, and can be hashed and compared like the rest of a policy."""

    pairs: tuple[tuple[K, V], ...]

    def __getitem__(self, key: K) -> V:
        for known, value in self.pairs:
            if known == key:
                return value
        raise KeyError(key)

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A value, and the day from which it is in force."""

    since: date
    value: T
    citation: str
    assumed: bool = False
    """True where the text of that time is not known to us and a later text's value stands in for it."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """One number or choice of the policy with all its values, oldest first."""

    clause: str
    unit: str
    values: tuple[Value[T], ...]
    reading: bool = False
    """True where the guidance gives no such value and this is our default [R]."""

    def __post_init__(self) -> None:
        days = [entry.since for entry in self.values]
        if not days or days != sorted(set(days)):
            raise ValueError(f"{self.clause}: values need dates in force, oldest first, each date once")

    def in_force_on(self, day: date) -> Value[T]:
        """The value whose date is the latest that is not after `day` (in force from the beginning of its date)."""
        for entry in reversed(self.values):
            if entry.since <= day:
                return entry
        raise NothingInForceError(self.clause, day, self.values[0].since)

    def on(self, day: date) -> T:
        """The bare value in force on `day`."""
        return self.in_force_on(day).value

    def then(self, since: date, value: T, citation: str) -> "Dated[T]":
        """The same entry with a value for a new version of the guidance; what was in force before stands."""
        kept = tuple(entry for entry in self.values if entry.since != since)
        values = sorted((*kept, Value(since, value, citation)), key=lambda entry: entry.since)
        return replace(self, values=tuple(values))
