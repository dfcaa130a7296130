"""What chair and officer write down while a panel runs: key points and a draft for each case, the chair's checklist."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cpp_core.model.recommendation import Draft


@dataclass(frozen=True)
class CaseDraft:
    """The officer's key points and draft for one case (REC-9). It is no recommendation until the chair confirms one."""

    id: str
    panel_id: str
    case_ref: str
    by: str
    at: datetime
    draft: Draft = field(default_factory=Draft)
    key_points: str = ""


@dataclass(frozen=True)
class ChairChecklist:
    """What of the chair's checklist has been gone through, and when the Minimum Review Checklist came back (REC-9)."""

    id: str
    panel_id: str
    by: str
    at: datetime
    done: tuple[str, ...] = ()
    remarks: str = ""
    returned_at: datetime | None = None
