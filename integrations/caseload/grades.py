"""Grades of the Civil Service, in the forms in which people write them."""

from __future__ import annotations

import re

from cpp_core.model.person import Grade
from integrations.caseload.cells import Choice, Raw, key_of, words_of

_LONG = {
    "Administrative Assistant": Grade.AA,
    "Administrative Officer": Grade.AO,
    "Executive Officer": Grade.EO,
    "Higher Executive Officer": Grade.HEO,
    "Senior Executive Officer": Grade.SEO,
    "Grade 7": Grade.G7,
    "Grade 6": Grade.G6,
    "Senior Civil Service": Grade.SCS,
    "Senior Civil Servant": Grade.SCS,
}
_SCS = re.compile(r"scs_?(?:pb_?|pay_?band_?)?[1-4][a-z]?", re.ASCII)
_NUMBERED = re.compile(r"g(?:rade)?_?([67])", re.ASCII)
_choice = Choice("a grade", {grade.name: grade for grade in Grade}, _LONG)


def read_grade(raw: Raw) -> Grade | None:
    """Reads a grade: HEO, G7, Grade 7, grade7, SCS1, Higher Executive Officer."""
    words = words_of(raw)
    if not words:
        return None
    key = key_of(words)
    if _SCS.fullmatch(key):
        return Grade.SCS
    numbered = _NUMBERED.fullmatch(key)
    return _choice.named(f"G{numbered[1]}" if numbered else words)
