"""When to try again after a passing failure, as a value: pure, so that it can be read, tested and changed in one place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.ports import Attempt

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 34
"""Two seconds, doubling up to an hour, 34 times: some 24 hours."""
LONGEST_ASKED = timedelta(hours=24)
"""A peer that asks for more is taken at 24 hours: nobody is served by waiting longer without looking."""


@dataclass(frozen=True)
class TryAgain:
    """Try again, not before `at`."""

    at: datetime


@dataclass(frozen=True)
class GiveUp:
    """Do not try again by yourself: someone must look (a dead letter)."""

    why: str


def after_failure(attempt: Attempt, now: datetime, asked_to_wait: timedelta | None) -> TryAgain | GiveUp:
    """When this effect is to be tried again, or that it is not.

    The wait doubles with each try and is spread by up to a fifth either way, by the effect's key, so that those that
    failed together do not all come back together. What the peer asks for (Retry-After) is never undercut.
    """
    if attempt.number >= TRIES:
        return GiveUp(f"tried {attempt.number} times in vain")
    doubled = FIRST_WAIT * 2 ** min(attempt.number - 1, 20)
    wait = min(doubled, LONGEST_WAIT) * _spread(f"{attempt.effect.key}:{attempt.number}")
    asked = min(asked_to_wait or timedelta(0), LONGEST_ASKED)
    return TryAgain(now + max(wait, asked))


def _spread(seed: str) -> float:
    """A number from 0.8 to 1.2, always the same for the same seed."""
    return 0.8 + 0.4 * int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest(), "big") / 2**32
