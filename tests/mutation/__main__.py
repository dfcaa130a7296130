"""Mutation testing of rules, deadlines and workflow: `python -m tests.mutation [--jobs N] [MODULE…]`.

Every test of the core runs once, and it is noted which functions it calls. Then each mutant is put into a process of
its own (a fork, in which the function has the mutant's code), where the tests that call the function run until one
fails. Survivors are listed; those in `explained.csv` change nothing that anybody could see. Ends with 1 if 5 % or more
survive, or one that is not explained.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import pytest

from tests.mutation.session import Mutation

ROOT = Path(__file__).parents[2]
TARGETS = ("cpp_core/rules", "cpp_core/deadlines", "cpp_core/workflow")
ELSEWHERE = ("test_register.py", "test_policy.py")
"""Tests of what is not mutated; they take long, and call nothing of it."""
MOST_PERCENT = 5


def main() -> int:
    """Run it, and say how many survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="how many mutants are tried at a time")
    parser.add_argument("--tests", nargs="+", default=["tests/core"], help="only these tests, where time is short")
    parser.add_argument("modules", nargs="*", help="only these modules, like cpp_core.rules.fees")
    asked = parser.parse_args()
    files = sorted(path for target in TARGETS for path in (ROOT / target).glob("*.py"))
    chosen = [path for path in files if not asked.modules or _module_of(path) in asked.modules]
    mutation = Mutation({str(path): _module_of(path) for path in chosen}, asked.jobs)
    options = [
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *asked.tests,
        *(f"--ignore=tests/core/{name}" for name in ELSEWHERE),
    ]
    code = pytest.main([*options, "--override-ini=addopts=--import-mode=importlib"], plugins=[mutation])
    if code != 0:
        sys.stdout.write("The tests do not pass without a mutant; mend that first.\n")
        return 1
    return _report(mutation)


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _explained() -> dict[str, str]:
    with (Path(__file__).parent / "explained.csv").open(encoding="utf-8", newline="") as file:
        return {row["mutant"]: row["why"] for row in csv.DictReader(file)}


def _report(mutation: Mutation) -> int:
    explained = _explained()
    survivors = mutation.survivors
    percent = 100 * len(survivors) / max(1, mutation.tried)
    for mutant in survivors:
        why = explained.get(mutant.name, "NOT EXPLAINED")
        sys.stdout.write(f"line {mutant.line:>3}  {mutant.name}\n          {why}\n")
    unexplained = [mutant for mutant in survivors if mutant.name not in explained]
    sys.stdout.write(
        f"{mutation.tried} mutants, {len(survivors)} survived ({percent:.1f} %), {len(unexplained)} not explained; "
        f"{mutation.hung} noticed because they hang\n"
    )
    return 1 if percent >= MOST_PERCENT or unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
