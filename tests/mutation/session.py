"""The pytest session in which mutants are tried: tests run once to see what they reach, then again for each mutant."""

from __future__ import annotations

import builtins
import gc
import importlib
import math
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.memory import Memory, Reached
from tests.mutation.mutants import Mutant, mutants_of, watched

_PROFILE: dict[str, Any] = {"deadline": None, "derandomize": True, "database": None, "max_examples": 30}
PATIENCE = (2, 4)
"""How much processor time a test may take with a mutant: so many seconds, and so many times what it took before."""
WAITING = 20
"""How many times as long it may take by the wall clock."""
MOST_MEMORY = 4 << 30


class Mutation:
    """A plugin: `files` are the sources to mutate, with their modules; `chosen` the modules whose mutants are tried."""

    def __init__(
        self, files: dict[str, str], chosen: frozenset[str], memory: Memory, jobs: int, seconds: float
    ) -> None:
        self.files = files
        self.chosen = chosen
        self.memory = memory
        self.jobs = jobs
        self.seconds = seconds
        self.tried: list[Mutant] = []
        self.survivors: list[Mutant] = []
        self._reached: set[Reached] = set()
        self._good: dict[str, list[str]] = defaultdict(list)
        self._noticed: Counter[str] = Counter()

    def pytest_configure(self) -> None:
        """Property-based tests without a clock, and the same examples each time."""
        hypothesis = importlib.import_module("hypothesis")
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)  # to shrink what fails would take long
        hypothesis.settings.register_profile("mutation", phases=phases, **_PROFILE)
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests once, unless that is known; then, if they pass, the mutants."""
        assert session.config.cache is not None
        self.memory.load(session.config.cache)
        if not self.memory.seconds:
            if not _in_a_fork(lambda: self._watch_all(session.items)):
                session.testsfailed = 1
                return True
            self.memory.load(session.config.cache)
        sys.stderr.write(f"{len(session.items)} tests take {sum(self.memory.seconds.values()):.0f} s\n")
        gc.freeze()
        self._try_all({item.nodeid: item for item in session.items})
        self.memory.save()
        return True

    def _watch_all(self, items: list[pytest.Item]) -> bool:
        """Run every test, not in the process whose forks try mutants: threads that tests start would not be in those."""
        self._watch_functions()
        passed = all(self._watch(item) for item in items)
        if passed:
            self.memory.save()
        return passed

    def _watch_functions(self) -> None:
        """Every statement of the sources says when it is reached."""
        for number, (file, module) in enumerate(self.files.items()):
            call = f"_mutation_reaches_{number}"
            setattr(builtins, call, lambda name, line, module=module: self._reached.add((module, name, line)))
            for name, code in watched(Path(file).read_text(encoding="utf-8"), file, call):
                _function_of(module, name).__code__ = code

    def _watch(self, item: pytest.Item) -> bool:
        """Run a test, and note which statements of the sources it reaches."""
        self._reached.clear()
        started = time.process_time()
        passed = _passes(item)
        self.memory.note_test(item.nodeid, time.process_time() - started, self._reached)
        if not passed:
            sys.stdout.write(f"\nfails without a mutant: {item.nodeid}\n")
        return passed

    def _try_all(self, items: dict[str, pytest.Item]) -> None:
        running: dict[int, Attempt] = {}
        for mutant in self._mutants():
            self.tried.append(mutant)
            known = self.memory.outcome(mutant.name)
            if known is not None:
                self._ended(mutant, known)
                continue
            while len(running) >= self.jobs:
                self._wait(running)
            attempt = Attempt(mutant, self._in_order(mutant), os.pipe())
            running[attempt.start(items, self.memory.seconds)] = attempt
        while running:
            self._wait(running)

    def _in_order(self, mutant: Mutant) -> list[str]:
        """The tests that reach a mutant: what noticed it before, or its neighbours; then who is quick and notices much."""
        seconds = self.memory.seconds
        reaching = self.memory.reaching((mutant.module, mutant.function, mutant.statement))
        reaching.sort(key=lambda test: seconds[test] / (1 + self._noticed[test]))
        hints = (self.memory.noticed_before(mutant.name), *reversed(self._good[_where(mutant)]))
        ordered = dict.fromkeys((*(hint for hint in hints if hint in frozenset(reaching)), *reaching))
        left, found = self.seconds, list[str]()
        for test in ordered:
            found.append(test)
            left -= seconds[test]
            if left < 0:
                break
        return found

    def _mutants(self) -> Iterator[Mutant]:
        for file, module in self.files.items():
            if module in self.chosen:
                yield from mutants_of(module, Path(file).read_text(encoding="utf-8"), file)

    def _wait(self, running: dict[int, Attempt]) -> None:
        process, status = os.wait()
        attempt = running.pop(process)
        noticed = attempt.noticed_by(os.waitstatus_to_exitcode(status))
        self.memory.note_mutant(attempt.mutant.name, noticed)
        self._ended(attempt.mutant, noticed)

    def _ended(self, mutant: Mutant, noticed: str) -> None:
        if len(self.tried) % 50 == 0:
            sys.stderr.write(f"{len(self.tried)} mutants, {len(self.survivors)} survived: {mutant.module}\n")
            self.memory.save()
        if noticed:
            self._noticed[noticed] += 1
            good = self._good[_where(mutant)]
            good[:] = [*(test for test in good if test != noticed), noticed]
        else:
            self.survivors.append(mutant)


@dataclass(frozen=True)
class Attempt:
    """A mutant in a process of its own, the tests it is tried with, and the pipe on which that process counts them."""

    mutant: Mutant
    tests: list[str]
    pipe: tuple[int, int]

    def start(self, items: dict[str, pytest.Item], seconds: dict[str, float]) -> int:
        """The process; it ends with 0 if every test passes with the mutant."""
        process = os.fork()
        if process:
            os.close(self.pipe[1])
            return process
        survived = False
        try:
            _quietly()
            _function_of(self.mutant.module, self.mutant.function).__code__ = self.mutant.code
            survived = all(self._passes(items[test], seconds[test]) for test in self.tests)
        finally:
            os._exit(0 if survived else 1)

    def _passes(self, item: pytest.Item, seconds: float) -> bool:
        """Whether a test passes; a mutant that never ends is ended."""
        os.write(self.pipe[1], b".")
        most = math.ceil(PATIENCE[0] + PATIENCE[1] * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + most, resource.RLIM_INFINITY))
        signal.alarm(most * WAITING)
        return _passes(item)

    def noticed_by(self, code: int) -> str:
        """The test in which the process ended, unless it got through."""
        with os.fdopen(self.pipe[0], "rb") as pipe:
            tried = len(pipe.read())
        return "" if code == 0 else self.tests[tried - 1]


def _in_a_fork(work: Callable[[], bool]) -> bool:
    """Whether work done in a process of its own ends well."""
    process = os.fork()
    if process:
        return os.waitpid(process, 0)[1] == 0
    fine = False
    try:
        fine = work()
    finally:
        sys.stdout.flush()
        os._exit(0 if fine else 1)


def _quietly() -> None:
    """What the tests say is not shown; and a mutant that eats all memory is ended."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _where(mutant: Mutant) -> str:
    return f"{mutant.module}:{mutant.function}"


def _passes(item: pytest.Item) -> bool:
    again: Any = item
    if hasattr(again, "_initrequest"):
        again._initrequest()
    return all(report.passed or report.skipped for report in runtestprotocol(item, log=False, nextitem=None))


def _function_of(module: str, function: str) -> FunctionType:
    """The live function, under whatever wraps it."""
    found: Any = importlib.import_module(module)
    for name in function.split("."):
        found = found.__dict__[name]
    for inner in ("fget", "__func__", "__wrapped__"):
        found = getattr(found, inner, found)
    assert isinstance(found, FunctionType)
    return found
