"""What an independent member is paid for, and the claim of it (FEE-1 to FEE-3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cpp_core.model.person import Grade


class Engagement(StrEnum):
    """What a fee is for."""

    PANEL = "panel, with preparation and feedback"
    FEEDBACK_MEETING = "feedback meeting"
    HALF_DAY = "training or another event, half a day"
    FULL_DAY = "training or another event, a full day"
    EXTRA_HALF = "work beyond a day, half a day"
    EXTRA_FULL = "work beyond a day, a full day"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One panel as the fees see it: whether the member sat, or when it was called off (cancelled or postponed)."""

    panel_id: str
    starts_at: datetime
    attended: bool = False
    called_off_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a claim."""

    engagement: Engagement
    on: date
    pence: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on the POH2 form: its lines, who signed it, its cost code, and receipts for expenses."""

    person_id: str
    claimed_on: date
    lines: tuple[FeeLine, ...]
    cost_code: str
    signed_grade: Grade | None = None
    expenses_pence: int = 0
    receipts_kept: bool = False


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What an independent member may claim for one panel, and the claim once the CPP team has recorded it (FEE-3)."""

    id: str
    person_id: str
    panel_id: str
    line: FeeLine
    called_off: bool = False
    claim: Claim | None = None
