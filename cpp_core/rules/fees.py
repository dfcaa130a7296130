"""Fees of independent members (FEE-1, FEE-2) and their claims (FEE-3): amounts in pence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from cpp_core.deadlines.time import calendar_month_after, hours_before, in_london, local, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.fee import Attendance, Claim, Engagement, FeeLine
from cpp_core.rules.registry import rule

_FULL = (Engagement.PANEL, Engagement.FULL_DAY, Engagement.EXTRA_FULL)
_EXTRA = (Engagement.EXTRA_HALF, Engagement.EXTRA_FULL)


@rule("FEE-1", "IPM 1.0 Pay; IPM advert")
def fee(engagement: Engagement, policy: Policy) -> int:
    """What an engagement is paid with: £210.00 for a panel or a full day, £105.00 for a meeting or half a day."""
    return policy.fee_panel_pence if engagement in _FULL else policy.fee_half_pence


@rule("FEE-1", "IPM 1.0 Pay")
def extra_faults(engagement: Engagement, approved_by: str) -> tuple[Finding, ...]:
    """A line for work beyond a day is added once the CPP team has approved it."""
    if engagement not in _EXTRA or approved_by.strip():
        return ()
    why = "more than a day's work is raised with the CPP team before a line is added"
    return (Finding("FEE-1", "IPM 1.0 Pay", "the extra line is not approved", why, "Ask the CPP team first."),)


@rule("FEE-1", "IPM 1.0 Pay", reading=True)
def two_on_a_day(panels: Iterable[Attendance]) -> tuple[Finding, ...]:
    """A warning for each day on which somebody sits on more than one panel: the CPP team says what is paid."""
    days = Counter(london_date(panel.starts_at) for panel in panels if panel.attended)
    return tuple(
        Finding(
            "FEE-1",
            "IPM 1.0 Pay",
            f"{count} panels on {day.isoformat()}",
            "a panel is expected to be no more than a day's work, and the guidance does not speak of two",
            "The CPP team decides what is claimed.",
            "warning",
            reading=True,
        )
        for day, count in sorted(days.items())
        if count > 1
    )


@rule("FEE-2", "IPM 1.0 Pay")
def paid_although_called_off(starts_at: datetime, called_off_at: datetime, policy: Policy) -> bool:
    """A panel cancelled (or postponed [R]) on its day, or within 72 elapsed hours of its start, is paid in full.

    Exactly 72 hours before is within them.
    """
    on_the_day = london_date(called_off_at) == london_date(starts_at)
    return on_the_day or called_off_at >= hours_before(starts_at, policy.fee_cancel_hours)


@rule("FEE-1", "IPM 1.0 Pay")
def line_for(panel: Attendance, policy: Policy) -> FeeLine | None:
    """The line of a claim for a panel: attended, or called off so late that it is paid; else none."""
    called_off = panel.called_off_at
    paid = panel.attended
    if called_off is not None:
        paid = paid_although_called_off(panel.starts_at, called_off, policy)
    if not paid:
        return None
    about = (
        panel.panel_id if called_off is None else f"{panel.panel_id}, called off {in_london(called_off):%d/%m/%Y %H:%M}"
    )
    return FeeLine(Engagement.PANEL, london_date(panel.starts_at), fee(Engagement.PANEL, policy), about)


@rule("FEE-3", "IPM 1.0 Pay")
def claim_by(panel_on: date, policy: Policy) -> date:
    """The last day on which a panel is claimed: within one calendar month of it."""
    return calendar_month_after(panel_on, policy.claim_months)


@rule("FEE-3", "IPM 1.0 Pay", reading=True)
def claim_reminders(panel_on: date, policy: Policy, calendar: WorkingCalendar) -> tuple[datetime, ...]:
    """When a member is reminded to claim: 14 and 3 days before the end, or on the working day before."""
    last = claim_by(panel_on, policy)
    days = (date.fromordinal(last.toordinal() - n) for n in policy.claim_reminder_days)
    return tuple(local(calendar.previous_working_day_on_or_before(day), policy.send_at) for day in days)


@rule("FEE-3", "IPM 1.0 Pay")
def claim_faults(claim: Claim, policy: Policy) -> tuple[Finding, ...]:
    """What keeps a claim from being paid: amounts, signature, cost code, receipts; late is only a warning."""
    return tuple(_claim_faults(claim, policy))


def _claim_faults(claim: Claim, policy: Policy) -> Iterator[Finding]:
    for line in claim.lines:
        due = fee(line.engagement, policy)
        if line.pence != due:
            yield _fault(f"{line.engagement}: {pounds(line.pence)}", f"the rate is {pounds(due)}", "Put it right.")
        if claim.claimed_on > claim_by(line.on, policy):
            why = f"claims are made by {claim_by(line.on, policy).isoformat()}, one month after {line.on.isoformat()}"
            yield _fault("the claim is late", why, "Ask the CPP team.", warning=True)
    if claim.signed_grade is None or claim.signed_grade < policy.claim_min_grade:
        has = claim.signed_grade.name if claim.signed_grade is not None else "nobody"
        why = f"POH2 forms are authorised at {policy.claim_min_grade.name} or above, and this one by {has}"
        yield _fault("the signature is missing", why, f"Have it signed at {policy.claim_min_grade.name} or above.")
    if claim.cost_code != policy.cost_code:
        yield _fault("the cost code is wrong", f"it is {policy.cost_code}", "Put it right.")
    if claim.expenses_pence and not claim.receipts_kept:
        yield _fault("receipts are missing", "they are kept, and shared for audit", "Keep copies or photographs.")


def _fault(what: str, why: str, mend: str, *, warning: bool = False) -> Finding:
    return Finding("FEE-3", "IPM 1.0 Pay", what, why, mend, "warning" if warning else "refusal")


@rule("FEE-3", "IPM 1.0 Funding")
def cost_of_month(claims: Iterable[Claim], year: int, month: int) -> int:
    """The month's cost in pence: fees of what was done in it, and expenses claimed in it."""
    total = 0
    for claim in claims:
        total += sum(line.pence for line in claim.lines if (line.on.year, line.on.month) == (year, month))
        if (claim.claimed_on.year, claim.claimed_on.month) == (year, month):
            total += claim.expenses_pence
    return total


@rule("FEE-3", "IPM 1.0 Pay")
def payroll_dates_due(last_shared_on: date, policy: Policy) -> date:
    """When the pay-roll cut-off dates are shared again; that "periodically" is monthly is a reading of ours."""
    return calendar_month_after(last_shared_on, policy.payroll_dates_every_months)


def pounds(pence: int) -> str:
    """An amount as people write it."""
    return f"£{pence // 100}.{pence % 100:02}"


@rule("FEE-2", "IPM 1.0 Pay")
def preparation_advice(policy: Policy) -> str:
    """What members are asked when the list goes out: lists change at short notice, and a late cancellation is paid."""
    return (
        "Please do not prepare too far ahead: the list can change at short notice. A panel that is called off on the "
        f"day, or within {policy.fee_cancel_hours} hours of its start, is paid in full."
    )
