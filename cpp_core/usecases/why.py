"""Why a thing is due, was sent or was refused: its facts, the rule with its words, and what would have made it different."""

from __future__ import annotations

from dataclasses import dataclass

from cpp_core.deadlines.obligations import Obligation, obligations
from cpp_core.deadlines.time import in_london
from cpp_core.guidance.rules_table import RULES, rule_text
from cpp_core.model.panel import Panel
from cpp_core.outbox import OutboxRow
from cpp_core.usecases.work import Work


@dataclass(frozen=True)
class Explanation:
    """What is explained, its facts as (label, value), the rule's id, citation and words, and which part is a reading."""

    about: str
    facts: tuple[tuple[str, str], ...]
    clause: str

    def as_text(self) -> str:
        """For people."""
        text = rule_text(self.clause)
        lines = [self.about, *(f"  {label}: {value}" for label, value in self.facts), ""]
        lines += [f"{text.id} {text.title} ({text.citation})", f"  {text.wording}"]
        lines += [f"  Our reading, where the guidance is silent: {reading}" for reading in text.readings]
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        text = rule_text(self.clause)
        return {
            "about": self.about,
            "facts": dict(self.facts),
            "clause": self.clause,
            "citation": text.citation,
            "words": text.wording,
            "readings": list(text.readings),
        }


async def explain(work: Work, about: str, row: OutboxRow | None) -> Explanation | None:
    """Explain an effect (its outbox row is given), an obligation `PANEL/KEY`, or a rule by its id."""
    if row is not None:
        return _effect(row)
    if about in RULES:
        return Explanation(f"Rule {about}", (), about)
    panel_id, _, key = about.partition("/")
    panel = await work.panels.get(panel_id)
    if panel is None:
        return None
    every = obligations(panel, work.policy_of(panel), work.calendar)
    each = next((each for each in every if each.key == key), None)
    return _obligation(panel, each) if each else None


def _effect(row: OutboxRow) -> Explanation:
    facts = [
        ("What", row.effect.what),
        ("By which way", str(row.effect.channel)),
        ("State", str(row.state)),
        ("Written", f"{in_london(row.written_at):%d/%m/%Y %H:%M}"),
        *((name.capitalize(), value) for name, value in row.effect.refs.items()),
    ]
    facts += [("Done", f"{in_london(row.done_at):%d/%m/%Y %H:%M}")] if row.done_at else []
    facts += (
        [("Held back until", f"{in_london(row.effect.not_before):%d/%m/%Y %H:%M}")] if row.effect.not_before else []
    )
    facts += [("Outcome", row.outcome)] if row.outcome else []
    return Explanation(row.effect.key, tuple(facts), row.effect.clause)


def _obligation(panel: Panel, each: Obligation) -> Explanation:
    done = panel.done.get(each.key)
    facts = [
        ("Panel", f"{panel.id}, {in_london(panel.starts_at):%A %d/%m/%Y %H:%M}"),
        ("What", each.sentence),
        ("Due", f"{in_london(each.due_at):%A %d/%m/%Y %H:%M}"),
        ("Done", f"{in_london(done):%A %d/%m/%Y %H:%M}" if done else "not yet"),
    ]
    return Explanation(f"{panel.id}/{each.key}", tuple(facts), each.clause)
