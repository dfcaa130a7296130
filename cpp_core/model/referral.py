"""A referral of a case to a panel outside its cycle (CLK-4)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AdHocReferral:
    """Who refers a case, why, and by when a panel should see it.

    `source` is a key of the policy's list; `named` says in words which team it is where the source is another one.
    """

    case_ref: str
    source: str
    why: str
    by_when: date
    referred_on: date
    referred_by: str = ""
    named: str = ""
