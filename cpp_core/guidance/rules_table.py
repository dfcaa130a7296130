"""Every rule of the product by its id: what `panels why` quotes, and what the register of clauses refers to."""

from collections.abc import Mapping
from types import MappingProxyType

from cpp_core.guidance import rule_texts_list_to_fees as later
from cpp_core.guidance import rule_texts_time_to_attendance as earlier
from cpp_core.guidance.rule_text import RuleText

CHAPTERS: tuple[tuple[str, tuple[RuleText, ...]], ...] = (
    ("0. Time", earlier.TIME),
    ("A. The detention clock", earlier.CLOCK),
    ("B. The panel", earlier.PANEL),
    ("C. Nominations and invitations", earlier.INVITATION),
    ("D. Attendance", earlier.ATTENDANCE),
    ("E. The case list", later.CASE_LIST),
    ("F. At the panel", later.AT_THE_PANEL),
    ("G. Outcomes and follow-up", later.OUTCOME),
    ("H. Wash-up, feedback, learning", later.FEEDBACK),
    ("I. Independent members", later.INDEPENDENT),
)

RULES: Mapping[str, RuleText] = MappingProxyType({text.id: text for _, texts in CHAPTERS for text in texts})


class UnknownRuleError(KeyError):
    """There is no rule of that id."""

    def __init__(self, clause: str) -> None:
        super().__init__(f"there is no rule {clause}; they run from TIME-1 to FEE-3")


def rule_text(clause: str) -> RuleText:
    """The wording of a rule, by its id."""
    try:
        return RULES[clause]
    except KeyError:
        raise UnknownRuleError(clause) from None


def explain(clause: str) -> str:
    """The rule in one paragraph, with its source and what in it is a reading of ours."""
    text = rule_text(clause)
    readings = f" Our reading, where the guidance is silent: {'; '.join(text.readings)}." if text.readings else ""
    return f"{text.id} {text.title} ({text.citation}). {text.wording}{readings}"
