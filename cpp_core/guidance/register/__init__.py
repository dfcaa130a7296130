"""The register: every sentence of the guidance that asks somebody for something, coded or not.

A policy colleague can read it section by section. A row that says `coded` names the code, and a test looks it up.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cpp_core.guidance.clauses import Clause
from cpp_core.guidance.register import (
    cpp_1_to_4,
    cpp_5_to_6,
    cpp_7,
    cpp_8,
    cpp_9_to_10,
    cpp_11_to_13,
    cpp_14_to_15,
    ipm_attendance_and_pay,
    ipm_recruiting,
    page_and_iapncm,
)

REGISTER: tuple[Clause, ...] = (
    *cpp_1_to_4.CLAUSES,
    *cpp_5_to_6.CLAUSES,
    *cpp_7.CLAUSES,
    *cpp_8.CLAUSES,
    *cpp_9_to_10.CLAUSES,
    *cpp_11_to_13.CLAUSES,
    *cpp_14_to_15.CLAUSES,
    *ipm_recruiting.CLAUSES,
    *ipm_attendance_and_pay.CLAUSES,
    *page_and_iapncm.CLAUSES,
)
"""All clauses, in the order of the documents."""

BY_ID: Mapping[str, Clause] = MappingProxyType({clause.id: clause for clause in REGISTER})


def clauses_of(rule_id: str) -> tuple[Clause, ...]:
    """What the guidance asks for that a rule keeps."""
    return tuple(clause for clause in REGISTER if rule_id in clause.rules)
