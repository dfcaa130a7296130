"""The way of an independent member from recruitment to seat (IPM-1, IPM-2), and their meetings (IPM-3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cpp_core.model.person import Grade


@dataclass(frozen=True, slots=True)
class Appointment:
    """The dated steps of one appointment."""

    person_id: str
    due_diligence_on: date | None = None
    ctc_cleared_on: date | None = None
    declared_on: date | None = None
    """The declaration of no employment by a statutory agency or a public protection non-governmental organisation."""
    approved_on: date | None = None
    offered_on: date | None = None
    next_steps_sent_on: date | None = None
    poh1_authorised_on: date | None = None
    poh1_grade: Grade | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObservedPanel:
    """A panel at which a new member looked on."""

    on: date
    with_current_member: bool = False


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What a new independent member has done; keys are those of the policy's list."""

    person_id: str
    done: Mapping[str, date] = field(default_factory=dict)
    observed: tuple[ObservedPanel, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of independent members: called for a day, and who came."""

    id: str
    on: date
    called: frozenset[str] = frozenset()
    attended: frozenset[str] = frozenset()
    lessons: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """What has to be arranged where an independent member has to travel; Teams is the rule, so mostly nothing."""

    person_id: str
    on: date
    travels: bool = False
    enters_building: bool = False
    done: frozenset[str] = frozenset()
