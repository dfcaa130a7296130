"""Who may be seated, and how often (PAN-4, PAN-5): training, and release for so many panels in a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from cpp_core.deadlines.time import calendar_month_before
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import SeatKind
from cpp_core.rules.registry import rule

_UNTRAINED_MAY = (SeatKind.OFFICER, SeatKind.OBSERVER)


@dataclass(frozen=True, slots=True)
class Training:
    """What is known of a person's training: the formal one, and the refresher that was last asked of them."""

    trained_on: date | None
    refresher_asked_on: date | None = None
    refreshed_on: date | None = None


@rule("PAN-4", "CPP 9.0 §5, §6, §9")
def training(known: Training, seat: SeatKind, panel_on: date) -> tuple[Finding, ...]:
    """Chair, members and experts have done the formal training and the refresher asked of them, by the panel's day.

    That the untrained are not seated is a reading of ours; that they must be trained is not.
    """
    if seat in _UNTRAINED_MAY:
        return ()
    if known.trained_on is None or known.trained_on > panel_on:
        when = f"is on {known.trained_on.isoformat()}" if known.trained_on else "is not recorded"
        return (_untrained(f"the formal CPP training {when}", panel_on),)
    asked = known.refresher_asked_on
    done = known.refreshed_on is not None and asked is not None and asked <= known.refreshed_on <= panel_on
    if asked is not None and asked <= panel_on and not done:
        return (_untrained(f"the refresher asked for on {asked.isoformat()} is not done", panel_on),)
    return ()


def _untrained(why: str, panel_on: date) -> Finding:
    return Finding(
        "PAN-4",
        "CPP 9.0 §9",
        f"cannot be seated at the panel on {panel_on.isoformat()}",
        why,
        "Name somebody who is trained, or arrange the training with the CPP team before the panel.",
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a line manager agreed to release a person for, in a year, before they took the role."""

    least: float
    most: float
    agreed_on: date


@dataclass(frozen=True, slots=True)
class Expected:
    """How much is expected of a person in a year, in panels (or days, of an independent member), and why."""

    least: float
    most: float
    unit: str
    citation: str
    because: str


@rule("PAN-5", "CPP 9.0 §8.6, §15.1")
def expected_of(
    seat: SeatKind, role_from: date, policy: Policy, agreed: Agreement | None = None, area_minimum: float | None = None
) -> Expected:
    """What is expected of a person in a year: agreed with the line manager, or the area's minimum, or the guidance's.

    An agreement counts only if it was made before the person took the role (on its first day at the latest).
    """
    if seat is SeatKind.IPM:
        least, most = policy.ipm_days_per_year
        return Expected(least, most, "days", "IPM 1.0 Annex A", "the time commitment of an independent member")
    least, most = policy.panels_per_year
    if agreed is not None and agreed.agreed_on <= role_from:
        because = f"agreed with the line manager on {agreed.agreed_on.isoformat()}"
        return Expected(agreed.least, agreed.most, "panels", "CPP 9.0 §8.6", because)
    if area_minimum is not None:
        return Expected(area_minimum, max(most, area_minimum), "panels", "CPP 9.0 §15.1", "the minimum of the area")
    return Expected(least, most, "panels", "CPP 9.0 §8.6", "the number for which members and chairs are released")


def sat_by(given: Iterable[tuple[date, float]], day: date, policy: Policy) -> float:
    """How often somebody sat, in days, in the 12 months that end on a day."""
    begins = calendar_month_before(day, policy.frequency_months)
    return sum(amount for on, amount in given if begins < on <= day)


@rule("PAN-5", "CPP 9.0 §8.6; IPM 1.0 Annex A", reading=True)
def frequency(
    expected: Expected, given: Iterable[tuple[date, float]], role_from: date, day: date, policy: Policy
) -> Finding:
    """Where a person stands in the 12 months that end on a day: below, above or within what is expected of them.

    `given` are the days sat (1 each; half a day 0.5), planned ones included if they should count. Who started later
    than the 12 months has both ends pro rata: the least rounded down, the most up. Neither end is a ban.
    """
    begins = calendar_month_before(day, policy.frequency_months)
    count = sat_by(given, day, policy)
    share = min(Fraction(1), Fraction(max(0, (day - role_from).days + 1), (day - begins).days))
    least, most = floor(Fraction(expected.least) * share), ceil(Fraction(expected.most) * share)
    sat = f"{count:g} {expected.unit} in the {policy.frequency_months} months to {day.isoformat()}"
    why = f"{least} to {most} are expected ({expected.because}{', pro rata' if share < 1 else ''})"
    if count < least:
        return Finding("PAN-5", expected.citation, f"only {sat}", why, "More panels can be offered.", "warning")
    if count > most:
        mend = "Ask whether the line manager agrees, or name somebody else."
        return Finding("PAN-5", expected.citation, f"already {sat}", why, mend, "warning")
    return Finding("PAN-5", expected.citation, sat, why, "", "fact")
