"""Asking people for seats, and finding the next one when a seat is lost (ATT-3, ATT-4, TIME-5, INV-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.deadlines.time import answer_by
from cpp_core.model.panel import SUPPLEMENTARY, Panel, PanelStatus, Place, PlaceStatus, SeatKind
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.folder import open_folder
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.seats import Change, settle
from cpp_core.workflow.step import Step, note


def ask(panel: Panel, kind: SeatKind, place: Place, answer_until: datetime, scene: Scene, *, urgent: bool) -> Step:
    """Ask a person for a seat: their invitation, the question in chat and, if the list is out, the folder."""
    person_id = place.person_id
    asked = replace(
        place,
        status=PlaceStatus.ASKED,
        asks=place.asks + 1,
        asked_at=scene.leaves_at(any_hour=urgent),
        answer_by=answer_until,
        answered_at=None,
        answered_via=None,
        reason="",
    )
    after = panel.with_seat(panel.seat(kind).with_place(asked))
    again = f"~{asked.asks}" if asked.asks > 1 else ""
    invitation = keys.meeting(
        f"INV-3:invite:{keys.about(panel)}:{person_id}{again}",
        "invite",
        "INV-3",
        panel,
        person_id,
        after=keys.meeting_made(panel),
    )
    question = keys.chat(keys.asked(panel, asked.asks), "attendance", "ATT-1", panel, person_id, seat=kind)
    effects = tuple(scene.held_back(effect, any_hour=urgent) for effect in (invitation, *question))
    entry = note(panel, scene, "asked for a seat", "ATT-1", "clock", seat=kind, person=person_id)
    return Step(after, effects, (entry,)).then(lambda it: open_folder(it, person_id, scene, any_hour=urgent))


def ask_first(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene) -> Step:
    """Ask whoever is named first for a seat, with the effective cutoff to answer by; of experts, everybody."""
    if kind not in SUPPLEMENTARY and (panel.seat(kind).holder() or panel.seat(kind).waiting()):
        return Step(panel)
    step = bar(panel, kind, contacts, scene, urgent=False)
    named = step.panel.seat(kind).askable()
    if not named:
        return step if kind in SUPPLEMENTARY else step.then(lambda it: vacant(it, kind, contacts, scene, urgent=False))
    until = member_answer_by(panel, scene)
    first = named if kind in SUPPLEMENTARY else named[:1]
    return step.for_each(first, lambda it, place: ask(it, kind, place, until, scene, urgent=False))


def member_answer_by(panel: Panel, scene: Scene) -> datetime:
    """Until when someone asked in good time has to answer: the effective cutoff, or TIME-5 when it is past."""
    until = cutoff_of(panel, scene.policy, scene.calendar).effective
    asked_at = scene.leaves_at(any_hour=False)
    return until if asked_at < until else answer_by(asked_at, panel.starts_at, scene.policy, scene.calendar).at


@rule("ATT-3", "CPP 9.0 §6, §15")
def fill(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """Find the next person for a seat that nobody holds: the next reserve, all that remain when time is short, or a name.

    Of reserves whose calendars are known, one who is free at the panel's time is asked before one who is not [R].
    Once the panel has begun nobody is asked any more.
    """
    begun = panel.status is not PanelStatus.PLANNED or scene.now >= panel.starts_at
    if begun or kind in SUPPLEMENTARY or panel.seat(kind).holder() or panel.seat(kind).waiting():
        return Step(panel)
    urgent = urgent or scene.leaves_at(any_hour=False) >= panel.starts_at
    step = bar(panel, kind, contacts, scene, urgent=urgent)
    reserves = sorted(step.panel.seat(kind).askable(), key=lambda place: place.person_id in panel.busy)
    if not reserves:
        return step.then(lambda it: vacant(it, kind, contacts, scene, urgent=urgent))
    time_left = answer_by(scene.leaves_at(any_hour=urgent), panel.starts_at, scene.policy, scene.calendar)
    asked = reserves if time_left.ask_all_together else reserves[:1]
    return step.for_each(asked, lambda it, place: ask(it, kind, place, time_left.at, scene, urgent=urgent))


def bar(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """Whoever is named and cannot be seated is passed over, and the SPOC is told why (PAN-4)."""
    changes = [
        Change(kind, place.person_id, PlaceStatus.BARRED, "clock", "PAN-4", contacts.barred[place.person_id], urgent)
        for place in panel.seat(kind).askable()
        if place.person_id in contacts.barred
    ]
    return Step(panel).for_each(changes, lambda it, change: settle(it, change, contacts, scene))


@rule("ATT-4", "CPP 9.0 §5, §6")
def vacant(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """Nobody is left to ask: SPOC and CPP team are asked for a name (ATT-4)."""
    after, stamp = keys.stamped(panel, f"vacant:{kind}")
    asked = tuple(dict.fromkeys((*contacts.for_seat(kind), *contacts.cpp_team)))
    effects = tuple(
        scene.held_back(effect, any_hour=urgent)
        for person in asked
        for effect in keys.chat(f"ATT-4:{stamp}", "vacancy", "ATT-4", panel, person, seat=kind)
    )
    return Step(after, effects, (note(panel, scene, "seat vacant", "ATT-4", "clock", seat=kind),))


@rule("INV-5", "CPP 9.0 §6")
def seat_late_name(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene) -> Step:
    """A name that came after the invitations went out is asked at once (INV-5, ATT-4)."""
    if not is_invited(panel):
        return Step(panel)
    if kind in SUPPLEMENTARY:
        return ask_first(panel, kind, contacts, scene)
    return fill(panel, kind, contacts, scene, urgent=scene.is_urgent(panel))


def is_invited(panel: Panel) -> bool:
    """Whether the invitations have gone out, so that the panel has a meeting (also one that was moved)."""
    return "INV-3:invite" in panel.done or any(place.asked_at is not None for _, place in panel.places())
