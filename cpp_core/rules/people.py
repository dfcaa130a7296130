"""Who may fill which seat: grade, training, appointment (PAN-2, PAN-4, IPM-1), as faults for whoever names them."""

from __future__ import annotations

from datetime import date

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Person
from cpp_core.refusals import Fault
from cpp_core.rules.panel import chair_grade, member_grade
from cpp_core.rules.registry import rule
from cpp_core.rules.sitting import Training, training


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
    found = chair_grade(person, (band,), policy) if kind is SeatKind.CHAIR else member_grade(person, kind, policy)
    return tuple(fault_of(finding) for finding in found)


@rule("PAN-4", "CPP 9.0 §9")
def training_faults(person: Person, kind: SeatKind, panel_on: date) -> tuple[Fault, ...]:
    """Chairs, members and experts have done the formal training by the day of the panel."""
    return tuple(fault_of(finding, person.name) for finding in training(Training(person.trained_on), kind, panel_on))


@rule("IPM-1", "IPM 1.0 Recruiting")
def appointment_faults(person: Person, kind: SeatKind, panel_on: date) -> tuple[Fault, ...]:
    """An independent member sits only within their appointment, and cleared."""
    if kind is not SeatKind.IPM:
        return ()
    found = []
    mend = "Name another independent member."
    if person.appointed_from is None or person.appointed_from > panel_on:
        found.append(Fault(person.name, "is not appointed on the panel's date.", mend))
    if person.appointed_to is not None and person.appointed_to < panel_on:
        found.append(Fault(person.name, "has an appointment that has ended by then.", mend))
    if person.ctc_cleared_on is None or person.ctc_cleared_on > panel_on:
        found.append(Fault(person.name, "has no CTC clearance on record.", mend))
    return tuple(found)


def fault_of(finding: Finding, where: str = "") -> Fault:
    """A finding, said to whoever asked for what it stops."""
    return Fault(where, f"{finding.what}: {finding.why}.", finding.mend)
