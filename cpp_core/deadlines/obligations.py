"""What falls due for a panel, and when: worked out from its start, its seats and the policy; no timer holds a fact.

`due_at` is the moment at which the service acts. An obligation is over when its key is in `panel.done`, whether it was
carried out or found not to be needed at its moment. Rungs of one `ladder` belong together: after downtime only what
still matters of a ladder is done (see `usecases.tick`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cpp_core.deadlines.time import (
    Cutoff,
    calendar_month_before,
    cutoff,
    end_of_last_working_hours,
    end_of_working_day,
    hours_before,
    local,
    london_date,
    reminders_before,
    service_does_by,
    service_does_on,
)
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import SEAT_NAMES, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.rules.registry import rule


class Duty(StrEnum):
    """What the service does at an obligation's moment."""

    ASK_AVAILABILITY = "ask independent members for their availability"
    REMIND_AVAILABILITY = "remind independent members of the question"
    ESCALATE_AVAILABILITY = "put the independent member's seat to the CPP team"
    ASK_NOMINATION = "ask for a member and reserves"
    REMIND_NOMINATION = "remind of the nomination"
    ESCALATE_NOMINATION = "put the missing nomination to the CPP team"
    INVITE = "send the invitations and ask for confirmation"
    ASK_EXTRACT = "ask the officer for a fresh extract of the caseload"
    SHARE_LIST = "share the case list"
    SHARE_LIST_BACKSTOP = "make sure that the independent member has the case list"
    REMIND_ATTENDANCE = "remind those who have not answered"
    CUTOFF = "stand down those who have not answered, ask reserves"
    RESERVE_TIME_UP = "ask the next reserve"
    CHECK_QUORUM = "ask the chair for a decision where a core seat is not confirmed"
    RERUN_LIST = "run the case list again and share what changed"
    SEND_OUTCOMES = "send the outcomes to casework and SPOCs"
    REMIND_DELETE = "remind everybody to delete what they downloaded"
    END_ACCESS = "end access to the case list"


@dataclass(frozen=True)
class Obligation:
    """One thing that falls due for a panel. `seat` and `person_id` say for whom, `rung` orders a ladder."""

    key: str
    duty: Duty
    clause: str
    due_at: datetime
    seat: SeatKind | None = None
    person_id: str = ""
    ladder: str = ""
    rung: int = 0

    @property
    def sentence(self) -> str:
        """What is done, in words, with the seat that it is about."""
        return f"{self.duty} ({SEAT_NAMES[self.seat]})" if self.seat else str(self.duty)


@rule("TIME-8", "CPP 9.0 §6", reading=True)
def cutoff_of(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Cutoff:
    """The panel's cutoff: as worked out, or as its maker set it anew because it was past (TIME-8)."""
    if panel.cutoff_at is not None:
        return Cutoff(panel.cutoff_at, end_of_last_working_hours(panel.cutoff_at, policy, calendar))
    return cutoff(panel.starts_at, policy, calendar)


@rule("ATT-4", "CPP 9.0 §5, §6", reading=True)
def chair_decision_at(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """From when the chair is asked about every seat that is not confirmed: 12:00 on the last working day before (ATT-4)."""
    last_day = calendar.add_working_days(london_date(panel.starts_at), -policy.chair_decision_working_days)
    return local(last_day, policy.chair_decision_at)


def obligations(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> tuple[Obligation, ...]:
    """Everything that falls due for the panel, past and to come, in the order in which it is to be done."""
    if panel.status is PanelStatus.CANCELLED:
        return ()
    found = [
        *_availability(panel, policy, calendar),
        *_nominations(panel, policy, calendar),
        *_before_the_panel(panel, policy, calendar),
        *_attendance(panel, policy, calendar),
        *_after_the_panel(panel, policy, calendar),
    ]
    return tuple(sorted(found, key=lambda obligation: obligation.due_at))


def next_due_at(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> datetime | None:
    """When the next obligation that is not over falls due."""
    waiting = (each.due_at for each in obligations(panel, policy, calendar) if each.key not in panel.done)
    return min(waiting, default=None)


@rule("INV-2", "IPM 1.0 Arranging 1")
def _availability(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[Obligation]:
    ladder = "INV-2"
    seat = SeatKind.IPM
    month_before = calendar_month_before(london_date(panel.starts_at), policy.availability_months)
    ask = service_does_by(panel.starts_at, policy.availability_ask_days, policy, calendar)
    yield Obligation("INV-2:ask", Duty.ASK_AVAILABILITY, "INV-2", ask, seat, ladder=ladder)
    for rung, days in enumerate(policy.availability_reminder_days, 1):
        at = service_does_by(panel.starts_at, days, policy, calendar)
        yield Obligation(f"INV-2:remind:{days}", Duty.REMIND_AVAILABILITY, "INV-2", at, seat, ladder=ladder, rung=rung)
    at = service_does_on(month_before, policy, calendar)
    yield Obligation("INV-2:escalate", Duty.ESCALATE_AVAILABILITY, "INV-2", at, seat, ladder=ladder, rung=99)


@rule("INV-1", "CPP 9.0 §6, §13, §14")
def _nominations(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[Obligation]:
    areas = (seat for seat in policy.core_areas if seat is not SeatKind.IPM)
    ask, *reminders, escalate = (
        service_does_by(panel.starts_at, days, policy, calendar)
        for days in (policy.nomination_ask_days, *policy.nomination_reminder_days, policy.nomination_escalate_days)
    )
    for seat in (SeatKind.CHAIR, SeatKind.OFFICER, *areas):  # the first two are named by the CPP team [R]
        ladder = f"INV-1:{seat}"
        yield Obligation(f"INV-1:ask:{seat}", Duty.ASK_NOMINATION, "INV-1", ask, seat, ladder=ladder)
        for rung, (days, at) in enumerate(zip(policy.nomination_reminder_days, reminders, strict=True), 1):
            key = f"INV-1:remind:{seat}:{days}"
            yield Obligation(key, Duty.REMIND_NOMINATION, "INV-1", at, seat, ladder=ladder, rung=rung)
        key = f"INV-1:escalate:{seat}"
        yield Obligation(key, Duty.ESCALATE_NOMINATION, "INV-1", escalate, seat, ladder=ladder, rung=99)


def _before_the_panel(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[Obligation]:
    starts = panel.starts_at
    invite = service_does_by(starts, policy.invite_days, policy, calendar)
    yield Obligation("INV-3:invite", Duty.INVITE, "INV-3", invite)
    share = service_does_by(starts, policy.list_days, policy, calendar)
    rerun = hours_before(starts, policy.list_rerun_hours)
    for rung, (name, moment) in enumerate((("list", share), ("rerun", rerun)), 1):
        ask_on = calendar.add_working_days(london_date(moment), -policy.extract_ask_working_days)
        at = service_does_on(ask_on, policy, calendar)
        key = f"LST-3:extract:{name}"
        yield Obligation(key, Duty.ASK_EXTRACT, "LST-3", at, ladder="LST-3:extract", rung=rung)
    yield Obligation("LST-1:share", Duty.SHARE_LIST, "LST-1", share)
    backstop = service_does_by(starts, policy.list_ipm_backstop_days, policy, calendar)
    yield Obligation("LST-1:backstop", Duty.SHARE_LIST_BACKSTOP, "LST-1", backstop, SeatKind.IPM)
    yield Obligation("LST-3:rerun", Duty.RERUN_LIST, "LST-3", rerun)


def _attendance(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[Obligation]:
    until = cutoff_of(panel, policy, calendar).effective
    for rung, at in enumerate(
        reminders_before(panel.starts_at, policy.attendance_reminder_days, until, policy, calendar)
    ):
        key = f"ATT-2:remind:{london_date(at)}"
        yield Obligation(key, Duty.REMIND_ATTENDANCE, "ATT-2", at, ladder="ATT-2", rung=rung + 1)
    yield Obligation("ATT-3:cutoff", Duty.CUTOFF, "ATT-3", until)
    yield Obligation("ATT-4:quorum", Duty.CHECK_QUORUM, "ATT-4", chair_decision_at(panel, policy, calendar))
    for seat, place in panel.places():
        if place.status is PlaceStatus.ASKED and place.answer_by is not None and place.answer_by != until:
            key = f"ATT-3:time-up:{seat.kind}:{place.person_id}:{place.answer_by:%Y%m%dT%H%MZ}:{place.asks}"
            yield Obligation(key, Duty.RESERVE_TIME_UP, "ATT-3", place.answer_by, seat.kind, place.person_id)


def _after_the_panel(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> Iterator[Obligation]:
    panel_on = london_date(panel.starts_at)
    next_day = calendar.next_working_day_after(panel_on)
    if panel.closed_at is not None:
        sent_on = calendar.next_working_day_after(london_date(panel.closed_at))
        yield Obligation("OUT-1:outcomes", Duty.SEND_OUTCOMES, "OUT-1", service_does_on(sent_on, policy, calendar))
    yield Obligation("LST-5:delete", Duty.REMIND_DELETE, "LST-5", service_does_on(next_day, policy, calendar))
    ends = access_ends_at(panel, policy, calendar)
    yield Obligation("LST-5:access", Duty.END_ACCESS, "LST-5", ends)


@rule("LST-5", "CPP 9.0 §8.7", reading=True)
def access_ends_at(panel: Panel, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When access to the panel's case list ends: the close of the second working day after the panel (LST-5)."""
    return end_of_working_day(london_date(panel.starts_at), policy.access_ends_working_days, policy, calendar)
