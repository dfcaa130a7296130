"""What follows from something that happens, in words: what is sent, what is noted, what has changed on a panel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime

from cpp_core.deadlines.time import in_london
from cpp_core.effects import Channel, Effect
from cpp_core.model.panel import ListedCase, Move, Panel, Place, QuorumDecision
from cpp_core.ports import Entry


def clock(at: datetime | None) -> str:
    """A moment as a clock in London shows it."""
    return f"{in_london(at):%a %d %b %H:%M}" if at else "never"


def said_of(outbox: Iterable[tuple[datetime, Effect]]) -> Iterator[str]:
    """What is sent, and to whom; the app is installed for everybody before their first card, which is not said."""
    installed = set[str]()
    said: dict[str, list[str]] = defaultdict(list)
    for at, effect in outbox:
        assert effect.refs.get("person", "somebody"), "nothing is sent to nobody"
        if effect.channel is Channel.INSTALL:
            assert effect.after is None
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
    """A key without the person whom it is for, and without the panel's usual moment."""
    return key.removesuffix(f":{person}").replace("@20261208T1000Z", "")


def written_down(entries: Iterable[Entry]) -> Iterator[str]:
    """What is noted in the audit trail."""
    said: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        person, seat = entry.details.get("person", ""), entry.details.get("seat", "")
        about = (f"{name}={value}" for name, value in entry.details.items() if name not in {"panel", "person", "seat"})
        who = [person if person.startswith(seat) else f"{person} ({seat})".strip()] if person or seat else []
        words = [*who, *about, *(repr(text) for text in entry.texts.values())]
        by = "themselves" if entry.by == person else entry.by
        said[f"noted in {entry.chain}: {entry.what} ({entry.clause}) by {by}"].append(" ".join(words))
    yield from (f"{words} -> {', '.join(about)}" if any(about) else words for words, about in said.items())


def changed(before: Panel, after: Panel) -> Iterator[str]:
    """What is different on a panel; what has happened to it is said by keys, what was carried out where it matters."""
    for each in fields(Panel):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if each.name == "done":
            again = [key for key in old if key not in new]
            yield from [f"to be done again: {', '.join(again)}"] if again else []
        elif each.name == "happened":
            continue
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
