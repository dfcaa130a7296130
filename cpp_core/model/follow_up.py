"""What follows a recommendation: what casework answered, who is asked to approve, the audit, the next review (chapter G)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cpp_core.model.answer import Audit, CaseworkAnswer, ReviewEntry
from cpp_core.model.recommendation import Kind
from cpp_core.model.referral import AdHocReferral


@dataclass(frozen=True)
class Disagreement:
    """Casework would disagree, and an approver has been asked (OUT-4); `number` counts the times that one was asked."""

    number: int
    by: str
    at: datetime
    reasons: str
    approver_id: str


@dataclass(frozen=True)
class Approval:
    """What an approver said: yes, or no and why."""

    number: int
    by: str
    at: datetime
    approved: bool
    why: str = ""


@dataclass(frozen=True)
class FollowUp:
    """One recommendation after its panel; its id is the recommendation's, which is itself never changed (REC-8).

    `asked_at` is when casework is first asked. `imported` marks one from before the service, of which nobody is
    reminded; `superseded` one that was corrected, in whose place the new entry is asked. `answers` holds what was typed
    here and what was imported from Atlas. `answer_by` is the date that the CPP team set instead of the usual one, for
    `date_reason`. `pending` waits for its approver. `digested_on` is the day of the SPOC's last
    weekly digest with it, `done` what was carried out, by key.
    """

    id: str
    panel_id: str
    case_ref: str
    entry: int
    kind: Kind
    panel_on: date
    recommended_on: date
    asked_at: datetime
    review_on: date | None = None
    answer_by: date | None = None
    date_reason: str = ""
    imported: bool = False
    superseded: bool = False
    answers: tuple[CaseworkAnswer, ...] = ()
    pending: Disagreement | None = None
    approvals: tuple[Approval, ...] = ()
    asked_to_approve: int = 0
    entered_at: datetime | None = None
    entered_by: str = ""
    reviewed_on: date | None = None
    review: ReviewEntry | None = None
    audit: Audit | None = None
    digested_on: date | None = None
    done: Mapping[str, datetime] = field(default_factory=dict)

    def with_done(self, key: str, at: datetime) -> FollowUp:
        """The same with this obligation met."""
        return replace(self, done={**self.done, key: at})

    @property
    def runs(self) -> bool:
        """Whether anything of it is still asked for by the clock."""
        return not self.imported and not self.superseded


@dataclass(frozen=True)
class Referred:
    """A referral outside the cycle that was made here (CLK-4); `panel_id` where a panel's audit made it."""

    id: str
    case_ref: str
    referral: AdHocReferral
    panel_id: str = ""
