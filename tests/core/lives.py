"""Lives of panels as files that anybody can read: what happens, and indented below it all that follows.

`data/lives/*.txt` are such files. A line that is not indented is something that happens, in the words of `HAPPENINGS`;
below it stand what is sent (to whom, by which clause, under which key, when it leaves), what is noted in the audit
trail, and what has changed on the panel. `pytest tests/core --regenerate-lives` writes what follows anew: read the
difference before you commit it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cpp_core.auditing import FolderSeen, MeetingSeen, Seen
from cpp_core.deadlines.obligations import obligations
from cpp_core.deadlines.time import london_date
from cpp_core.model.case import Case
from cpp_core.model.listing import CaseList
from cpp_core.model.panel import AnswerVia, ListedCase, QuorumChoice, SeatKind
from cpp_core.model.recommendation import Draft, Kind, Recommendation
from cpp_core.refusals import Refusal
from cpp_core.rules.case_list import row_of
from cpp_core.workflow import (
    attendance,
    case_list,
    folder,
    holds,
    invitations,
    moving,
    nominations,
    quorum_findings,
    sitting,
)
from cpp_core.workflow.attendance import Answer
from cpp_core.workflow.mending import mend
from cpp_core.workflow.step import Step
from tests.core.support import CONTACTS, Life, a_panel
from tests.core.tables import ENGLAND, moment
from tests.core.told import changed, clock, said_of, written_down

Told = Iterable[str]


@dataclass
class Tale(Life):
    """A life with the last version of the case list, and the outcomes that stand."""

    listed: CaseList | None = None
    standing: tuple[Recommendation, ...] = ()


def played(script: str) -> str:
    """The life that a script tells, with what follows each thing that happens."""
    life = Tale(a_panel().made, moment("2026-11-24 09:00"))
    told: list[str] = []
    for line in script.splitlines():
        if line.startswith(" "):
            continue
        told.append(line)
        if line and not line.startswith("#"):
            told.extend(f"  {one}" for one in _follows(life, line))
    return "\n".join(told) + "\n"


def _follows(life: Tale, line: str) -> Iterator[str]:
    before, sent, noted = life.panel, len(life.outbox), len(life.entries)
    if begins := re.fullmatch(r"a panel(?: on (.+?))? with (\d reserves|no names) at (.+)", line):
        _begins(life, *begins.groups())
        return
    for pattern, happens in HAPPENINGS.items():
        if found := re.fullmatch(pattern, line):
            try:
                yield from happens(life, *found.groups(default="")) or ()
            except Refusal as refusal:
                yield from (f"refused by {refusal.clause}: {fault.sentence()}" for fault in refusal.faults)
            break
    else:
        raise ValueError(f"nobody knows what this means: {line}")
    yield from said_of(life.outbox[sent:])
    yield from written_down(life.entries[noted:])
    yield from changed(before, life.panel)
    numbered = [effect.key for _, effect in life.outbox if re.search(r":\d+:[^:]+$", effect.key)]
    assert len(numbered) == len(set(numbered)), "no number is used twice"


def _due(life: Life) -> Told:
    for each in obligations(life.panel, life.policy, ENGLAND):
        of = " ".join(part for part in (each.seat, each.person_id) if part)
        ladder = f" [{each.ladder} {each.rung}]" if each.ladder else ""
        yield f"{clock(each.due_at)} {each.key} ({each.clause}): {each.duty}{f' of {of}' if of else ''}{ladder}"


def _begins(life: Tale, on: str, named: str, at: str) -> None:
    made = a_panel().on(on or "2026-12-08 10:00")
    life.panel = (made if named == "no names" else made.with_core_members(int(named[0]))).made
    life.now, life.contacts = moment(at), CONTACTS
    life.outbox, life.entries, life.listed, life.standing = [], [], None, ()


def _confirms_all(life: Life, but: str) -> None:
    life.everybody_confirms(*(SeatKind(kind) for kind in _names(but)))


def _answers(life: Life, person: str, verb: str, via: str, reason: str) -> None:
    answer = Answer(person, person, AnswerVia(via or "Teams chat"), reason, "On the phone." if via else "")
    ways: dict[str, Callable[[], object]] = {
        "confirms": lambda: life.take(attendance.confirm(life.panel, answer, life.contacts, life.scene)),
        "declines": lambda: life.take(attendance.decline(life.panel, answer, life.contacts, life.scene)),
        "gets the seat back": lambda: life.take(attendance.give_back(life.panel, answer, life.contacts, life.scene)),
        "asks to be reminded": lambda: life.take(attendance.later(life.panel, answer, life.scene)),
    }
    ways[verb]()


def _bars(life: Life, person: str, why: str) -> None:
    life.contacts = replace(life.contacts, barred={**life.contacts.barred, person: why})


def _available(life: Life, person: str, no: str) -> None:
    if no:
        life.take(nominations.unavailable(life.panel, person, "On leave.", life.scene))
    else:
        life.take(nominations.available(life.panel, person, life.contacts, life.scene))


def _has_spoc(life: Life, kind: str, how: str) -> None:
    spocs = {**life.contacts.spocs, SeatKind(kind): ("new spoc",) if how == "a" else ()}
    life.contacts = replace(life.contacts, spocs=spocs)


def _wanted(life: Life) -> Told:
    wanted = {kind: nominations.names_wanted(life.panel, kind, life.scene) for kind in SeatKind}
    yield ", ".join(f"{kind} {count}" for kind, count in wanted.items())


def _chosen(life: Life, refs: str) -> None:
    known = {ref: Case(ref, date(2026, 8, 31)) for ref in _names(refs)}
    chosen = tuple(ListedCase(ref, "due") for ref in known)
    life.panel = case_list.refresh_cases(life.panel, chosen, known)


def _shares(life: Tale, clause: str, refs: str) -> Told:
    on = london_date(life.panel.starts_at)
    rows = (row_of(Case(ref, date(2026, 8, 31)), "due", (), on, life.policy, {}) for ref in _names(refs))
    life.listed = case_list.next_version(life.panel, tuple(rows), life.listed, life.scene)
    yield f"{life.listed.id}: {', '.join(f'{each.case_ref} {each.what}' for each in life.listed.changes)}"
    life.take(case_list.share(life.panel, life.listed, life.contacts, life.scene, clause=clause))


def _moves(life: Life, to: str, until: str) -> None:
    set_anew = moment(until) if until else None
    life.take(
        moving.postpone(life.panel, moment(to), "team", "A strike.", life.contacts, life.scene, cutoff_at=set_anew)
    )


def _missing(life: Life) -> Told:
    for each in quorum_findings.missing(life.panel, life.scene):
        found = each.as_finding({"RL 1": "the first reserve"})
        who = "; the chair decides" if each.chair_decides else "; the chair decided" if each.decided else ""
        yield f"{found.what}: {found.why}. {found.mend}{who}"


def _times(life: Life) -> Told:
    """The times to prepare, by day in the order in which they are tried: the first and the last of each."""
    days: dict[str, list[str]] = {}
    for at in holds.times_to_prepare(life.panel, life.scene):
        day, time = clock(at).rsplit(" ", 1)
        days.setdefault(day, []).append(time)
    yield from (f"{day} {times[0]} to {times[-1]}, {len(times)} of them" for day, times in days.items())


def _mails(life: Tale, ref: str, to: str) -> Told:
    each = next(each for each in life.standing if each.case_ref == ref)
    return said_of((life.now, effect) for effect in sitting.outcome_mails(life.panel, each, to.split(", "), life.scene))


def _recommends(life: Tale, ref: str, what: str, again: str) -> None:
    kind = Kind.RELEASE if what == "released" else Kind.MAINTAIN
    draft, on = Draft(kind, "Because."), london_date(life.panel.starts_at)
    made = Recommendation(f"R-{ref}", "P1", on, ref, 2 if again else 1, draft, "CHAIR 0", life.now)
    life.take(sitting.record(life.panel, made, life.contacts, life.scene))
    life.standing = (*life.standing, made)


def _attended(life: Life, person: str, since: str) -> None:
    came = moment(since) if since else None
    life.take(attendance.attended(life.panel, person, came, "officer", life.scene))


def _time_up(life: Life, kind: str, person: str) -> None:
    life.take(attendance.time_up(life.panel, SeatKind(kind), person, life.contacts, life.scene))


def _not_reached(life: Tale, ref: str, reason: str) -> None:
    life.take(sitting.not_reached(life.panel, ref, reason, life.standing, "officer", life.scene))


def _asks(life: Tale, what: str) -> None:
    panel, contacts, scene = life.panel, life.contacts, life.scene
    ways: dict[str, Callable[[], Step]] = {
        "the spoc is asked": lambda: nominations.ask_spocs(
            panel, SeatKind.RL, contacts, scene, what="names", rung="ask"
        ),
        "the team is asked": lambda: nominations.ask_spocs(
            panel, SeatKind.OFFICER, contacts, scene, what="names", rung="ask"
        ),
        "independent members are asked": lambda: nominations.ask_independent(
            panel, contacts, scene, what="available", rung="ask"
        ),
        "the team hears that nobody is named": lambda: nominations.escalate(
            panel, SeatKind.RL, contacts, scene, clause="INV-1"
        ),
        "the console is offered": lambda: invitations.offer_console(panel, contacts, scene),
        "an extract is asked for": lambda: case_list.ask_extract(panel, contacts, scene, rung="1"),
        "downloads are to be deleted": lambda: case_list.remind_to_delete(panel, scene),
        "access ends": lambda: case_list.end_access(panel, scene),
        "the independent member may read": lambda: case_list.open_to_independent(panel, scene),
        "the panel is opened": lambda: sitting.open_panel(panel, "chair", scene),
        "the panel is closed": lambda: sitting.close_panel(panel, life.standing, "chair", scene),
    }
    life.take(ways[what]())


def _looks(life: Life, where: str, who_is_there: str, strangers: str) -> Told:
    there, others = frozenset(_names(who_is_there)), int(bool(strangers))
    seen = {
        "no meeting": Seen(meeting_asked=True),
        "the meeting": Seen(meeting_asked=True, meeting=MeetingSeen(there, others)),
        "no folder": Seen(folder_asked=True),
        "the folder": Seen(folder_asked=True, folder=FolderSeen(there, others)),
    }[where]
    for repair in mend(life.panel, seen, life.scene):
        yield f"{repair.found.key} {'is mended' if repair.found.mended else 'is told'}"
        yield from said_of((life.now, effect) for effect in repair.effects)


def _names(words: str) -> list[str]:
    return [word for word in words.split(", ") if word]


HAPPENINGS: dict[str, Callable[..., Told | None]] = {
    r"it is (.+)": lambda life, at: life.at(at) and None,
    r"asleep until (.+)": lambda life, at: life.wakes(at) and None,
    r"everybody confirms(?: but (.+))?": _confirms_all,
    r"(.+?) (confirms|declines|gets the seat back|asks to be reminded)(?: by (telephone))?(?:: (.+))?": _answers,
    r"(\w+) gets names: (.+)": lambda life, kind, names: life.named(SeatKind(kind), *_names(names)) and None,
    r"what falls due": _due,
    r"(.+) cannot be seated: (.+)": _bars,
    r"the time of (\w+) (.+) is up": lambda life, kind, ordinal: _time_up(life, kind, f"{kind} {ordinal}"),
    r"(.+) is (un)?available": _available,
    r"the chair decides to (\w+)(?: until (.+))?": lambda life, what, to: life.decides(QuorumChoice(what), to) and None,
    r"the panel is cancelled": lambda life: life.cancelled() and None,
    r"the panel is moved to (.+?)(?: with answers by (.+))?": _moves,
    r"what is missing": _missing,
    r"times to prepare": _times,
    r"(.+) holds time": lambda life, who: life.take(holds.hold(life.panel, who, life.scene)) and None,
    r"the outcome of (EX-\d) goes to (.*)": _mails,
    r"(.+) is carried out": lambda life, key: setattr(life, "panel", life.panel.with_done(key, life.now)),
    r"(\w+) has (a|no) SPOC": _has_spoc,
    r"how many names are wanted": _wanted,
    r"the cases are now (.+)": _chosen,
    r"(LST-\d): a list of (.+)": _shares,
    r"the folder is closed to (.+)": lambda life, who: (
        life.take(folder.close_folder(life.panel, who, life.scene)) and None
    ),
    r"(EX-\d) is to be (released|detained)( after all)?": _recommends,
    r"(.+) is not reached(?:: (.+))?": _not_reached,
    r"(.+) (?:came at|was absent)(?: (.+))?": _attended,
    r"one finds (no meeting|the meeting|no folder|the folder)(?: with (.*?))?( and strangers)?": _looks,
    r"(.+)": _asks,
}
"""What can happen, and how: the groups of the pattern are given to the function."""
