"""What each use case is asked with. `panel_id`, `case_ref` and `area` say what it is about, for who may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from cpp_core.model.case import Case
from cpp_core.model.feedback import FeedbackKind
from cpp_core.model.panel import AnswerVia, Band, QuorumChoice, SeatKind
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Draft, Kind


@dataclass(frozen=True)
class ImportPeople:
    """`people.import`: add or update these people; those who are not among them stay."""

    people: tuple[Person, ...]
    check: bool = False


@dataclass(frozen=True)
class ImportCases:
    """`cases.import`: the newest extract of the caseload. A case that it does not hold is gone from it (LST-3)."""

    cases: tuple[Case, ...]
    extract_at: datetime
    check: bool = False


@dataclass(frozen=True)
class CreatePanel:
    """`panel.create`: a new panel, with people for some of its seats or nobody yet.

    `named` gives person ids by seat in the order in which they are to be asked. `late_reason` and `cutoff_at` are asked
    for where something is past already (TIME-8).
    """

    starts_at: datetime
    band: Band
    named: dict[SeatKind, tuple[str, ...]] = field(default_factory=dict)
    late_reason: str = ""
    cutoff_at: datetime | None = None


@dataclass(frozen=True)
class NamePeople:
    """`nomination.name`: a SPOC names member and reserves for the seat of their area (INV-1)."""

    panel_id: str
    area: str
    member_id: str
    reserve_ids: tuple[str, ...]
    trained: bool
    time_given: bool


@dataclass(frozen=True)
class AnswerAvailability:
    """`availability.answer`: an independent member says whether they can sit on this panel's day (INV-2)."""

    panel_id: str
    available: bool
    reason: str = ""


@dataclass(frozen=True)
class ConfirmAttendance:
    """`attendance.confirm` (ATT-1). `at` is when it was answered, where that lies back: a later answer stands."""

    panel_id: str
    via: AnswerVia = AnswerVia.CHAT
    at: datetime | None = None


@dataclass(frozen=True)
class DeclineAttendance:
    """`attendance.decline`: before or after having confirmed, with a short reason (ATT-3, ATT-5); `at` as above."""

    panel_id: str
    reason: str = ""
    via: AnswerVia = AnswerVia.CHAT
    at: datetime | None = None


@dataclass(frozen=True)
class AskAgainTomorrow:
    """`attendance.later`: no answer yet; ask on the next working day."""

    panel_id: str


@dataclass(frozen=True)
class RecordAnswer:
    """`attendance.record`: the officer records an answer given by telephone: whose, which, how, when (ATT-1).

    Without `at` it was given just now.
    """

    panel_id: str
    person_id: str
    coming: bool
    how: str
    at: datetime | None = None


@dataclass(frozen=True)
class GiveSeatBack:
    """`attendance.give_back`: the officer undoes a swap, with the reason (ATT-5)."""

    panel_id: str
    person_id: str
    reason: str


@dataclass(frozen=True)
class RecordAttended:
    """`attendance.attended`: from what time on its day each was at the panel; without one, that they were not (ATT-7).

    `unreadable` names what was typed and is no time, as (whose, what was typed).
    """

    panel_id: str
    since: Mapping[str, time | None]
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CancelPanel:
    """`panel.cancel`: the CPP team calls a panel off, with the reason (PAN-8)."""

    panel_id: str
    reason: str


@dataclass(frozen=True)
class MovePanel:
    """`panel.move`: the CPP team moves a panel; `cutoff_at` where the usual cutoff of the new date is past (TIME-8)."""

    panel_id: str
    new_start: datetime
    reason: str
    cutoff_at: datetime | None = None


@dataclass(frozen=True)
class DecideQuorum:
    """`quorum.decide`: the chair's decision about a panel without all core seats (PAN-8)."""

    panel_id: str
    choice: QuorumChoice
    objective_can_be_met: bool
    independent_enough: bool
    reasons: str
    new_start: datetime | None = None


@dataclass(frozen=True)
class ShowQuorum:
    """`quorum.show`: the chair's decision as it stands: to be taken, taken, or not needed."""

    panel_id: str


@dataclass(frozen=True)
class ShowList:
    """`list.show`: the case list's card as it stands, for who can open it."""

    panel_id: str


@dataclass(frozen=True)
class ConfirmDeleted:
    """`list.deleted`: a member says that they have deleted what they downloaded (LST-5)."""

    panel_id: str


@dataclass(frozen=True)
class ShowConsole:
    """`panel.console`: the chair's or officer's view of the panel."""

    panel_id: str


@dataclass(frozen=True)
class OpenPanel:
    """`panel.open`: the panel begins; the list is run once more (LST-3)."""

    panel_id: str


@dataclass(frozen=True)
class ShowForm:
    """`recommendation.form`: what this outcome needs, for this case; key points typed on the way there are kept."""

    panel_id: str
    case_ref: str
    kind: Kind
    key_points: str = ""


@dataclass(frozen=True)
class RecordRecommendation:
    """`recommendation.record`: the chair confirms what the panel recommends for a case (REC-9).

    `unreadable` names what was typed and could not be read (a date that is none), as (where, what was typed).
    """

    panel_id: str
    case_ref: str
    draft: Draft
    correction_reason: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NotReached:
    """`case.not_reached`: there was no time for this case; it goes first to a later panel (PAN-3)."""

    panel_id: str
    case_ref: str
    reason: str


@dataclass(frozen=True)
class ShowWashUp:
    """`washup.show`: the wash-up's card."""

    panel_id: str


@dataclass(frozen=True)
class Escalate:
    """`washup.escalate`: put a case to its casework lead at once (FBK-1)."""

    panel_id: str
    case_ref: str
    what_for: str


@dataclass(frozen=True)
class GiveChairFeedback:
    """`feedback.chair`: the independent member's feedback on the chair, for the CPP lead (FBK-2)."""

    panel_id: str
    kind: FeedbackKind
    words: str


@dataclass(frozen=True)
class PassOnFeedback:
    """`feedback.passed_on`: it has been given to the chair, whose details are then deleted from it (FBK-2)."""

    feedback_id: str


@dataclass(frozen=True)
class NoteForLog:
    """`washup.note`: an entry of the Case Feedback Log (FBK-4)."""

    panel_id: str
    kind: str
    words: str


@dataclass(frozen=True)
class ClosePanel:
    """`panel.close`: the wash-up is over; every case has an answer."""

    panel_id: str


@dataclass(frozen=True)
class AnswerEscalation:
    """`escalation.answer`: the casework lead says what will be done (FBK-1)."""

    panel_id: str
    case_ref: str
    answer: str


@dataclass(frozen=True)
class ShowHelp:
    """`help`: what the asker can do here; or, of a topic that is not done here, who can help with it."""

    topic: str = ""


@dataclass(frozen=True)
class ShowAttendance:
    """`attendance.show`: the attendance card for one panel as it stands now."""

    panel_id: str
