"""Who may fill which seat: grade, training, appointment (PAN-2, PAN-4, IPM-1)."""

from __future__ import annotations

from datetime import date

from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import SEAT_NAMES, Band, SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.refusals import Fault
from cpp_core.rules.registry import rule


def may_fill(person: Person, kind: SeatKind, band: Band, panel_on: date, policy: Policy) -> tuple[Fault, ...]:
    """Why this person cannot have the seat; empty when they can."""
    return (
        *grade_faults(person, kind, band, policy),
        *training_faults(person, kind, panel_on),
        *appointment_faults(person, kind, panel_on),
    )


@rule("PAN-2", "CPP 9.0 §5, §8, §8.1")
def grade_faults(person: Person, kind: SeatKind, band: Band, policy: Policy) -> tuple[Fault, ...]:
    """Members are EO or above, the chair SEO or Grade 7 by band; an independent member has no grade."""
    if kind is SeatKind.IPM:
        return ()
    least = policy.chair_min_grade[band] if kind is SeatKind.CHAIR else policy.member_min_grade
    if person.grade is None:
        return (Fault(person.name, "has no grade on record.", f"For this seat it is {_words(least)} or above."),)
    if person.grade < least:
        what = (
            f"is {_words(person.grade)}; the {SEAT_NAMES[kind]} seat of a {band} panel needs {_words(least)} or above."
        )
        return (Fault(person.name, what, "Name somebody of the grade."),)
    return ()


@rule("PAN-4", "CPP 9.0 §9")
def training_faults(person: Person, kind: SeatKind, panel_on: date) -> tuple[Fault, ...]:
    """Chairs and members have done the formal training by the day of the panel."""
    if kind in (SeatKind.OFFICER, SeatKind.OBSERVER):
        return ()
    if person.trained_on is None or person.trained_on > panel_on:
        return (
            Fault(person.name, "has no CPP training on record.", "Name somebody trained, or book the training first."),
        )
    return ()


@rule("IPM-1", "IPM 1.0 Recruiting")
def appointment_faults(person: Person, kind: SeatKind, panel_on: date) -> tuple[Fault, ...]:
    """An independent member sits only within their appointment, and cleared."""
    if kind is not SeatKind.IPM:
        return ()
    found = []
    if person.appointed_from is None or person.appointed_from > panel_on:
        found.append(Fault(person.name, "is not appointed on the panel's date.", "Name another independent member."))
    if person.appointed_to is not None and person.appointed_to < panel_on:
        found.append(
            Fault(person.name, "has an appointment that has ended by then.", "Name another independent member.")
        )
    if person.ctc_cleared_on is None or person.ctc_cleared_on > panel_on:
        found.append(Fault(person.name, "has no CTC clearance on record.", "Name another independent member."))
    return tuple(found)


def _words(grade: Grade) -> str:
    return {Grade.G7: "Grade 7", Grade.G6: "Grade 6"}.get(grade, grade.name)
