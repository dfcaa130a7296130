"""A version of a panel's case list: a snapshot that is kept as it was shared (LST-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cpp_core.model.case import Case


@dataclass(frozen=True)
class PreviousRecommendation:
    """A recommendation of an earlier panel, as the list shows it (LST-2)."""

    panel_on: date
    recommendation: str
    accepted: str
    not_carried_out_because: str = ""


@dataclass(frozen=True)
class ListRow:
    """One case as the list shows it: the facts of the extract, and what is worked out from them."""

    case: Case
    reason: str
    days_detained: int
    band: str
    review_point: int
    light_touch: bool
    previous: tuple[PreviousRecommendation, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """What changed in one case since the version before; `columns` are headings, empty where the case came or went."""

    case_ref: str
    what: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseList:
    """One version of the list; `data_at` is the moment of the oldest extract behind its rows."""

    id: str
    panel_id: str
    version: int
    made_at: datetime
    data_at: datetime | None
    rows: tuple[ListRow, ...]
    changes: tuple[RowChange, ...] = ()
