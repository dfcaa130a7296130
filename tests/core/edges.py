"""Which rules are tested on which side of their edge: the tables of examples that a test reads, and marked tests.

A table says it in its columns `clause` and `side`, a test with `@pytest.mark.edge("ATT-2", "in")`.
"""

import ast
import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tests.core.tables import DATA

HERE = Path(__file__).parent
Edge = tuple[str, str]
SIDES = ("in", "out")


@lru_cache(maxsize=1)
def edges() -> frozenset[Edge]:
    """Every rule and side for which there is an example."""
    return frozenset((*_in_tables(), *_in_tests()))


def tables() -> tuple[str, ...]:
    """The names of all tables of examples."""
    return tuple(sorted(path.stem for path in DATA.glob("*.csv")))


def tables_read() -> frozenset[str]:
    """The names of the tables that some test reads."""
    return frozenset(
        call.args[0].value
        for call in _calls("rows")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    )


def _in_tables() -> Iterator[Edge]:
    for name in tables_read():
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from ((row["clause"], row["side"]) for row in csv.DictReader(file))


def _in_tests() -> Iterator[Edge]:
    for call in _calls("edge"):
        clause, side = (ast.literal_eval(argument) for argument in call.args)
        yield clause, side


def _calls(name: str) -> Iterator[ast.Call]:
    for path in sorted(HERE.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name_of(node.func) == name:
                yield node


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
