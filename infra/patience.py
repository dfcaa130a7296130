"""How long the service waits for its peers before an effect is somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """For how long a claimed effect is its dispatcher's own, by the clock, and how long its sender may take, in real time.

    The first must outlast the second and the peer's delay in applying, or two will send the same effect.
    """

    lease: timedelta = timedelta(minutes=5)
    time_limit: timedelta = timedelta(minutes=2)


PATIENCE = Patience()
"""Of the running service; tests that kill it have less."""
