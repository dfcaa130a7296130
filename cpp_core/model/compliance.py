"""How casework kept what it owes after panels, over one month (OUT-7), as it was found when the report was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """How one area, or one team of it (blank: the area as a whole), did in a month."""

    area: str
    team: str
    total: int
    in_time: int
    late: int
    overdue: int
    rejected: int
    reasons_missing: int
    review_not_updated: int

    @property
    def percent(self) -> float:
        """Answers in time, in percent."""
        return 100 * self.in_time / self.total


@dataclass(frozen=True, slots=True)
class NonCompliant:
    """One recommendation to be put right, with everything that is amiss in words."""

    case_ref: str
    area: str
    team: str
    panel_on: date
    recommendation: str
    due_on: date
    amiss: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """The report of one month, `2026-12`. Until `made_at` it is only known that it falls due."""

    id: str
    made_at: datetime | None = None
    standard_percent: int = 0
    rates: tuple[Rate, ...] = ()
    below: tuple[Rate, ...] = ()
    to_rectify: tuple[NonCompliant, ...] = ()
    gaps: tuple[str, ...] = ()
    """Areas without a SPOC, in words (OUT-8)."""

    def areas(self) -> tuple[str, ...]:
        """Every area of the month, by name."""
        return tuple(dict.fromkeys(rate.area for rate in self.rates))

    def of(self, area: str) -> tuple[NonCompliant, ...]:
        """What one area has to put right."""
        return tuple(each for each in self.to_rectify if each.area == area)
