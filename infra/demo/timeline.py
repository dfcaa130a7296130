"""The timeline of a demo: what people did and what they got, in order, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cpp_core.deadlines.time import in_london
from cpp_core.effects import Channel
from cpp_core.guidance.rules_table import rule_text
from cpp_core.outbox import EffectState, OutboxRow
from infra.demo.people import Act

GOT: Mapping[str, str] = {
    "availability": "is asked whether they are available",
    "availability_reminder": "is reminded of the question about availability",
    "nomination": "is asked to name a member and reserves",
    "nomination_reminder": "is reminded to name a member and reserves",
    "nobody_named": "hears that nobody is named for a seat",
    "make_meeting": "the Teams meeting is made, with the guide attached and nobody invited yet",
    "invite": "gets the calendar invitation, with the guide and the meeting's link",
    "uninvite": "is taken off the calendar invitation",
    "attendance": "gets the attendance card: can you attend?",
    "attendance_reminder": "is reminded to answer",
    "seat_changed": "is told of a change to a seat",
    "vacancy": "is asked for a name: nobody is left for a seat",
    "quorum": "gets the decision card: a core seat is not filled",
    "quorum_settled": "hears that every core seat is filled",
    "quorum_decided": "hears what the chair decided",
    "extract_wanted": "is asked for a fresh extract of the caseload",
    "list_workbook": "a version of the case list is laid into the panel's folder",
    "open_folder": "can open the panel's folder",
    "end_access": "can no longer open the panel's folder",
    "case_list": "is told of the case list",
    "list_gaps": "hears what the case list lacks and how old its data is",
    "console": "gets the panel console",
    "washup": "gets the wash-up card",
    "escalation": "is asked to answer an escalated case",
    "chair_feedback": "gets feedback on the chair, in confidence",
    "outcome": "gets a recommendation by e-mail",
    "outcome_spoc": "gets all recommendations for their area by e-mail",
    "delete_downloads": "is reminded to delete downloads",
    "install": "gets the bot in Teams",
}


@dataclass(frozen=True)
class Entry:
    """One line: when, who, what they did or got, why, and by which way."""

    at: datetime
    who: str
    what: str
    clause: str
    way: str

    @property
    def why(self) -> str:
        """The clause with its title."""
        text = rule_text(self.clause)
        return f"{self.clause} {text.title} ({text.citation})"

    def as_json(self) -> dict[str, str]:
        """The line as data."""
        text = rule_text(self.clause)
        return {
            "at": in_london(self.at).isoformat(),
            "who": self.who,
            "what": self.what,
            "way": self.way,
            "clause": self.clause,
            "citation": text.citation,
        }


def entries(acts: Iterable[Act], rows: Iterable[OutboxRow], names: Mapping[str, str]) -> list[Entry]:
    """Everything in order; what the service did at a moment comes before what people did with it."""
    found = [Entry(act.at, act.who, act.what, act.clause, "did") for act in acts]
    done = (row for row in rows if row.state is EffectState.DONE and row.effect.channel is not Channel.INSTALL)
    found += [_got(row, names) for row in done]
    return sorted(found, key=lambda entry: (entry.at, entry.way == "did"))


def _got(row: OutboxRow, names: Mapping[str, str]) -> Entry:
    effect = row.effect
    who = names.get(effect.refs.get("person", ""), "") or names.get(effect.refs.get("to", "").casefold(), "")
    what = GOT.get(effect.what, effect.what)
    if effect.replaces:
        what = "sees their attendance card change to how it stands now"
    if "case" in effect.refs:
        what += f" (case {effect.refs['case']})"
    elif "seat" in effect.refs and effect.what not in ("attendance", "availability"):
        what += f" ({effect.refs['seat']})"
    elif effect.what == "case_list" and effect.refs.get("version", "1") != "1":
        what += f": version {effect.refs['version']}, with what changed"
    return Entry(row.done_at or row.written_at, who or "The service", what, effect.clause, str(effect.channel))


def as_lines(found: Iterable[Entry]) -> Iterable[str]:
    """The timeline as text, with a heading for each day."""
    day = ""
    for entry in found:
        local = in_london(entry.at)
        heading = f"{local:%A} {local.day} {local:%B %Y}"
        if heading != day:
            day = heading
            yield f"\n{heading}"
        yield f"  {local:%H:%M}  {entry.who:<34} {entry.what}  [{entry.clause}]"
