"""Mutation testing of rules, deadlines and workflow: `python -m tests.mutation [--jobs N] [MODULE…]`.

Every test of the core runs once, and it is noted which statements it reaches. Then each mutant is put into a process of
its own (a fork, in which the function has the mutant's code), where the tests that reach it run until one fails: what
noticed it or its neighbours before, then the quickest. A run that is cut off goes on where it was.

Survivors are listed; those in `explained.csv` change nothing that anybody could see. Ends with 1 if 5 % or more of a
part survive, if one is not explained, or if one is explained that does not survive.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.mutation.memory import Memory
from tests.mutation.mutants import Mutant
from tests.mutation.session import Mutation

ROOT = Path(__file__).parents[2]
TARGETS = ("cpp_core/rules", "cpp_core/deadlines", "cpp_core/workflow")
DEPENDS_ON = ("cpp_core", "integrations", "scheduling", "tests/core", "tests/mutation")
MOST_PERCENT = 5


def main() -> int:
    """Run it, and say how many survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="how many mutants are tried at a time")
    parser.add_argument("--seconds", type=float, default=30, help="tests that pass for so long let a mutant survive")
    parser.add_argument("--tests", nargs="+", default=["tests/core"], help="only these tests, where time is short")
    parser.add_argument("modules", nargs="*", help="only these modules, like cpp_core.rules.fees")
    asked = parser.parse_args()
    files = {str(path): _module_of(path) for target in TARGETS for path in sorted((ROOT / target).glob("*.py"))}
    chosen = frozenset(asked.modules or files.values())
    memory = Memory(ROOT, DEPENDS_ON, (*asked.tests, str(asked.seconds)))
    mutation = Mutation(files, chosen, memory, asked.jobs, asked.seconds)
    options = ["-q", "-x", *asked.tests, "--override-ini=addopts=--import-mode=importlib"]
    if pytest.main(options, plugins=[mutation]) != 0:
        sys.stdout.write("The tests do not pass without a mutant; mend that first.\n")
        return 1
    return 0 if _is_fine(mutation, chosen) else 1


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _is_fine(mutation: Mutation, chosen: frozenset[str]) -> bool:
    """Write the report: whether few enough survive, each with its explanation, and no explanation is stale."""
    explained = _explained()
    for mutant in mutation.survivors:
        why = explained.get(mutant.name, "NOT EXPLAINED")
        sys.stdout.write(f"{mutant.name}\n          line {mutant.line}: {why}\n")
    surviving = {mutant.name for mutant in mutation.survivors}
    stale = [name for name in explained if name.split(":")[0] in chosen and name not in surviving]
    sys.stdout.writelines(f"{name}\n          EXPLAINED, BUT IT DOES NOT SURVIVE\n" for name in stale)
    few = _write_figures(mutation.tried, mutation.survivors)
    return few and surviving <= explained.keys() and not stale


def _write_figures(tried: Iterable[Mutant], survivors: Iterable[Mutant]) -> bool:
    all_of, alive = (Counter(_part_of(each) for each in some) for some in (tried, survivors))
    for part in all_of:
        percent = 100 * alive[part] / all_of[part]
        sys.stdout.write(f"{part}: {all_of[part]} mutants, {alive[part]} survive ({percent:.1f} %)\n")
    return all(100 * alive[part] < MOST_PERCENT * all_of[part] for part in all_of)


def _part_of(mutant: Mutant) -> str:
    _, folder, file = mutant.module.split(".")
    return "allocation" if file.startswith("allocation") else folder


def _explained() -> dict[str, str]:
    with (Path(__file__).parent / "explained.csv").open(encoding="utf-8", newline="") as file:
        return {row["mutant"]: row["why"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    sys.exit(main())
