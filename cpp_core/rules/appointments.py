"""Independent members (IPM-1 to IPM-3): from recruitment to seat, onboarding, meetings, journeys."""

from collections.abc import Iterable, Iterator
from datetime import date

from cpp_core.deadlines.time import calendar_month_after, calendar_month_before
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.appointment import Appointment, Journey, Meeting, Onboarding
from cpp_core.rules.registry import rule

_STEPS: tuple[tuple[str, str], ...] = (
    ("due_diligence_on", "the due diligence check"),
    ("ctc_cleared_on", "the clearance (Counter Terrorist Check)"),
    ("declared_on", "the declaration of no employment by a statutory agency or such an organisation"),
    ("approved_on", "the ministers' approval"),
    ("offered_on", "the formal offer"),
    ("next_steps_sent_on", "the e-mail with the next steps"),
    ("poh1_authorised_on", "the POH1 form"),
)
_BEFORE_OFFER = _STEPS[:4]
_BEFORE_SEAT = _STEPS[:5]


def steps_missing(appointment: Appointment, day: date) -> tuple[str, ...]:
    """Which steps of recruitment have no date by a day, in their order (IPM-1)."""
    return _missing(appointment, _STEPS, day)


def _missing(appointment: Appointment, steps: tuple[tuple[str, str], ...], day: date) -> tuple[str, ...]:
    def is_done(name: str) -> bool:
        done_on = getattr(appointment, name)
        return done_on is not None and done_on <= day

    return tuple(words for name, words in steps if not is_done(name))


@rule("IPM-1", "IPM 1.0 Recruiting, Annex B; IPM advert")
def offer_faults(appointment: Appointment, day: date) -> tuple[Finding, ...]:
    """A formal offer is made once all checks are complete: one refusal for each that is not."""
    return tuple(
        Finding("IPM-1", "IPM 1.0 Recruiting", "no offer can be made", f"{words} is not complete", "Complete it first.")
        for words in _missing(appointment, _BEFORE_OFFER, day)
    )


@rule("IPM-1", "IPM 1.0 Recruiting, Annex A, B; IPM advert")
def may_sit(appointment: Appointment, panel_on: date) -> tuple[Finding, ...]:
    """Nobody sits uncleared, undeclared, without offer, or outside the appointment (both its days are inside)."""
    found = [f"{words} is missing" for words in _missing(appointment, _BEFORE_SEAT, panel_on)]
    if appointment.starts_on is None or panel_on < appointment.starts_on:
        found.append("the appointment has not begun")
    if appointment.ends_on is not None and panel_on > appointment.ends_on:
        found.append(f"the appointment ended on {appointment.ends_on.isoformat()}")
    what = f"cannot sit on {panel_on.isoformat()}"
    return tuple(Finding("IPM-1", "IPM 1.0 Recruiting", what, why, "Name another member.") for why in found)


@rule("IPM-1", "IPM 1.0 Recruiting")
def poh1_faults(appointment: Appointment, policy: Policy) -> tuple[Finding, ...]:
    """The POH1 form, without which no claim is paid, is authorised at Grade 7 at least."""
    grade = appointment.poh1_grade
    if appointment.poh1_authorised_on is not None and grade is not None and grade >= policy.claim_min_grade:
        return ()
    has = "it is not authorised" if grade is None else f"it was authorised by a {grade.name}"
    mend = f"Have it authorised at {policy.claim_min_grade.name} or above."
    return (Finding("IPM-1", "IPM 1.0 Recruiting", "no claim can be paid", f"POH1: {has}", mend, "warning"),)


@rule("IPM-1", "IPM 1.0 Annex A; IPM advert")
def ends_on(starts_on: date, policy: Policy) -> date:
    """The last day of an appointment: 18 months by the guidance of 2022, three years by the newer advert."""
    return date.fromordinal(calendar_month_after(starts_on, policy.appointment_months).toordinal() - 1)


@rule("IPM-1", "IPM 1.0 Recruiting", reading=True)
def end_warnings(last_day: date, policy: Policy) -> tuple[date, ...]:
    """When the CPP team hears that an appointment ends: 6, 3 and 1 months before."""
    return tuple(calendar_month_before(last_day, months) for months in policy.appointment_warning_months)


@rule("IPM-1", "IPM 1.0 Recruiting")
def recruit_on(last_recruited_on: date, policy: Policy) -> date:
    """When the CPP team hears that new members are to be sought: once a year."""
    return calendar_month_after(last_recruited_on, policy.recruit_every_months)


@rule("IPM-2", "IPM 1.0 Post recruitment")
def onboarding_left(onboarding: Onboarding, day: date, policy: Policy) -> tuple[Finding, ...]:
    """What a new member has not done yet: warnings, for it does not bar them from sitting [R]."""
    return tuple(_onboarding(onboarding, day, policy))


def _onboarding(onboarding: Onboarding, day: date, policy: Policy) -> Iterator[Finding]:
    seen = [panel for panel in onboarding.observed if panel.on <= day]
    for step in policy.onboarding:
        if step.key == "observed":
            if len(seen) < policy.onboarding_observed_panels:
                why = f"{len(seen)} of {policy.onboarding_observed_panels} panels observed"
                yield _warning(step.words, why)
            elif not any(panel.with_current_member for panel in seen):
                yield _warning(step.words, "none of them with a current independent member")
        elif step.key not in onboarding.done or onboarding.done[step.key] > day:
            yield _warning(step.words, "not done yet")


def _warning(what: str, why: str) -> Finding:
    return Finding("IPM-2", "IPM 1.0 Post recruitment", what, why, "The CPP team arranges it.", "warning", reading=True)


@rule("IPM-3", "IPM 1.0 Annex A; IPM advert")
def paid_for(meeting: Meeting) -> frozenset[str]:
    """Who is paid for a meeting of independent members: whoever was called and came."""
    return meeting.called & meeting.attended


@rule("IPM-3", "IPM 1.0 Arranging")
def journey_left(journey: Journey, policy: Policy) -> tuple[str, ...]:
    """What is still to be arranged where a member travels or enters a building; nothing for a panel in Teams."""
    wanted = [*(("travel",) if journey.travels else ()), *(("pass",) if journey.enters_building else ())]
    words = {choice.key: choice.words for choice in policy.journey_steps}
    return tuple(words[step] for step in wanted if step not in journey.done)


@rule("IPM-1", "IPM 1.0 Recruiting, Annex D")
def current_members(every: Iterable[Appointment], day: date) -> tuple[str, ...]:
    """The independent members of a day, by person id: the list that Annex D held."""
    return tuple(sorted(each.person_id for each in every if may_sit(each, day) == ()))
