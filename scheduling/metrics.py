"""What the dispatcher and the ticks count, as a plain object; `/metrics` prints it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from cpp_core.outbox import EffectState


@dataclass
class Metrics:
    """Counters since the start of this process."""

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
