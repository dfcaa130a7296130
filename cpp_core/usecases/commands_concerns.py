"""What the use cases about concerns and feedback are asked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpp_core.model.feedback import FeedbackKind


@dataclass(frozen=True)
class ShowConcern:
    """`concern.show`: the form for a concern about behaviour, in private (REC-10)."""

    panel_id: str


@dataclass(frozen=True)
class FindConcern:
    """`concern.find`: the same, for the panel on which the asker sat last, or the question which."""


@dataclass(frozen=True)
class FindSafeguarding:
    """`safeguarding.find`: the form for a safeguarding concern, found in the same way."""


@dataclass(frozen=True)
class RaiseConcern:
    """`concern.raise`: somebody of the panel tells the CPP lead about behaviour at it (REC-10)."""

    panel_id: str
    about: str
    words: str
    challenged: bool | None


@dataclass(frozen=True)
class ViewConcern:
    """`concern.view`: the CPP lead's card of one concern; without an id, of all that are known of a panel."""

    concern_id: str


@dataclass(frozen=True)
class PassOnConcern:
    """`concern.pass_on`: the lead has passed it to somebody's management chain; to whom, in words."""

    concern_id: str
    to_whom: str


@dataclass(frozen=True)
class LimitSitting:
    """`concern.limit`: the lead limits a person's sitting to some seats, or ends it where none is left."""

    concern_id: str
    why: str
    only_seats: tuple[str, ...] = ()


@dataclass(frozen=True)
class LiftLimit:
    """`concern.lift`: trained again, and the CPP team is satisfied: both, each on its day."""

    concern_id: str
    trained_again_on: date | None
    team_satisfied_on: date | None
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShowSafeguarding:
    """`safeguarding.show`: the form for a safeguarding concern, and those known of the panel (REC-11)."""

    panel_id: str
    case_ref: str = ""


@dataclass(frozen=True)
class RaiseSafeguarding:
    """`safeguarding.raise`: a concern for a case, sent to the team that must act; `to` is an address, or empty for casework."""

    panel_id: str
    case_ref: str
    words: str
    team: str
    to: str = ""


@dataclass(frozen=True)
class FollowUpSafeguarding:
    """`safeguarding.done`: what the team did about it."""

    panel_id: str
    concern_id: str
    what_was_done: str


@dataclass(frozen=True)
class GiveIndependentFeedback:
    """`feedback.independent`: the chair's feedback on the independent member, for the CPP lead (FBK-3)."""

    panel_id: str
    kind: FeedbackKind
    words: str


@dataclass(frozen=True)
class ViewFeedback:
    """`feedback.view`: the CPP lead's card of one piece of feedback as it stands."""

    feedback_id: str


@dataclass(frozen=True)
class ShowLog:
    """`log.show`: the Case Feedback Log of the panels of the last months (FBK-4)."""
