"""What the dispatcher and the ticks count and tell, as a plain object; `/metrics` prints the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from cpp_core.outbox import EffectState
from scheduling.happenings import Happening


@dataclass
class Metrics:
    """Counters since the start of this process, and who is told of each thing that is done."""

    ended: Counter[tuple[str, EffectState]] = field(default_factory=Counter)
    """Effects that reached a state, by channel and state; a retry counts as `waiting`."""
    doubtful: int = 0
    """Attempts that began in doubt, and looked first."""
    late_finishes: int = 0
    """Outcomes that came after the lease had gone to somebody else."""
    lanes_held: int = 0
    deadlines_met: int = 0
    deadlines_failed: int = 0
    deadlines_taken: int = 0
    """Deadlines that somebody else had carried out meanwhile."""
    ticks: Counter[str] = field(default_factory=Counter)
    tick_errors: Counter[str] = field(default_factory=Counter)
    last_deadline_tick: datetime | None = None
    audit_failed: int = 0
    audit_found: Counter[str] = field(default_factory=Counter)
    """What the auditor found, by code."""
    _watchers: list[Callable[[Happening], None]] = field(default_factory=list, repr=False)

    def tell(self, happening: Happening) -> None:
        """Tell those who watch."""
        for watch in self._watchers:
            watch(happening)

    @contextmanager
    def watched(self) -> Iterator[list[Happening]]:
        """A list that everything done during the block is added to, whoever had it done."""
        seen: list[Happening] = []
        self._watchers.append(seen.append)
        try:
            yield seen
        finally:
            self._watchers.remove(seen.append)
