"""People as the directory of the CPP team knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """Civil Service grades in order of seniority (PAN-2). An independent panel member has none."""

    AA = 1
    AO = 2
    EO = 3
    HEO = 4
    SEO = 5
    G7 = 6
    G6 = 7
    SCS = 8


class Role(StrEnum):
    """What a person may be asked to do. One person can have several."""

    MEMBER = "member"
    RESERVE = "reserve"
    CHAIR = "chair"
    SPOC = "spoc"
    OFFICER = "officer"
    IPM = "ipm"
    EXPERT = "expert"
    CASE_OWNER = "case_owner"
    CASEWORK_LEAD = "casework_lead"
    CPP_TEAM = "cpp_team"
    CPP_MANAGER = "cpp_manager"
    CPP_LEAD = "cpp_lead"


@dataclass(frozen=True)
class Person:
    """Someone whom the service writes to or listens to; `id` is the Entra object id that Teams vouches for."""

    id: str
    upn: str
    name: str
    email: str
    area: str = ""
    grade: Grade | None = None
    roles: frozenset[Role] = frozenset()
    trained_on: date | None = None
    panels_per_year: int | None = None
    appointed_from: date | None = None
    appointed_to: date | None = None
    ctc_cleared_on: date | None = None
    line_manager: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def has(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return any(role in self.roles for role in roles)
