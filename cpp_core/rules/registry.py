"""Which function keeps which clause: a decorator that writes it down, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RegisteredRule:
    """A function that keeps a clause of the rules."""

    clause: str
    citation: str
    where: str
    """`module:function`."""
    reading: bool
    """True where the function, or the part of the clause that it keeps, is a reading of ours."""


_RULES: list[RegisteredRule] = []


def rule(clause: str, citation: str, *, reading: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as one that keeps `clause`; the function itself is unchanged. Stack it for several clauses."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        _RULES.append(RegisteredRule(clause, citation, f"{function.__module__}:{function.__qualname__}", reading))
        return function

    return register


def registered_rules() -> tuple[RegisteredRule, ...]:
    """Every rule of the modules imported so far, in the order of import."""
    return tuple(_RULES)


def rules_for(clause: str) -> tuple[RegisteredRule, ...]:
    """The functions that keep one clause."""
    return tuple(entry for entry in _RULES if entry.clause == clause)
