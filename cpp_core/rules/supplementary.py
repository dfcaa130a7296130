"""Supplementary seats (PAN-6), shadowing, and who has read an update to the training (PAN-4)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from cpp_core.deadlines.time import reminders_after
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.rules.registry import rule

_LOOK_ON = ("shadowing-chair", "observer", "policy")


@rule("PAN-6", "CPP 9.0 §5, §8.3, §15")
def supplementary_faults(area: str, trained: bool, policy: Policy) -> tuple[Finding, ...]:
    """Who may supplement a panel: an area of the list; experts are trained, those who look on need not be."""
    return tuple(_faults(area, trained, policy))


def _faults(area: str, trained: bool, policy: Policy) -> Iterator[Finding]:
    words = {choice.key: choice.words for choice in policy.supplementary_areas}
    if area not in words:
        mend = f"Choose one of: {', '.join(words.values())}."
        yield Finding("PAN-6", "CPP 9.0 §8.3", "no such supplementary seat", f"{area!r} is not on the list", mend)
    elif not trained and area not in _LOOK_ON:
        why = "experts who supplement a panel are CPP trained"
        yield Finding("PAN-6", "CPP 9.0 §5", f"{words[area]}: not trained", why, "Arrange the training first.")


@rule("PAN-6", "CPP 9.0 §15")
def shadowing(panels_shadowed: int, policy: Policy) -> Finding:
    """It is recommended that chairs shadow other chairs from time to time, at least 2 or 3 panels: never a refusal."""
    least, most = policy.shadow_panels
    what = f"{panels_shadowed} panels shadowed"
    why = f"chairs shadow other chairs periodically, at least {least} or {most} panels"
    if panels_shadowed < least:
        return Finding("PAN-6", "CPP 9.0 §15", what, why, "A panel to shadow can be offered.", "warning")
    return Finding("PAN-6", "CPP 9.0 §15", what, why, "", "fact")


@rule("PAN-4", "CPP 9.0 §9")
def told_of_update(roles: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Who gets an update to the training: all chairs and members (reserves and independent members are members)."""
    sitting = {"chair", "member", "reserve", "ipm"}
    return tuple(sorted(person for person, held in roles.items() if held & sitting))


@rule("PAN-4", "CPP 9.0 §9", reading=True)
def not_read(told: Iterable[str], read: Mapping[str, date], updated_on: date, day: date) -> tuple[str, ...]:
    """Who of those told has not read the update by a day (what was read before it was another one)."""
    return tuple(one for one in told if not (one in read and updated_on <= read[one] <= day))


@rule("PAN-4", "CPP 9.0 §9", reading=True)
def update_reminders(
    updated_on: date, until: datetime, policy: Policy, calendar: WorkingCalendar
) -> tuple[datetime, ...]:
    """When those who have not read it are reminded: 7 and 14 days after, on working days."""
    return reminders_after(updated_on, policy.training_update_reminder_days, until, policy, calendar)
