"""What a panel recommends for a case (CPP 9.0 §10). Never changed in place: a correction is a new entry (REC-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The outcomes of REC-1."""

    RELEASE = "release"
    MAINTAIN_WITH_ACTIONS = "maintain-with-actions"
    MAINTAIN = "maintain"
    NO_RECOMMENDATION = "no-recommendation"


class ReleaseReason(StrEnum):
    """Why release is recommended (REC-2, CPP 9.0 §10.1, §10.4)."""

    BARRIERS = "barriers that may affect realistic timescales for removal"
    VULNERABILITY = "health, wellbeing, vulnerability or safeguarding"
    BAIL_GRANTED = "bail already granted in principle"


class View(StrEnum):
    """What a member would recommend when the panel is split (REC-5)."""

    RELEASE = "release"
    MAINTAIN_WITH_ACTIONS = "maintain-with-actions"
    MAINTAIN = "maintain"


class ReachedBy(StrEnum):
    """How the panel came to its recommendation (REC-5)."""

    CONSENSUS = "consensus"
    MAJORITY = "majority"
    CHAIR = "chair's decision"


@dataclass(frozen=True)
class CaseAction:
    """A case progression action: what, who, by when, and which authorisation it still needs (REC-3)."""

    what: str
    who: str
    by: date
    authorisation: str = ""


@dataclass(frozen=True)
class Standards:
    """The minimum-standards record of REC-4: what was seen, the chair's affirmation, any exception."""

    documents_seen: tuple[str, ...] = ()
    documents_not_applicable: tuple[str, ...] = ()
    alternatives_summary: str = ""
    affirmed: bool = False
    exception: str = ""


@dataclass(frozen=True)
class Draft:
    """A recommendation as it was typed, before anything has been checked."""

    kind: Kind | None = None
    reasoning: str = ""
    release_reasons: tuple[ReleaseReason, ...] = ()
    facts: str = ""
    justification: str = ""
    actions: tuple[CaseAction, ...] = ()
    event: str = ""
    long_stop_on: date | None = None
    resolved_by: date | None = None
    change_of_circumstances: str = ""
    repeat_reason: str = ""
    reached_by: ReachedBy = ReachedBy.CONSENSUS
    views: Mapping[str, View] = field(default_factory=dict)
    dissent: str = ""
    standards: Standards = field(default_factory=Standards)


@dataclass(frozen=True)
class Recommendation:
    """A recommendation that stands, because the chair confirmed it (REC-9). `entry` counts corrections from 1."""

    id: str
    panel_id: str
    panel_on: date
    case_ref: str
    entry: int
    draft: Draft
    confirmed_by: str
    confirmed_at: datetime
    correction_reason: str = ""
    done: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """The outcome; a recommendation that stands always has one."""
        if self.draft.kind is None:
            raise ValueError(f"recommendation {self.id} has no outcome")
        return self.draft.kind
