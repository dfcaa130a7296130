"""The words that the guidance fixes: grades, bands, areas, kinds of recommendation."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["AA", "AO", "EO", "HEO", "SEO", "G7", "G6", "SCS"]
"""PAN-2, lowest first."""

Band = Literal["3-month", "6-9-month", "12-month-plus"]
"""CLK-3, CPP 9.0 §5."""

Area = Literal["FNORC", "NRPC", "RL", "LO", "IPM"]
"""The areas of the core seats: PAN-1, CPP 9.0 §5."""

Counting = Literal["calendar", "clear", "working"]
"""How days before a panel are counted: ATT-2."""

CaseKind = Literal["ordinary", "complex", "light-touch"]
"""How long a case takes at a panel: PAN-3."""

RecommendationKind = Literal["release", "maintain-with-actions", "maintain", "no-recommendation"]
"""REC-1, CPP 9.0 §10."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One item of a list that the guidance gives: a stable key, and its words."""

    key: str
    words: str
