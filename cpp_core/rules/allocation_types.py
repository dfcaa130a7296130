"""What allocation is given and what it answers with: plain values, so that any caseload and calendar will do."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import IntEnum

from cpp_core.guidance.policy import Policy
from cpp_core.guidance.vocabulary import CaseKind
from cpp_core.model.case import Case
from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.rules.capacity import kind_of_case
from cpp_core.rules.detention_clock import Week


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A case that a panel did not reach (PAN-3)."""

    panel_id: str
    panel_on: date
    why: str


@dataclass(frozen=True, slots=True)
class Referral:
    """An ad hoc referral (CLK-4), or a panel without a recommendation (REC-1): who, why, by when.

    It is due in the week of `by_when`, offered room before that where some is left, and never on or before
    `not_before` (the day by which the reasons for no recommendation are to be resolved).
    """

    by: str
    why: str
    by_when: date
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case as allocation sees it. `last_seen_on` is the last panel that considered it; people are named by UPN."""

    case_ref: str
    detained_on: date
    owner: str = ""
    kind: CaseKind = "ordinary"
    last_seen_on: date | None = None
    carried_over: CarriedOver | None = None
    referral: Referral | None = None
    kept_off: bool = False
    """Released, removed, or gone from the newest extract (CLK-5, LST-3)."""

    @classmethod
    def of(
        cls,
        case: Case,
        policy: Policy,
        *,
        last_seen_on: date | None = None,
        carried_over: CarriedOver | None = None,
        referral: Referral | None = None,
    ) -> "Candidate":
        """The case of the caseload as a candidate."""
        ends = (case.released_on, case.removed_on)
        ended = any(end is not None and end >= case.detained_on for end in ends)
        return cls(
            case.case_ref,
            case.detained_on,
            case.case_owner,
            kind_of_case(case, policy),
            last_seen_on,
            carried_over,
            referral,
            ended or case.gone_since is not None,
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """A panel of the calendar as allocation sees it. Without a chair it can take what its own band needs."""

    panel_id: str
    on: date
    band: Band
    at: time = time(10)
    chair: str = ""
    chair_grade: Grade | None = None
    members: frozenset[str] = frozenset()
    list_shared: bool = False
    """The list has gone to the members: what is on it stays, and newcomers join only where no other panel has room."""


class Urgency(IntEnum):
    """In which order cases are given room: the lower number first, the longest detained first within each."""

    CARRIED_OVER = 0
    OVERDUE = 1
    DUE = 2
    REFERRED_EARLY = 3


_WORDS: Mapping[Urgency, str] = {
    Urgency.CARRIED_OVER: "not reached at an earlier panel, so it comes first (PAN-3)",
    Urgency.OVERDUE: "overdue, so it comes before those due now",
    Urgency.DUE: "due in this week",
    Urgency.REFERRED_EARLY: "referred, and there is room before its week",
}


@dataclass(frozen=True, slots=True)
class Placement:
    """Which case goes to which panel, and why."""

    case_ref: str
    panel_id: str
    panel_on: date
    urgency: Urgency
    due_week: Week
    band: Band
    review_point: int | None
    """None for a referral outside the cycle."""
    mixed: bool
    """The panel is meant for another band."""
    conflict: bool
    """Its owner sits on the panel: their view is not counted for it (PAN-7)."""
    kept: bool
    """It was on this panel before."""

    @property
    def overdue(self) -> bool:
        """True where the panel is after the week in which the case was due."""
        return self.panel_on > self.due_week.sunday

    @property
    def reason(self) -> str:
        """Why it is on this panel, in words."""
        point = f"review point {self.review_point}" if self.review_point is not None else "referral"
        notes = [f"{point}, due {self.due_week.monday.isoformat()} to {self.due_week.sunday.isoformat()}"]
        notes.append(_WORDS[self.urgency])
        notes.extend(["a mixed panel, whose chair has the grade for it (PAN-2)"] if self.mixed else [])
        notes.extend(["its owner sits on the panel and is not counted for it (PAN-7)"] if self.conflict else [])
        notes.extend(["kept where it was"] if self.kept else [])
        return "; ".join(notes)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A case that is not seen in the week in which it was due, where it goes instead (if anywhere), and why."""

    case_ref: str
    review_point: int | None
    due_week: Week
    panel_id: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A case due within the calendar for which no panel was found, and why."""

    case_ref: str
    review_point: int | None
    due_week: Week
    band: Band
    why: str


@dataclass(frozen=True, slots=True)
class FurtherPanels:
    """How many panels more a week needs so that no case of a band passes it; each case counts in one week only."""

    week: Week
    band: Band
    chair_at_least: Grade
    panels: int
    cases: int
    minutes: int


@dataclass(frozen=True)
class Allocation:
    """Which case goes to which panel; what is overdue; what has no panel; and the further panels it would take."""

    placements: tuple[Placement, ...]
    overdue: tuple[Overdue, ...]
    unplaced: tuple[Unplaced, ...]
    further_panels: tuple[FurtherPanels, ...]
    kept_off: tuple[str, ...] = field(default=())

    def lists(self) -> Mapping[str, tuple[Placement, ...]]:
        """The placements by panel."""
        by_panel: dict[str, list[Placement]] = defaultdict(list)
        for placement in self.placements:
            by_panel[placement.panel_id].append(placement)
        return {panel_id: tuple(placements) for panel_id, placements in by_panel.items()}

    def as_previous(self) -> frozenset[tuple[str, str]]:
        """The case and panel of each placement: what the next run is given, so that it keeps them where it can."""
        return frozenset((placement.case_ref, placement.panel_id) for placement in self.placements)
