"""When somebody is away, and who answers for them then (INV-1)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away from one day to another, both included."""

    person_id: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the person is away on a day."""
        return self.first <= day <= self.last
