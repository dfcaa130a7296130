"""The timeline of a demo: what people did and what they got, in order, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    "nobody_named": "hears that a seat has no name, or no reserve",
    "make_meeting": "the Teams meeting is made, with the guide attached and nobody invited yet",
    "invite": "gets the calendar invitation, with the guide and the meeting's link",
    "hold": "has two hours to prepare held in their calendar",
    "release_hold": "gets the time to prepare back",
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
    "move_meeting": "the Teams meeting moves to the new date",
    "cancel_meeting": "the Teams meeting is cancelled",
    "atlas_sheet": "the entry sheet for Atlas is laid into the panel's folder",
    "atlas": "is asked to enter the outcomes on Atlas",
    "escalation_answered": "hears the answer to an escalation",
    "escalation_chased": "hears that an escalation is not answered",
    "fee_due": "is told what they may claim, and by when",
    "left_over": "hears what is still left to do after the panel",
    "panel_cancelled": "hears that the panel does not take place",
    "panel_postponed": "hears that the panel has moved",
    "account_gone": "hears that somebody's account is gone",
    "attended": "is asked to confirm who attended",
    "too_late": "hears kindly that their seat had been taken when they accepted",
    "response": "gets the card on which to answer a recommendation",
    "approval": "is asked to approve that a recommendation is not followed",
    "answers_due": "is reminded of a recommendation that is not answered yet",
    "answers_due_spoc": "is reminded of recommendations in their area that are not answered yet",
    "answers_overdue": "hears that an answer is overdue",
    "answers_overdue_spoc": "hears that an answer in their area is overdue",
    "answers_overdue_team": "hears which answers are overdue",
    "audit": "is asked to audit whether a recommendation was followed",
    "dcpr": "is asked to reflect the panel in the next review",
    "spoc_digest": "gets the week's digest of what is open in their area",
    "chair_feedback_passed_on": "hears that feedback was passed on",
    "checklist_returned": "gets the Minimum Review Checklist",
    "concern_for_lead": "gets a concern about behaviour, in private",
    "independent_feedback": "gets feedback on the independent member",
    "safeguarding": "gets a safeguarding concern to act on",
    "safeguarding_follow_up": "is asked what was done about a safeguarding concern",
}


@dataclass(frozen=True)
class Who:
    """Somebody of the cast: their name and their part (`SPOC, RL`)."""

    name: str
    part: str


@dataclass(frozen=True)
class Entry:
    """One line: when, who, what they did or got, why, and by which way."""

    at: datetime
    who: str
    part: str
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
            "part": self.part,
            "what": self.what,
            "way": self.way,
            "clause": self.clause,
            "citation": text.citation,
        }


def entries(acts: Iterable[Act], rows: Sequence[OutboxRow], people: Mapping[str, Who]) -> list[Entry]:
    """Everything in order; what somebody's press caused comes after the press."""
    by_name = {who.name: who for who in people.values()}
    found = [(act.at, act.after, 0, _did(act, by_name)) for act in acts]
    pressed = {(act.at, act.who) for act in acts}
    for number, row in enumerate(rows):
        entry = _got(row, people)
        own = row.effect.replaces is not None and (entry.at, entry.who) in pressed
        if row.state is EffectState.DONE and row.effect.channel is not Channel.INSTALL and not own:
            found.append((entry.at, number, 1, entry))
    return [entry for *_, entry in sorted(found, key=lambda each: each[:3])]


def _did(act: Act, by_name: Mapping[str, Who]) -> Entry:
    part = by_name[act.who].part if act.who in by_name else ""
    return Entry(act.at, act.who, part, act.what, act.clause, "did")


def _got(row: OutboxRow, people: Mapping[str, Who]) -> Entry:
    effect = row.effect
    nobody = Who("The service", "")
    who = people.get(effect.refs.get("person", "")) or people.get(effect.refs.get("to", "").casefold()) or nobody
    return Entry(row.done_at or row.written_at, who.name, who.part, _what(row), effect.clause, str(effect.channel))


def _what(row: OutboxRow) -> str:
    effect, refs = row.effect, row.effect.refs
    if effect.replaces:
        return "sees on their card how things stand now"
    what = GOT.get(effect.what, effect.what)
    if "case" in refs:
        return f"{what} (case {refs['case']})"
    if effect.what == "seat_changed":
        return f"{what}: {refs['seat']}, {refs['status']}"
    if "seat" in refs and effect.what not in ("attendance", "availability", "availability_reminder"):
        return f"{what} ({refs['seat']})"
    if effect.what == "case_list" and refs.get("version", "1") != "1":
        return f"{what}: version {refs['version']}, with what changed"
    return what


def as_lines(found: Iterable[Entry]) -> Iterable[str]:
    """The timeline as text, with a heading for each day."""
    day = ""
    for entry in found:
        local = in_london(entry.at)
        heading = f"{local:%A} {local.day} {local:%B %Y}"
        if heading != day:
            day = heading
            yield f"\n{heading}"
        who = f"{entry.who} ({entry.part})" if entry.part else entry.who
        yield f"  {local:%H:%M}  {who:<62} {entry.what}  [{entry.clause}]"
