"""What the clock's jobs have done, for the one who moved the clock and for tests."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Happening:
    """One thing that was done: at which moment, what, by which key or id, and what came of it."""

    at: datetime
    what: str
    key: str
    outcome: str


def place(error: BaseException) -> str:
    """The line that raised: the words of an error may hold what is personal, its place does not."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "an unknown place"
