"""The invitations two weeks ahead (INV-3, INV-4), and the console on the day."""

from __future__ import annotations

from cpp_core.model.panel import Panel, SeatKind
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.asking import ask_first
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step


@rule("INV-3", "CPP 9.0 §6")
@rule("INV-4", "CPP 9.0 §7")
@rule("PAN-9", "CPP 9.0 §5; IPM 1.0 Arranging")
def invite(panel: Panel, contacts: Contacts, scene: Scene) -> Step:
    """Make the Teams meeting, with the guide attached before anybody is invited, and ask whoever is named first."""
    made = keys.meeting(keys.meeting_made(panel), "make_meeting", "INV-3", panel)
    step = Step(panel, (scene.held_back(made, any_hour=False),))
    return step.for_each(seats_in_order(panel, scene), lambda it, kind: ask_first(it, kind, contacts, scene))


@rule("ATT-6", "CPP 9.0 §5, §8.4")
def seats_in_order(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Chair, officer, the core seats, and whatever else somebody is named for."""
    order = (SeatKind.CHAIR, SeatKind.OFFICER, *scene.policy.core_areas)
    return (*order, *(seat.kind for seat in panel.seats if seat.kind not in order))


def offer_console(panel: Panel, contacts: Contacts, scene: Scene) -> Step:
    """Chair and officer get the panel console in time for the panel."""
    people = tuple(dict.fromkeys(person for person in (panel.chair_id(), *contacts.officer_of(panel)) if person))
    effects = tuple(
        effect
        for person in people
        for effect in keys.chat(f"REC-9:console:{keys.about(panel)}", "console", "REC-9", panel, person)
    )
    return Step(panel, effects)
