"""How long allocation takes for 100,000 cases, beside a floor measured in the same run.

The floor is what no allocation can do without: putting the cases into order of length of detention. The ratio of the
two says more than seconds do, which depend on the machine. Run it: `python -m tests.benchmarks.bench_allocation`.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from time import perf_counter

from cpp_core.guidance.policy import policy_on
from cpp_core.guidance.vocabulary import CaseKind
from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_types import Candidate, Slot
from cpp_core.rules.capacity import minutes_for_cases

TODAY = date(2026, 8, 31)
WEEKS = 12
OWNERS = 2_000


@dataclass(frozen=True)
class Measured:
    """One size: how long it took, its floor, and how many cases were placed."""

    cases: int
    seconds: float
    floor: float
    placed: int

    @property
    def ratio(self) -> float:
        """How many times the floor it took."""
        return self.seconds / self.floor


def caseload(size: int, chance: random.Random) -> list[Candidate]:
    """Cases detained for up to two years, each due once in the 12 weeks to come."""
    kinds: tuple[CaseKind, ...] = ("ordinary", "ordinary", "complex", "light-touch")
    return [
        Candidate(
            f"C{number:07}",
            TODAY - timedelta(days=chance.randrange(14, 730)),
            f"owner{chance.randrange(OWNERS)}@example.gov.uk",
            chance.choice(kinds),
            TODAY - timedelta(days=1),
        )
        for number in range(size)
    ]


def calendar(size: int, chance: random.Random) -> list[Slot]:
    """Panels of 12 weeks with room for about nine in ten of the cases, so that some are overdue."""
    per_panel = minutes_for_cases(policy_on(TODAY)) / 11.75
    count = round(size * 0.9 / per_panel)
    bands = list(Band)
    return [
        Slot(
            f"P{number:06}",
            TODAY + timedelta(days=chance.randrange(WEEKS) * 7 + chance.randrange(5)),
            bands[number % 3],
            time(chance.choice((9, 10, 14))),
            f"owner{chance.randrange(OWNERS)}@example.gov.uk",
            chance.choice((Grade.SEO, Grade.G7, Grade.G6)),
            frozenset(f"owner{chance.randrange(OWNERS)}@example.gov.uk" for _ in range(7)),
        )
        for number in range(count)
    ]


def floor(cases: Sequence[Candidate]) -> float:
    """The time of sorting the same cases by length of detention."""
    began = perf_counter()
    sorted(cases, key=lambda case: (case.detained_on, case.case_ref))
    return perf_counter() - began


def measure(size: int, repeat: int = 3, seed: int = 1) -> Measured:
    """The best of several runs, so that what else the machine does counts less."""
    chance = random.Random(seed)
    cases, slots = caseload(size, chance), calendar(size, chance)
    best, placed = float("inf"), 0
    for _ in range(repeat):
        began = perf_counter()
        placed = len(allocate(cases, slots, TODAY).placements)
        best = min(best, perf_counter() - began)
    return Measured(size, best, min(floor(cases) for _ in range(repeat)), placed)


def main(sizes: Sequence[int] = (12_500, 25_000, 50_000, 100_000)) -> None:
    """Print a line for each size."""
    print(f"{'cases':>8} {'seconds':>8} {'floor':>8} {'ratio':>6} {'µs/case':>8} {'placed':>8}")
    for size in sizes:
        got = measure(size)
        per_case = got.seconds / size * 1e6
        print(f"{size:>8} {got.seconds:>8.3f} {got.floor:>8.4f} {got.ratio:>6.1f} {per_case:>8.2f} {got.placed:>8}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or (12_500, 25_000, 50_000, 100_000))
