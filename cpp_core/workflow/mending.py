"""Where what Graph says is not what was promised: the effects that bring it back, each once for a finding and a day.

A person's invitation or access is given back or taken away by the same effects as at first, under keys with the day: a
second replica writes nothing more, and somebody who undoes by hand what the service does is not fought all day long,
but put to the CPP team. Whom the service never invited or let in it leaves alone, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cpp_core.auditing import Discrepancy, FolderSeen, MeetingSeen, Seen
from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.deadlines.time import london_date
from cpp_core.effects import Effect
from cpp_core.model.panel import LIVE, Panel, PanelStatus
from cpp_core.workflow import keys
from cpp_core.workflow.asking import is_invited
from cpp_core.workflow.keys import Scene


@dataclass(frozen=True)
class Repair:
    """One thing that was found, and the effects that mend it; none where somebody must look."""

    found: Discrepancy
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class _Day:
    """Repairs of one panel on one day."""

    panel: Panel
    scene: Scene
    stamp: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stamp", f"{keys.about(self.panel)}:{london_date(self.scene.now)}")

    def meeting(self, what: str, person_id: str = "", after: str | None = None) -> Effect:
        """Something about the meeting, in working hours unless the panel is near."""
        key = ":".join(part for part in ("INV-3:audit", what, self.stamp, person_id) if part)
        effect = keys.meeting(key, what, "INV-3", self.panel, person_id, after=after)
        return self.scene.held_back(effect, any_hour=self.scene.is_urgent(self.panel))

    def folder(self, what: str, person_id: str) -> Effect:
        """Something about the folder: at any hour, and nobody is told."""
        key = f"LST-5:audit:{what}:{self.stamp}:{person_id}"
        return keys.folder(key, what, "LST-5", self.panel, person=person_id)


def meeting_expected(panel: Panel, scene: Scene) -> bool:
    """Whether there should be an event with attendees now."""
    return panel.status is PanelStatus.PLANNED and panel.starts_at > scene.now and is_invited(panel)


def folder_expected(panel: Panel, scene: Scene) -> bool:
    """Whether the folder should be there, or somebody could still be let in who should not."""
    return panel.list_version > 0 and scene.now < access_ends_at(panel, scene.policy, scene.calendar)


def mend(panel: Panel, seen: Seen, scene: Scene) -> tuple[Repair, ...]:
    """What is not as promised for this panel, with what mends it."""
    repairs: list[Repair] = []
    if seen.meeting_asked and meeting_expected(panel, scene):
        repairs.extend(_mend_meeting(panel, seen.meeting, scene))
    if seen.folder_asked and folder_expected(panel, scene):
        repairs.extend(_mend_folder(panel, seen.folder, scene))
    return tuple(repairs)


def _mend_meeting(panel: Panel, seen: MeetingSeen | None, scene: Scene) -> Iterator[Repair]:
    day = _Day(panel, scene)
    places = [place for _, place in panel.places()]
    live = _ids(place.person_id for place in places if place.status in LIVE)
    if seen is None:
        made = day.meeting("make_meeting")
        invited = (day.meeting("invite", person, after=made.key) for person in live)
        yield Repair(Discrepancy("meeting-gone", panel.id, mended=True), (made, *invited))
        return
    for person in live:
        if person not in seen.invited:
            yield Repair(_about("not-invited", panel, person), (day.meeting("invite", person),))
    for person in _ids(place.person_id for place in places):
        if person in seen.invited and person not in live:
            yield Repair(_about("still-invited", panel, person), (day.meeting("uninvite", person),))
    if seen.strangers:
        yield Repair(Discrepancy("strangers-invited", panel.id))


def _mend_folder(panel: Panel, seen: FolderSeen | None, scene: Scene) -> Iterator[Repair]:
    day = _Day(panel, scene)
    readers = seen.readers if seen else frozenset()
    for person in _ids(panel.opened_to - readers):
        yield Repair(_about("cannot-open", panel, person), (day.folder("open_folder", person),))
    for person in _ids(readers - panel.opened_to):
        yield Repair(_about("can-still-open", panel, person), (day.folder("end_access", person),))
    if seen is not None and seen.strangers:
        yield Repair(Discrepancy("strangers-can-open", panel.id))


def _about(code: str, panel: Panel, person_id: str) -> Discrepancy:
    return Discrepancy(code, f"{panel.id}/{person_id}", mended=True)


def _ids(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(people)))
