"""The policy table: every number and choice of the rules, dated and cited. A new version of the guidance adds values.

The text of CPP 9.0 (24 July 2025) is the only one of its line that we hold. For panels between the first publication
(16 April 2019) and that day its values stand in, and say that they are assumed; in the same way those of IPM 1.0
(10 May 2022) for the time before it.
"""

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Any, TypeVar

from cpp_core.guidance import policy_choices as choices
from cpp_core.guidance.dated import Dated, Table, Value
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Grade
from cpp_core.model.recommendation import Kind, ReleaseReason

FIRST_PUBLISHED = date(2019, 4, 16)
IPM_1_0 = date(2022, 5, 10)
CPP_9_0 = date(2025, 7, 24)

T = TypeVar("T")


def _cpp(clause: str, section: str, unit: str, value: T, *, reading: bool = False) -> Dated[T]:
    """A value of CPP 9.0, standing in for the earlier versions."""
    citation = f"CPP 9.0 {section}"
    values = (Value(FIRST_PUBLISHED, value, citation, True), Value(CPP_9_0, value, citation))
    return Dated(clause, unit, values, reading)


def _ipm(clause: str, citation: str, unit: str, value: T, *, reading: bool = False) -> Dated[T]:
    """A value of IPM 1.0, standing in for the time before it."""
    values = (Value(FIRST_PUBLISHED, value, citation, True), Value(IPM_1_0, value, citation))
    return Dated(clause, unit, values, reading)


_FOUR = (SeatKind.FNORC, SeatKind.NRPC, SeatKind.RL, SeatKind.LO)
_CORE = (
    Value(FIRST_PUBLISHED, _FOUR, "CPP 9.0 §5", True),
    Value(IPM_1_0, (*_FOUR, SeatKind.IPM), "IPM 1.0 Background"),
    Value(CPP_9_0, (*_FOUR, SeatKind.IPM), "CPP 9.0 §5"),
)
_APPOINTMENT = (
    Value(FIRST_PUBLISHED, 18, "IPM 1.0 Annex A", True),
    Value(IPM_1_0, 18, "IPM 1.0 Annex A"),
    Value(CPP_9_0, 36, "IPM advert", True),  # the advert bears no date: taken to be as new as CPP 9.0
)
_CHAIR = Table(((Band.THREE_MONTH, Grade.SEO), (Band.SIX_TO_NINE, Grade.G7), (Band.TWELVE_PLUS, Grade.G7)))
_MINUTES = Table((("ordinary", 12), ("complex", 18), ("light-touch", 5)))
_BANDS = ((0, Band.THREE_MONTH), (2, Band.SIX_TO_NINE), (4, Band.TWELVE_PLUS))

_TIME: Mapping[str, Dated[Any]] = {
    "working_weekdays": _cpp("TIME-1", "§6", "weekdays, Monday is 0", (0, 1, 2, 3, 4), reading=True),
    "work_starts": _cpp("TIME-1", "§6", "local time", time(9), reading=True),
    "work_ends": _cpp("TIME-1", "§6", "local time", time(17), reading=True),
    "send_at": _cpp("TIME-3", "§6", "local time", time(9, 30), reading=True),
    "reserve_answer_working_days": _cpp("TIME-5", "§6", "working days", 1, reading=True),
    "urgent_withdrawal_hours": _cpp("TIME-7", "§6", "elapsed hours", 24, reading=True),
    "reminders_per_working_day": _cpp("TIME-7", "§6", "reminders", 1, reading=True),
}

_CLOCK: Mapping[str, Dated[Any]] = {
    "review_days": _cpp("CLK-1", "§4", "days", 28),
    "reviews_per_point": _cpp("CLK-2", "§4", "reviews", 3),
    "due_weeks_after": _cpp("CLK-2", "§4", "Monday to Sunday weeks", 1),
    "band_edges": _cpp("CLK-3", "§5", "completed review periods", _BANDS),
    "referral_sources": _cpp("CLK-4", "§4", "list", choices.REFERRAL_SOURCES),
}

_PANEL: Mapping[str, Dated[Any]] = {
    "core_areas": Dated("PAN-1", "areas", _CORE),
    "supplementary_areas": _cpp("PAN-6", "§8.3", "list", choices.SUPPLEMENTARY_AREAS),
    "member_min_grade": _cpp("PAN-2", "§8", "grade", Grade.EO),
    "chair_min_grade": _cpp("PAN-2", "§8.1", "grade by band", _CHAIR),
    "panel_minutes": _cpp("PAN-3", "§5", "minutes", 150),
    "case_minutes": _cpp("PAN-3", "§5", "minutes by kind of case", _MINUTES, reading=True),
    "opening_minutes": _cpp("PAN-3", "§5", "minutes", 10, reading=True),
    "washup_minutes": _cpp("PAN-3", "§5", "minutes", 15, reading=True),
    "complex_aar_level": _cpp("PAN-3", "§5", "least adults at risk level of a complex case", 2, reading=True),
    "complex_aar_level_criminal": _cpp("PAN-3", "§5", "the same for a criminal case", 1, reading=True),
    "panels_per_year": _cpp("PAN-5", "§8.6", "panels, least and most", (10, 12)),
    "ipm_days_per_year": _ipm("PAN-5", "IPM 1.0 Annex A", "days, least and most", (15, 30)),
    "frequency_months": _cpp("PAN-5", "§8.6", "months, rolling", 12),
    "shadow_panels": _cpp("PAN-6", "§15", "panels, least and most", (2, 3)),
    "preparation_hours": _cpp("INV-1", "§8.7", "hours, at most", 2),
    "training_update_reminder_days": _cpp("PAN-4", "§9", "days after the update", (7, 14), reading=True),
}

_INVITATION: Mapping[str, Dated[Any]] = {
    "nomination_ask_days": _cpp("INV-1", "§6", "days before the panel", 35, reading=True),
    "nomination_reminder_days": _cpp("INV-1", "§6", "days before the panel", (28, 21, 16), reading=True),
    "nomination_escalate_days": _cpp("INV-1", "§6", "days before the panel", 15, reading=True),
    "reserves_per_seat": _cpp("INV-1", "§6", "reserves, at least", 1),
    "availability_ask_days": _ipm("INV-2", "IPM 1.0 Arranging 1", "days before the panel", 42, reading=True),
    "availability_reminder_days": _ipm("INV-2", "IPM 1.0 Arranging 1", "days before the panel", (35,), reading=True),
    "availability_months": _ipm("INV-2", "IPM 1.0 Arranging 1", "calendar months before the panel", 1),
    "invite_days": _cpp("INV-3", "§6", "days before the panel", 14),
}

_ATTENDANCE: Mapping[str, Dated[Any]] = {
    "cutoff_days": _cpp("ATT-2", "§6", "days before the panel", 3),
    "cutoff_counts": _cpp("ATT-2", "§6", "calendar, clear or working days", "calendar", reading=True),
    "attendance_reminder_days": _cpp("ATT-2", "§6", "days before the panel", (7, 5, 4), reading=True),
    "chair_decision_at": _cpp("ATT-4", "§5", "local time", time(12), reading=True),
    "chair_decision_working_days": _cpp("ATT-4", "§5", "working days before the panel", 1, reading=True),
}

_LIST: Mapping[str, Dated[Any]] = {
    "identify_days": _cpp("LST-1", "§6", "days before the panel", 7),
    "list_days": _cpp("LST-1", "§6", "days before the panel", 7, reading=True),
    "list_ipm_backstop_days": _ipm("LST-1", "IPM 1.0 Arranging 4", "days before the panel", 2),
    "list_rerun_hours": _cpp("LST-3", "§6", "elapsed hours before the panel", 2, reading=True),
    "list_rerun_at_opening": _cpp("LST-3", "§6", "yes or no", True, reading=True),
    "extract_ask_working_days": _cpp("LST-3", "§6", "working days before a list", 1, reading=True),
    "data_stale_hours": _cpp("LST-3", "§6", "elapsed hours", 24, reading=True),
    "access_ends_working_days": _cpp("LST-5", "§8.7", "working days after the panel", 2, reading=True),
    "serious_crimes": _cpp("LST-2", "§6", "list", choices.SERIOUS_CRIMES),
}

_AT_THE_PANEL: Mapping[str, Dated[Any]] = {
    "recommendations": _cpp("REC-1", "§10", "kinds", tuple(Kind)),
    "release_reasons": _cpp("REC-2", "§10.1, §10.4", "list", tuple(ReleaseReason)),
    "circumstance_changes": _cpp("REC-6", "§10.4", "list", choices.CIRCUMSTANCE_CHANGES),
    "bail_prompts": _cpp("REC-6", "§10.4", "list", choices.BAIL_PROMPTS),
    "standards": _cpp("REC-4", "§3, §7, §10", "list", choices.STANDARDS),
    "documents": _cpp("REC-4", "§7", "list", choices.DOCUMENTS),
    "resolved_panel_days": _cpp("REC-1", "§10", "days after the reasons are resolved", 7, reading=True),
    "action_kinds": _cpp("REC-7", "§10.2", "list", choices.ACTION_KINDS, reading=True),
    "chair_checklist": _cpp("REC-9", "§8.1", "list", choices.CHAIR_CHECKLIST, reading=True),
    "behaviour_hours": _cpp("REC-10", "§8.1, §8.8", "elapsed hours after the close", 24),
    "safeguarding_follow_up_working_days": _cpp("REC-11", "§8.1", "working days", 1, reading=True),
}

_OUTCOME: Mapping[str, Dated[Any]] = {
    "outcome_mail_working_days": _cpp("OUT-1", "§11", "working days after the panel", 1, reading=True),
    "release_mail_at_close": _cpp("OUT-1", "§11", "yes or no", True, reading=True),
    "atlas_entry_working_days": _cpp("OUT-2", "§11.1", "working days after the panel", 1, reading=True),
    "answer_days": _cpp("OUT-3", "§11.1", "days after the recommendation", 14),
    "answer_reminder_days": _cpp("OUT-3", "§11.1", "days after the recommendation", (7, 11, 13), reading=True),
    "rejection_min_grade": _cpp("OUT-4", "§11.3", "grade by band", _CHAIR),
    "audit_days": _cpp("OUT-5", "§10.1, §10.2", "days after the panel", 14),
    "report_working_day": _cpp("OUT-7", "§12", "working day of the month", 1, reading=True),
    "compliance_standard_percent": _cpp("OUT-7", "§12", "percent in time", 90, reading=True),
    "escalation_follow_up_working_days": _cpp("FBK-1", "§8.1", "working days", 5, reading=True),
}

_IAPNCM = (
    Value(FIRST_PUBLISHED, 12, "IAPNCM 2014", True),
    Value(CPP_9_0, 12, "IAPNCM 2014", True),
)

_INDEPENDENT: Mapping[str, Dated[Any]] = {
    "appointment_months": Dated("IPM-1", "months", _APPOINTMENT),
    "appointment_warning_months": _ipm("IPM-1", "IPM 1.0 Recruiting", "months before the end", (6, 3, 1), reading=True),
    "recruit_every_months": _ipm("IPM-1", "IPM 1.0 Recruiting", "months", 12),
    "clearance": _ipm("IPM-1", "IPM 1.0 Recruiting", "level of clearance", "CTC"),
    "onboarding": _ipm("IPM-2", "IPM 1.0 Post recruitment", "list", choices.ONBOARDING),
    "onboarding_observed_panels": _ipm("IPM-2", "IPM 1.0 Post recruitment", "panels, at least", 2),
    "fee_panel_pence": _ipm("FEE-1", "IPM 1.0 Pay", "pence", 21000),
    "fee_half_pence": _ipm("FEE-1", "IPM 1.0 Pay", "pence", 10500),
    "fee_cancel_hours": _ipm("FEE-2", "IPM 1.0 Pay", "elapsed hours before the start", 72),
    "suggestion_review_months": Dated("FBK-5", "months after the response", _IAPNCM, reading=True),
    "journey_steps": _ipm("IPM-3", "IPM 1.0 Arranging", "list", choices.JOURNEY_STEPS),
    "claim_months": _ipm("FEE-3", "IPM 1.0 Pay", "calendar months after the panel", 1),
    "claim_reminder_days": _ipm("FEE-3", "IPM 1.0 Pay", "days before the claim's end", (14, 3), reading=True),
    "claim_min_grade": _ipm("FEE-3", "IPM 1.0 Pay", "grade", Grade.G7),
    "cost_code": _ipm("FEE-3", "IPM 1.0 Pay", "code", "1418255"),
    "payroll_dates_every_months": _ipm("FEE-3", "IPM 1.0 Pay", "months", 1, reading=True),
}

ENTRIES: Mapping[str, Dated[Any]] = MappingProxyType(
    {
        **_TIME,
        **_CLOCK,
        **_PANEL,
        **_INVITATION,
        **_ATTENDANCE,
        **_LIST,
        **_AT_THE_PANEL,
        **_OUTCOME,
        **_INDEPENDENT,
    }
)
"""For each attribute of `Policy` its dated values."""
