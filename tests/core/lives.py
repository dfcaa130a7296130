"""Lives of panels as files that anybody can read: what happens, and indented below it all that follows.

`data/lives/*.txt` are such files. A line that is not indented is something that happens, in the words of `HAPPENINGS`;
below it stand what is sent (to whom, by which clause, under which key, when it leaves), what is noted in the audit
trail, and what has changed on the panel. `pytest tests/core --regenerate-lives` writes what follows anew: read the
difference before you commit it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime

from cpp_core.auditing import FolderSeen, MeetingSeen, Seen
from cpp_core.deadlines.obligations import obligations
from cpp_core.deadlines.time import in_london
from cpp_core.effects import Channel, Effect
from cpp_core.model.panel import AnswerVia, ListedCase, Move, Panel, Place, QuorumChoice, QuorumDecision, SeatKind
from cpp_core.ports import Entry
from cpp_core.refusals import Refusal
from cpp_core.workflow import attendance, case_list, invitations, sitting
from cpp_core.workflow.attendance import Answer
from cpp_core.workflow.mending import mend
from cpp_core.workflow.nominations import ask_independent, ask_spocs, available, escalate, unavailable
from cpp_core.workflow.step import Step
from tests.core.support import CONTACTS, Life, a_panel
from tests.core.tables import ENGLAND, moment

Told = Iterable[str]


def played(script: str) -> str:
    """The life that a script tells, with what follows each thing that happens."""
    life = Life(a_panel().made, moment("2026-11-24 09:00"))
    told: list[str] = []
    for line in script.splitlines():
        if line.startswith(" "):
            continue
        told.append(line)
        if line and not line.startswith("#"):
            told.extend(f"  {one}" for one in _follows(life, line))
    return "\n".join(told) + "\n"


def _follows(life: Life, line: str) -> Iterator[str]:
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
    yield from _changed(before, life.panel)
    numbered = [effect.key for _, effect in life.outbox if re.search(r":\d+:[^:]+$", effect.key)]
    assert len(numbered) == len(set(numbered)), "no number is used twice"


def clock(at: datetime | None) -> str:
    """A moment as a clock in London shows it."""
    return f"{in_london(at):%a %d %b %H:%M}" if at else "never"


def said_of(outbox: Iterable[tuple[datetime, Effect]]) -> Iterator[str]:
    """What is sent, and to whom; the app is installed for everybody before their first card, which is not said."""
    installed = set[str]()
    said: dict[str, list[str]] = defaultdict(list)
    for at, effect in outbox:
        if effect.channel is Channel.INSTALL:
            installed.add(effect.key)
            continue
        assert effect.channel is not Channel.CHAT or effect.after in installed or effect.what == "case_list"
        to = effect.refs.get("person", "")
        seat = effect.refs.get("seat", "")
        refs = (f"{name}={value}" for name, value in effect.refs.items() if name not in {"panel", "person", "seat"})
        words = [f"{clock(at)} {effect.channel} {effect.what} ({effect.clause}) {_less(effect.key, to)}"]
        words += [f"leaves {clock(effect.not_before)}"] if effect.not_before else []
        words += [f"lapses {clock(effect.lapses_at)}"] if effect.lapses_at else []
        words += [f"instead of {_less(effect.replaces, to)}"] if effect.replaces else []
        words += [f"after {_less(effect.after, to)}"] if effect.after and effect.after not in installed else []
        said["; ".join([*words, *refs])].append(to if to.startswith(seat) else f"{to} ({seat})")
    yield from (f"{words} -> {', '.join(to)}" if any(to) else words for words, to in said.items())


def _less(key: str, person: str) -> str:
    """A key without the person whom it is for, and without its number: that no two are the same is seen apart."""
    return re.sub(r"(@\w+(~\d+)?):\d+$", r"\1:#", key.removesuffix(f":{person}")).replace("@20261208T1000Z", "")


def written_down(entries: Iterable[Entry]) -> Iterator[str]:
    said: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        person, seat = entry.details.get("person", ""), entry.details.get("seat", "")
        about = (f"{name}={value}" for name, value in entry.details.items() if name not in {"panel", "person", "seat"})
        who = [person if person.startswith(seat) else f"{person} ({seat})".strip()] if person or seat else []
        words = [*who, *about, *(repr(text) for text in entry.texts.values())]
        by = "themselves" if entry.by == person else entry.by
        said[f"noted in {entry.chain}: {entry.what} ({entry.clause}) by {by}"].append(" ".join(words))
    yield from (f"{words} -> {', '.join(about)}" if any(about) else words for words, about in said.items())


def _changed(before: Panel, after: Panel) -> Iterator[str]:
    for each in fields(Panel):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if each.name == "done":
            again = [key for key in old if key not in new]
            yield from [f"to be done again: {', '.join(again)}"] if again else []
        elif each.name == "seats":
            yield from _places_changed(before, after)
        elif old != new:
            yield _less(f"{each.name} is now {_shown(new)}", "")


def _shown(value: object) -> str:
    """A value of a panel in words: of decisions, cases and moves only what they say."""
    if isinstance(value, QuorumDecision):
        return f"{value.choice} without {_shown(value.missing)} by {value.by} {clock(value.at)}"
    if isinstance(value, Move):
        return f"{clock(value.from_start)} to {clock(value.to_start)} by {value.by} {clock(value.at)}: {value.reason}"
    if isinstance(value, ListedCase):
        return f"{value.case_ref} {value.removed_reason}{value.not_reached_reason}".strip()
    if isinstance(value, datetime):
        return clock(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    if isinstance(value, tuple | frozenset):
        return ", ".join(map(_shown, sorted(value) if isinstance(value, frozenset) else value)) or "none"
    return str(value) or "nobody"


def _places_changed(before: Panel, after: Panel) -> Iterator[str]:
    said: dict[str, list[str]] = defaultdict(list)
    for seat, place in after.places():
        if place not in before.seat(seat.kind).places:
            known_as = f"{seat.kind} {place.ordinal}"
            said[_stands(place)].append(place.person_id + ("" if place.person_id == known_as else f" ({known_as})"))
    yield from (f"{words} -> {', '.join(who)}" for words, who in said.items())
    gone = [place.person_id for _, place in before.places() if after.place_of(place.person_id) is None]
    yield from (f"{person} is not named any more" for person in gone)


def _stands(place: Place) -> str:
    asked = f", asked {clock(place.asked_at)} ({place.asks}) until {clock(place.answer_by)}" if place.asked_at else ""
    answered = f", answered {clock(place.answered_at)} by {place.answered_via}" if place.answered_at else ""
    return f"{place.status}{asked}{answered}" + (f", because: {place.reason}" if place.reason else "")


def _due(life: Life) -> Told:
    for each in obligations(life.panel, life.policy, ENGLAND):
        of = " ".join(part for part in (each.seat, each.person_id) if part)
        ladder = f" [{each.ladder} {each.rung}]" if each.ladder else ""
        yield f"{clock(each.due_at)} {each.key} ({each.clause}): {each.duty}{f' of {of}' if of else ''}{ladder}"


def _begins(life: Life, on: str, named: str, at: str) -> None:
    made = a_panel().on(on or "2026-12-08 10:00")
    life.panel = (made if named == "no names" else made.with_core_members(int(named[0]))).made
    life.now, life.contacts = moment(at), CONTACTS
    life.outbox.clear()
    life.entries.clear()


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
        life.take(unavailable(life.panel, person, "On leave.", life.scene))
    else:
        life.take(available(life.panel, person, life.contacts, life.scene))


def _lists(life: Life, refs: str) -> None:
    life.panel = replace(life.panel, cases=tuple(ListedCase(ref, "due") for ref in _names(refs)))


def _attended(life: Life, person: str, since: str) -> None:
    came = moment(since) if since else None
    life.take(attendance.attended(life.panel, person, came, "officer", life.scene))


def _time_up(life: Life, kind: str, person: str) -> None:
    life.take(attendance.time_up(life.panel, SeatKind(kind), person, life.contacts, life.scene))


def _not_reached(life: Life, ref: str, reason: str) -> None:
    life.take(sitting.not_reached(life.panel, ref, reason, (), "officer", life.scene))


def _asks(life: Life, what: str) -> None:
    panel, contacts, scene = life.panel, life.contacts, life.scene
    ways: dict[str, Callable[[], Step]] = {
        "the spoc is asked": lambda: ask_spocs(panel, SeatKind.RL, contacts, scene, what="names", rung="ask"),
        "the team is asked": lambda: ask_spocs(panel, SeatKind.OFFICER, contacts, scene, what="names", rung="ask"),
        "independent members are asked": lambda: ask_independent(panel, contacts, scene, what="available", rung="ask"),
        "the team hears that nobody is named": lambda: escalate(panel, SeatKind.RL, contacts, scene, clause="INV-1"),
        "the console is offered": lambda: invitations.offer_console(panel, contacts, scene),
        "an extract is asked for": lambda: case_list.ask_extract(panel, contacts, scene, rung="1"),
        "downloads are to be deleted": lambda: case_list.remind_to_delete(panel, scene),
        "access ends": lambda: case_list.end_access(panel, scene),
        "the independent member may read": lambda: case_list.open_to_independent(panel, scene),
        "the panel is opened": lambda: sitting.open_panel(panel, "chair", scene),
        "the panel is closed": lambda: sitting.close_panel(panel, (), "chair", scene),
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
    r"the panel is moved to (.+)": lambda life, to: life.moved(to) and None,
    r"the list has (.+)": _lists,
    r"(.+) is not reached(?:: (.+))?": _not_reached,
    r"(.+) (?:came at|was absent)(?: (.+))?": _attended,
    r"one finds (no meeting|the meeting|no folder|the folder)(?: with (.*?))?( and strangers)?": _looks,
    r"(.+)": _asks,
}
"""What can happen, and how: the groups of the pattern are given to the function."""
