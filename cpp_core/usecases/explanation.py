"""An explanation for people and for programs: its facts, the rule with its words, and what would have made it different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cpp_core.guidance.otherwise import OTHERWISE
from cpp_core.guidance.rules_table import rule_text
from cpp_core.guidance.shown import READING, shown, source_of
from cpp_core.usecases.work import Work


@dataclass(frozen=True)
class Explanation:
    """What is explained, its facts as (label, value), the rule's id, and what would have made it different."""

    about: str
    facts: tuple[tuple[str, str], ...]
    clause: str
    different: tuple[str, ...] = ()

    def otherwise(self) -> tuple[str, ...]:
        """What would have made it different: of this very thing, and of its rule."""
        return (*self.different, OTHERWISE[self.clause])

    def as_text(self) -> str:
        """For people."""
        text = rule_text(self.clause)
        lines = [self.about, *(f"  {label}: {value}" for label, value in self.facts), ""]
        lines += [f"{text.id} {text.title} ({source_of(text)})", f"  {text.wording}"]
        lines += [f"  {READING} our reading, where the guidance is silent: {reading}" for reading in text.readings]
        lines += ["", "What would have made it different", *(f"  {sentence}" for sentence in self.otherwise())]
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        text = rule_text(self.clause)
        return {
            "about": self.about,
            "facts": dict(self.facts),
            "clause": self.clause,
            "citation": text.citation,
            "source": source_of(text),
            "words": text.wording,
            "readings": list(text.readings),
            "different": list(self.otherwise()),
        }


def policy_values(work: Work, rule: str, day: date) -> Iterator[tuple[str, str]]:
    """The policy values of a rule in force on a day."""
    for name, entry in work.unit.policies.entries.items():
        if entry.clause == rule:
            mark = f", {READING} ours" if entry.reading else f", {entry.in_force_on(day).citation}"
            yield f"Policy {name}", f"{shown(entry.on(day))} ({entry.unit}{mark})"
