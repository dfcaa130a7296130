"""A person's detention as the caseload extract describes it. References only; never a name (LST-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class BailInPrinciple(StrEnum):
    """Who granted bail in principle (CPP 9.0 §10.4)."""

    SECRETARY_OF_STATE = "SoS"
    IMMIGRATION_JUDGE = "IJ"


@dataclass(frozen=True)
class Case:
    """One detention, with the fields that CPP 9.0 §6 asks the case list to carry.

    `detained_on` is the start of immigration detention, not of a sentence (CLK-1). Only it and `case_ref` are always
    known. `extract_at` is the moment of the newest extract that held the case; `gone_since` is set when a later one
    did not (LST-3).
    """

    case_ref: str
    detained_on: date
    location: str = ""
    area: str = ""
    team: str = ""
    case_owner: str = ""
    casework_lead: str = ""
    criminal_case: bool | None = None
    mappa: str = ""
    sentence: str = ""
    offences: tuple[str, ...] = ()
    aar_level: int | None = None
    aar_reason: str = ""
    removal_directions_on: date | None = None
    barriers: tuple[str, ...] = ()
    bail_in_principle: BailInPrinciple | None = None
    bail_on: date | None = None
    last_dcpr_on: date | None = None
    travel_document: str = ""
    public_protection: str = ""
    released_on: date | None = None
    removed_on: date | None = None
    extract_at: datetime | None = None
    gone_since: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def left_on(self) -> date | None:
        """The date on which release or removal ended the cycle (CLK-5), if it did."""
        ends = [day for day in (self.released_on, self.removed_on) if day is not None]
        return min(ends) if ends else None
