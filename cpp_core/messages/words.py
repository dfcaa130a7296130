"""Dates, people and panels in words, the same in every message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cpp_core.deadlines.time import in_london
from cpp_core.guidance.rules_table import rule_text
from cpp_core.messages.message import Why
from cpp_core.model.case import BailInPrinciple
from cpp_core.model.panel import SEAT_NAMES, Panel, PlaceStatus, SeatKind
from cpp_core.model.person import Grade, Person, Role
from cpp_core.workflow.keys import Scene


@dataclass(frozen=True)
class View:
    """What a message about a panel is made from: the panel, the scene, the people whom it may name, and who reads it."""

    panel: Panel
    scene: Scene
    people: Mapping[str, Person] = field(default_factory=dict)
    reader: Person | None = None

    def name(self, person_id: str) -> str:
        """A person's name; "someone no longer in the directory" when they have left it."""
        person = self.people.get(person_id)
        return person.name if person else "someone no longer in the directory"

    def title(self, about: str) -> str:
        """A heading: what it is about, then which panel. References only."""
        return f"{about}: {short_panel(self.panel)}"


def day(value: date) -> str:
    """`Tuesday 8 December 2026`."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`Tuesday 8 December 2026 at 10:00`, as London's clocks show it."""
    local = in_london(value)
    return f"{day(local.date())} at {local:%H:%M}"


def short_day(value: date) -> str:
    """`Tue 8 Dec`."""
    return f"{value:%a} {value.day} {value:%b}"


def short_panel(panel: Panel) -> str:
    """`3-month panel, Tue 8 Dec 10:00`."""
    return f"{panel.band} panel, {short_start(panel)}"


def short_start(panel: Panel) -> str:
    """`Tue 8 Dec 10:00`: for a button, which names the panel in a list that says more of it."""
    local = in_london(panel.starts_at)
    return f"{short_day(local.date())} {local:%H:%M}"


def ends_at(panel: Panel, minutes: int) -> datetime:
    """When the panel is expected to end."""
    return panel.starts_at + timedelta(minutes=minutes)


def panel_facts(view: View) -> tuple[tuple[str, str], ...]:
    """When, what and where, for any message about a panel."""
    end = in_london(ends_at(view.panel, view.scene.policy.panel_minutes))
    return (
        ("When", f"{moment(view.panel.starts_at)} to {end:%H:%M}"),
        ("Panel", f"{view.panel.band} Case Progression Panel ({view.panel.id})"),
        ("Where", "Microsoft Teams; the invitation in your calendar has the link"),
    )


def seat_name(kind: SeatKind) -> str:
    """`Returns Logistics`, `the chair` …"""
    return {SeatKind.CHAIR: "chair", SeatKind.OFFICER: "CPP officer"}.get(kind, SEAT_NAMES[kind])


def sentence_case(words: str) -> str:
    """The first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]


def said_of(status: PlaceStatus) -> str:
    """What somebody did, or what became of them, after "has"."""
    return {
        PlaceStatus.NAMED: "not been asked yet",
        PlaceStatus.ASKED: "not answered yet",
        PlaceStatus.CONFIRMED: "confirmed",
        PlaceStatus.DECLINED: "declined",
        PlaceStatus.STOOD_DOWN: "not answered in time",
        PlaceStatus.WITHDRAWN: "withdrawn",
        PlaceStatus.NOT_NEEDED: "been told that they are not needed",
        PlaceStatus.BARRED: "been found unable to sit",
    }[status]


def reader_of_seat(view: View, kind: SeatKind) -> str:
    """Who the reader is to a seat, as the beginning of why they get a message about it."""
    reader = view.reader
    if reader is not None and reader.id == view.panel.officer_id():
        return "You are the CPP officer of this panel"
    if reader is not None and reader.has(Role.SPOC) and reader.area == kind:
        return f"You are the point of contact (SPOC) for {seat_name(kind)}"
    if reader is not None and reader.has(Role.CPP_TEAM, Role.OFFICER):
        return "You are in the CPP team, which runs this panel"
    return f"You look after the seat of the {seat_name(kind)} on this panel"


def runs_panels(view: View) -> bool:
    """Whether the reader is of the CPP team, and can act on the panel from its card at a glance."""
    return view.reader is not None and view.reader.has(Role.CPP_TEAM, Role.OFFICER)


def granted_by(grant: BailInPrinciple | None) -> str:
    """Who granted bail in principle: `by an immigration judge` …"""
    by = {BailInPrinciple.SECRETARY_OF_STATE: "by the Secretary of State"}
    return "" if grant is None else by.get(grant, "by an immigration judge")


def person_line(person: Person) -> str:
    """A name with grade, for choosing: `Alder Example (HEO)`."""
    return f"{person.name} ({grade_name(person.grade)})" if person.grade else person.name


def choice_line(view: View, person: Person) -> str:
    """The same, for a seat of this panel: `Alder Example (HEO), busy then by their calendar`."""
    return f"{person_line(person)}{', busy then by their calendar' if person.id in view.panel.busy else ''}"


def grade_name(grade: Grade) -> str:
    """`SEO`, `Grade 7` …"""
    return {Grade.G7: "Grade 7", Grade.G6: "Grade 6"}.get(grade, grade.name)


def why(clause: str, sentence: str, *, reading: bool = False) -> Why:
    """The sentence at the foot, with its clause."""
    return Why(clause, rule_text(clause).citation, sentence, reading)


def listed(items: tuple[str, ...]) -> str:
    """`a, b and c`."""
    return " and ".join(part for part in (", ".join(items[:-1]), items[-1]) if part) if items else ""
