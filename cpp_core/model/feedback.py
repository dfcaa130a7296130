"""What a panel's wash-up leaves: escalations, feedback in confidence, notes on the process (CPP 9.0 §8.1, IPM 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedbackKind(StrEnum):
    """The kinds of feedback on a chair; kept for trends after the chair's details are deleted (FBK-2)."""

    POSITIVE = "positive"
    DEVELOPMENTAL = "developmental"


@dataclass(frozen=True)
class ChairFeedback:
    """The independent member's feedback on the chair, for the CPP lead alone (FBK-2).

    `chair_id`, `panel_id` and `words` are emptied once it has been given to the chair.
    """

    id: str
    kind: FeedbackKind
    given_by: str
    given_at: datetime
    panel_id: str = ""
    chair_id: str = ""
    words: str = ""
    passed_on_at: datetime | None = None


@dataclass(frozen=True)
class Escalation:
    """A case that the wash-up puts to its casework lead at once, and the lead's answer (FBK-1)."""

    id: str
    panel_id: str
    case_ref: str
    what_for: str
    raised_by: str
    raised_at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class CaseNote:
    """An entry of the Case Feedback Log: discussion point, best practice or feedback on the process (FBK-4)."""

    id: str
    panel_id: str
    kind: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class IndependentFeedback:
    """The chair's feedback on the independent member, which the CPP lead passes on to them (FBK-3)."""

    id: str
    panel_id: str
    kind: FeedbackKind
    about: str
    given_by: str
    given_at: datetime
    words: str
    passed_on_at: datetime | None = None
