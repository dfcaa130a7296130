"""What the use cases after a panel are asked with. `panel_id` and `case_ref` say what it is about, for who may ask.

`entry` is the entry of the recommendation that the asker saw: nobody answers one that has been corrected meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpp_core.model.answer import AuditedAction, Says, TakenForward
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind


@dataclass(frozen=True)
class ShowResponse:
    """`response.show`: the recommendation for a case as it stands with casework."""

    panel_id: str
    case_ref: str


@dataclass(frozen=True)
class ShowMyAnswers:
    """`responses.mine`: what the asker still has to answer, approve or audit."""


@dataclass(frozen=True)
class Agree:
    """`response.agree`: casework agrees; what was done and when, where anything was (OUT-3)."""

    panel_id: str
    case_ref: str
    entry: int
    what_was_done: str = ""
    done_on: date | None = None
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Disagree:
    """`response.disagree`: casework disagrees, with full reasons, and names who is to approve it (OUT-4)."""

    panel_id: str
    case_ref: str
    entry: int
    reasons: str
    approver: str


@dataclass(frozen=True)
class ShowApproval:
    """`approval.show`: the question to an approver as it stands."""

    panel_id: str
    case_ref: str


@dataclass(frozen=True)
class Approve:
    """`response.approve`: the approver approves the disagreement that they were asked about."""

    panel_id: str
    case_ref: str
    number: int


@dataclass(frozen=True)
class RefuseApproval:
    """`response.refuse_approval`: the approver does not approve it, and says why."""

    panel_id: str
    case_ref: str
    number: int
    why: str


@dataclass(frozen=True)
class AcknowledgeReview:
    """`dcpr.acknowledged`: what the next Detention and Case Progression Review says about the panel (OUT-6)."""

    panel_id: str
    case_ref: str
    reviewed_on: date | None
    presented: bool
    taken_forward: TakenForward | None = None
    when: date | None = None
    by_whom: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShowAudit:
    """`audit.show`: the audit of a recommendation as it stands."""

    panel_id: str
    case_ref: str


@dataclass(frozen=True)
class RecordAudit:
    """`audit.record`: followed or not, how each action stands, and whether a panel sees the case again (OUT-5)."""

    panel_id: str
    case_ref: str
    entry: int
    followed: bool
    why_not: str = ""
    actions: tuple[AuditedAction, ...] = ()
    refer_again: bool | None = None
    refer_why: str = ""
    refer_by: date | None = None
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShowAtlas:
    """`atlas.show`: which recommendations of a panel have been entered on Atlas."""

    panel_id: str


@dataclass(frozen=True)
class AtlasEntered:
    """`atlas.entered`: these cases' recommendations have been entered on Atlas (OUT-2)."""

    panel_id: str
    case_refs: tuple[str, ...]


@dataclass(frozen=True)
class AtlasAnswer:
    """One row of an import: what Atlas says of a panel's recommendation for a case, and of casework's answer."""

    case_ref: str
    panel_on: date
    kind: Kind | None = None
    says: Says | None = None
    answered_on: date | None = None
    answered_by: str = ""
    reasons: str = ""
    approved_by: str = ""
    approver_grade: Grade | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True)
class ImportResponses:
    """`responses.import`: what casework answered, from Atlas or from before the service; it prevails (OUT-3)."""

    answers: tuple[AtlasAnswer, ...]
    check: bool = False


@dataclass(frozen=True)
class FollowUpTick:
    """`recommendation.tick`: do what is due for this recommendation."""

    recommendation_id: str
