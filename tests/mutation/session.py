"""The pytest session in which mutants are tried: tests run once to see what they call, then again for each mutant."""

from __future__ import annotations

import builtins
import importlib
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import Mutant, mutants_of, watched

_PROFILE: dict[str, Any] = {"deadline": None, "derandomize": True, "database": None, "max_examples": 30}
PATIENCE = (30, 4)
"""How long the tests of one mutant may take: so many seconds, and so many times what they took without it."""


class Mutation:
    """A plugin: `files` are the sources to mutate, with their modules."""

    def __init__(self, files: dict[str, str], jobs: int) -> None:
        self.files = files
        self.jobs = jobs
        self.tried = 0
        self.hung = 0
        self.survivors: list[Mutant] = []
        self._calls: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._seconds: dict[int, float] = {}
        self._called: set[tuple[str, str]] = set()

    def pytest_configure(self) -> None:
        """Property-based tests without a clock, and the same examples each time."""
        hypothesis = importlib.import_module("hypothesis")
        hypothesis.settings.register_profile("mutation", **_PROFILE)
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests once; then, if they pass, the mutants."""
        self._watch_functions()
        if not all(self._watch(number, item) for number, item in enumerate(session.items)):
            session.testsfailed = 1
            return True
        sys.stderr.write(f"{len(session.items)} tests took {sum(self._seconds.values()):.0f} s\n")
        self._try_all(session.items)
        return True

    def _watch(self, number: int, item: pytest.Item) -> bool:
        """Run a test, and note which functions of the sources it calls."""
        self._called.clear()
        started = time.monotonic()
        passed = _passes(item)
        self._seconds[number] = time.monotonic() - started
        for function in self._called:
            self._calls[function].add(number)
        if not passed:
            sys.stdout.write(f"\nfails without a mutant: {item.nodeid}\n")
        return passed

    def _watch_functions(self) -> None:
        """Every function of the sources says when it is called."""
        for number, (file, module) in enumerate(self.files.items()):
            call = f"_mutation_calls_{number}"
            setattr(builtins, call, lambda name, module=module: self._called.add((module, name)))
            for name, code in watched(Path(file).read_text(encoding="utf-8"), file, call):
                _function_of(module, name).__code__ = code

    def _try_all(self, items: list[pytest.Item]) -> None:
        running: dict[int, Mutant] = {}
        for mutant in self._mutants():
            self.tried += 1
            if self.tried % 50 == 0:
                sys.stderr.write(f"{self.tried} mutants, {len(self.survivors)} survived: {mutant.module}\n")
            covering = sorted(self._calls[mutant.module, mutant.function], key=self._seconds.__getitem__)
            while len(running) >= self.jobs:
                self._wait(running)
            seconds = PATIENCE[0] + PATIENCE[1] * sum(self._seconds[number] for number in covering)
            running[_fork(mutant, [items[number] for number in covering], int(seconds))] = mutant
        while running:
            self._wait(running)

    def _mutants(self) -> Iterator[Mutant]:
        for file, module in self.files.items():
            yield from mutants_of(module, Path(file).read_text(encoding="utf-8"), file)

    def _wait(self, running: dict[int, Mutant]) -> None:
        process, status = os.wait()
        mutant = running.pop(process)
        code = os.waitstatus_to_exitcode(status)
        self.hung += code < 0
        if code == 0:
            self.survivors.append(mutant)
            sys.stdout.write(f"survived: {mutant.name}\n")
            sys.stdout.flush()


def _passes(item: pytest.Item) -> bool:
    again: Any = item
    if hasattr(again, "_initrequest"):
        again._initrequest()
    return all(report.passed or report.skipped for report in runtestprotocol(item, log=False, nextitem=None))


def _fork(mutant: Mutant, items: list[pytest.Item], seconds: int) -> int:
    """A process that ends with 0 if every test passes with the mutant."""
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        _function_of(mutant.module, mutant.function).__code__ = mutant.code
        survived = all(_passes(item) for item in items)
    except BaseException:
        survived = False
    os._exit(0 if survived else 1)


def _function_of(module: str, function: str) -> FunctionType:
    """The live function, under whatever wraps it."""
    found: Any = importlib.import_module(module)
    for name in function.split("."):
        found = found.__dict__[name]
    for inner in ("fget", "__func__", "__wrapped__"):
        found = getattr(found, inner, found)
    assert isinstance(found, FunctionType)
    return found
