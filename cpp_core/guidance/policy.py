"""The policy under which a panel runs: every number and choice of the rules, as it is in force on a day.

A panel runs under the policy in force on its date; what was done under an earlier one stands. Rules take a `Policy`
and hold no number of their own. Where a value comes from (clause, citation, unit, date in force, whether it is a
reading of ours) is in the policy table: `CURRENT.entry("cutoff_days")`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from functools import lru_cache
from typing import Any

from cpp_core.guidance.dated import Dated, Table
from cpp_core.guidance.policy_table import ENTRIES
from cpp_core.guidance.vocabulary import ActionKind, CaseKind, Choice, Counting
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind, ReleaseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The values in force on one day. The last word of a name is its unit."""

    # 0. Time
    working_weekdays: tuple[int, ...]
    work_starts: time
    work_ends: time
    send_at: time
    reserve_answer_working_days: int
    urgent_withdrawal_hours: int
    reminders_per_working_day: int

    # A. The detention clock
    review_days: int
    reviews_per_point: int
    due_weeks_after: int
    band_edges: tuple[tuple[int, Band], ...]
    referral_sources: tuple[Choice, ...]

    # B. The panel
    core_areas: tuple[SeatKind, ...]
    supplementary_areas: tuple[Choice, ...]
    member_min_grade: Grade
    chair_min_grade: Table[Band, Grade]
    panel_minutes: int
    case_minutes: Table[CaseKind, int]
    opening_minutes: int
    washup_minutes: int
    complex_aar_level: int
    complex_aar_level_criminal: int
    panels_per_year: tuple[int, int]
    ipm_days_per_year: tuple[int, int]
    frequency_months: int
    shadow_panels: tuple[int, int]
    preparation_hours: int
    training_update_reminder_days: tuple[int, ...]

    # C. Nominations and invitations
    nomination_ask_days: int
    nomination_reminder_days: tuple[int, ...]
    nomination_escalate_days: int
    reserves_per_seat: int
    availability_ask_days: int
    availability_reminder_days: tuple[int, ...]
    availability_months: int
    invite_days: int

    # D. Attendance
    cutoff_days: int
    cutoff_counts: Counting
    attendance_reminder_days: tuple[int, ...]
    chair_decision_at: time
    chair_decision_working_days: int

    # E. The case list
    identify_days: int
    list_days: int
    list_ipm_backstop_days: int
    list_rerun_hours: int
    list_rerun_at_opening: bool
    extract_ask_working_days: int
    data_stale_hours: int
    access_ends_working_days: int
    serious_crimes: tuple[Choice, ...]

    # F. At the panel
    recommendations: tuple[Kind, ...]
    release_reasons: tuple[ReleaseReason, ...]
    circumstance_changes: tuple[Choice, ...]
    bail_prompts: tuple[Choice, ...]
    standards: tuple[Choice, ...]
    documents: tuple[Choice, ...]
    resolved_panel_days: int
    action_kinds: tuple[ActionKind, ...]
    chair_checklist: tuple[Choice, ...]
    behaviour_hours: int
    safeguarding_follow_up_working_days: int

    # G. Outcomes and follow-up
    outcome_mail_working_days: int
    release_mail_at_close: bool
    atlas_entry_working_days: int
    answer_days: int
    answer_reminder_days: tuple[int, ...]
    rejection_min_grade: Table[Band, Grade]
    audit_days: int
    report_working_day: int
    compliance_standard_percent: int

    # H. Wash-up, feedback, learning
    escalation_follow_up_working_days: int
    suggestion_review_months: int

    # I. Independent members
    appointment_months: int
    appointment_warning_months: tuple[int, ...]
    recruit_every_months: int
    clearance: str
    journey_steps: tuple[Choice, ...]
    onboarding: tuple[Choice, ...]
    onboarding_observed_panels: int
    fee_panel_pence: int
    fee_half_pence: int
    fee_cancel_hours: int
    claim_months: int
    claim_reminder_days: tuple[int, ...]
    claim_min_grade: Grade
    cost_code: str
    payroll_dates_every_months: int


@dataclass(frozen=True, eq=False)
class PolicyRegister:
    """All policies that ever were in force: for each attribute of `Policy` its dated values."""

    entries: Mapping[str, Dated[Any]]

    def __post_init__(self) -> None:
        wanted = {attribute.name for attribute in fields(Policy)}
        wrong = wanted.symmetric_difference(self.entries)
        if wrong:
            raise ValueError(f"the policy table and Policy differ in: {', '.join(sorted(wrong))}")

    def entry(self, name: str) -> Dated[Any]:
        """Where the value of an attribute comes from."""
        return self.entries[name]

    def with_version(self, since: date, citation: str, changes: Mapping[str, object]) -> "PolicyRegister":
        """The register after a new version of the guidance came into force; earlier days keep their policy."""
        unknown = changes.keys() - self.entries.keys()
        if unknown:
            raise KeyError(f"no such policy value: {', '.join(sorted(unknown))}")
        changed = {name: self.entries[name].then(since, value, citation) for name, value in changes.items()}
        return PolicyRegister({**self.entries, **changed})


CURRENT = PolicyRegister(ENTRIES)


def policy_on(day: date, register: PolicyRegister = CURRENT) -> Policy:
    """The policy in force on a day: for a panel, the day on which it is held."""
    changes = _change_days(register)
    latest = bisect_right(changes, day) - 1
    return _policy_since(register, changes[latest] if latest >= 0 else day)


def policy_changes(register: PolicyRegister = CURRENT) -> tuple[date, ...]:
    """The days on which some value of the policy came into force, oldest first."""
    return _change_days(register)


@lru_cache(maxsize=64)
def _change_days(register: PolicyRegister) -> tuple[date, ...]:
    return tuple(sorted({value.since for entry in register.entries.values() for value in entry.values}))


@lru_cache(maxsize=256)
def _policy_since(register: PolicyRegister, since: date) -> Policy:
    return Policy(**{name: entry.on(since) for name, entry in register.entries.items()})
