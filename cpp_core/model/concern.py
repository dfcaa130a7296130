"""Concerns that a panel raises: about behaviour (REC-10), and about somebody's safety (REC-11)."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class BehaviourConcern:
    """A concern about behaviour at a panel, for the CPP lead alone."""

    id: str
    panel_id: str
    about: str
    raised_by: str
    raised_at: datetime
    words: str
    challenged_at_panel: bool | None = None
    passed_to_management: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the CPP lead decided about somebody's sitting after a concern: limited to `only_seats`, or ended where none.

    It ends when the person was trained again and the CPP team is satisfied: both, not one of them.
    """

    person_id: str
    since: date
    why: str
    only_seats: tuple[str, ...] = ()
    trained_again_on: date | None = None
    team_satisfied_on: date | None = None


@dataclass(frozen=True, slots=True)
class SafeguardingConcern:
    """A safeguarding or vulnerability concern about the person whose case it is: to which team, and what it did."""

    id: str
    panel_id: str
    case_ref: str
    words: str
    sent_to: str
    raised_by: str
    raised_at: datetime
    sent_at: datetime | None = None
    what_was_done: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldRestriction:
    """A restriction as it is kept: from which concern it comes, and who decided it."""

    id: str
    concern_id: str
    decided_by: str
    restriction: Restriction

    @property
    def person_id(self) -> str:
        """Whose sitting is restricted."""
        return self.restriction.person_id
