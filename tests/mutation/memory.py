"""What earlier runs found out, in pytest's cache: a run that was cut off goes on, and the next one asks who noticed last.

While neither sources nor tests change, outcomes stand. Afterwards everything is tried again, first with the test that
noticed the mutant the last time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

Reached = tuple[str, str, int]
"""A statement: its module, its function, its line."""
_KEY = "mutation/run"


class Memory:
    """`asked` is what else the outcomes depend on: which tests, how long."""

    def __init__(self, root: Path, folders: Iterable[str], asked: Iterable[str]) -> None:
        self.seconds: dict[str, float] = {}
        self._digest = _digest(root, folders, asked)
        self._reaching: dict[Reached, list[str]] = defaultdict(list)
        self._outcomes: dict[str, str] = {}
        self._before: dict[str, str] = {}
        self._cache: pytest.Cache | None = None

    def load(self, cache: pytest.Cache) -> None:
        """Read what is known: all of it if nothing has changed, else only who noticed what."""
        self._cache = cache
        known: dict[str, Any] = cache.get(_KEY, {"digest": "", "outcomes": {}, "before": {}})
        self._before = {**known["before"], **known["outcomes"]}
        if known["digest"] == self._digest:
            self._outcomes = known["outcomes"]
            self.seconds = known["seconds"]
            tests = list(self.seconds)
            self._reaching.update(
                (_statement(at), [tests[number] for number in numbers]) for at, numbers in known["reaching"].items()
            )

    def save(self) -> None:
        """Keep it for the next run."""
        assert self._cache is not None
        number_of = {test: number for number, test in enumerate(self.seconds)}
        reaching = {
            f"{module}:{function}:{line}": [number_of[test] for test in tests]
            for (module, function, line), tests in self._reaching.items()
        }
        kept = {"digest": self._digest, "seconds": self.seconds, "reaching": reaching}
        self._cache.set(_KEY, {**kept, "outcomes": self._outcomes, "before": self._before})

    def note_test(self, test: str, seconds: float, reached: Iterable[Reached]) -> None:
        """How long a test takes, and what it reaches."""
        self.seconds[test] = seconds
        for statement in reached:
            self._reaching[statement].append(test)

    def reaching(self, statement: Reached) -> list[str]:
        """The tests that reach a statement."""
        return list(self._reaching.get(statement, ()))

    def note_mutant(self, name: str, noticed_by: str) -> None:
        """Which test noticed a mutant; none if it survived."""
        self._outcomes[name] = noticed_by

    def outcome(self, name: str) -> str | None:
        """Which test noticed a mutant (none: it survived), or None if it has not been tried."""
        return self._outcomes.get(name)

    def noticed_before(self, name: str) -> str:
        """Which test noticed a mutant the last time that it was tried, if any."""
        return self._before.get(name, "")


def _statement(at: str) -> Reached:
    module, function, line = at.split(":")
    return module, function, int(line)


def _digest(root: Path, folders: Iterable[str], asked: Iterable[str]) -> str:
    found = sha256(repr(list(asked)).encode())
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".csv"} and path.name != "explained.csv":
                found.update(str(path.relative_to(root)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()
