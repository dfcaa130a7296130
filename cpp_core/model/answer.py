"""What casework does about a recommendation: its answer, the next review, and the CPP team's audit (OUT-3 to OUT-6)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cpp_core.model.person import Grade


class Says(StrEnum):
    """Whether casework agrees with a recommendation (OUT-3)."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class CaseworkAnswer:
    """Casework's answer to one recommendation; `on_atlas` is set where it was imported from Atlas, which prevails."""

    recommendation_id: str
    says: Says
    answered_on: date
    answered_by: str
    reasons: str = ""
    approved_by: str = ""
    approver_grade: Grade | None = None
    what_was_done: str = ""
    done_on: date | None = None
    on_atlas: bool = False


class TakenForward(StrEnum):
    """Whether a recommendation that was agreed is carried out (OUT-6)."""

    WILL_BE = "will be taken forward"
    HAS_BEEN = "has been taken forward"
    IS_NOT = "is not taken forward"


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """What the Detention and Case Progression Review after a panel says about it (OUT-6)."""

    reviewed_on: date
    presented: bool
    recommendation: str = ""
    agreed: bool | None = None
    taken_forward: TakenForward | None = None
    when: date | None = None
    by_whom: str = ""
    reasons: str = ""


class ActionState(StrEnum):
    """Where an action stands two weeks after the panel (OUT-5)."""

    DONE = "done"
    OPEN = "still open"
    NOT_FOLLOWED = "not followed"


@dataclass(frozen=True, slots=True)
class AuditedAction:
    """One action as the audit found it."""

    what: str
    state: ActionState
    why: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """The CPP team's look at a release or at actions, and its decision whether a panel sees the case again (OUT-5)."""

    recommendation_id: str
    followed: bool
    audited_on: date
    audited_by: str
    why_not: str = ""
    actions: tuple[AuditedAction, ...] = ()
    refer_again: bool | None = None
    refer_why: str = ""
    refer_by: date | None = None
