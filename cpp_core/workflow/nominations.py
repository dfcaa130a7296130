"""Who is named for a panel: SPOCs name member and reserves, independent members say when they can (INV-1, INV-2)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.model.panel import ASKABLE, LIVE, Panel, Place, PlaceStatus, SeatKind
from cpp_core.workflow import keys
from cpp_core.workflow.asking import is_invited, seat_late_name
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import check_quorum
from cpp_core.workflow.step import Step, note


def name(panel: Panel, kind: SeatKind, person_ids: tuple[str, ...], by: str, contacts: Contacts, scene: Scene) -> Step:
    """Put these people's names down for a seat, in the order in which they are to be asked.

    Until the invitations go out a new naming replaces the old one; afterwards names are added behind those already there.
    """
    seat = panel.seat(kind)
    replaceable = not is_invited(panel)
    kept = tuple(place for place in seat.places if not (replaceable and place.status is PlaceStatus.NAMED))
    new = [person for person in dict.fromkeys(person_ids) if all(place.person_id != person for place in kept)]
    first = sum(place.asked_at is not None or place.status in ASKABLE for place in kept)
    places = kept + tuple(
        Place(person, first + index, PlaceStatus.NAMED, named_at=scene.now) for index, person in enumerate(new)
    )
    if places == seat.places:
        return Step(panel)
    after = panel.with_seat(replace(seat, places=places))
    entry = note(panel, scene, "named for a seat", "INV-1", by, seat=kind, people=",".join(new))
    step = Step(after, (), (entry,)).then(lambda it: seat_late_name(it, kind, contacts, scene))
    return step.then(lambda it: check_quorum(it, contacts, scene))


def ask_spocs(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene, *, what: str, rung: str) -> Step:
    """Ask, or remind, whoever names people for a seat (SPOC, or the CPP team where the area has none)."""
    return _tell(panel, kind, contacts.for_seat(kind), scene, what=what, clause="INV-1", rung=rung)


def ask_independent(panel: Panel, contacts: Contacts, scene: Scene, *, what: str, rung: str) -> Step:
    """Ask, or remind, the independent members who have not said whether they can sit on this day."""
    seat = panel.seat(SeatKind.IPM)
    silent = [person for person in contacts.independent if seat.place_of(person) is None]
    return _tell(panel, SeatKind.IPM, tuple(silent), scene, what=what, clause="INV-2", rung=rung)


def escalate(panel: Panel, kind: SeatKind, contacts: Contacts, scene: Scene, *, clause: str) -> Step:
    """Put a seat that still lacks names to the CPP team."""
    return _tell(panel, kind, contacts.cpp_team, scene, what="nobody_named", clause=clause, rung="escalate")


def available(panel: Panel, person_id: str, contacts: Contacts, scene: Scene) -> Step:
    """An independent member can sit: the first to say so is named for the seat, the others are reserves (ATT-6).

    Who said no before and can after all is named like anybody else.
    """
    seat = panel.seat(SeatKind.IPM)
    others = tuple(place for place in seat.places if place.person_id != person_id)
    waiting = tuple(place.person_id for place in others)
    without = panel.with_seat(replace(seat, places=others))
    return name(without, SeatKind.IPM, (*waiting, person_id), f"person:{person_id}", contacts, scene)


def unavailable(panel: Panel, person_id: str, reason: str, scene: Scene) -> Step:
    """An independent member cannot sit: they keep a place that says so, and are not asked again for this panel."""
    seat = panel.seat(SeatKind.IPM)
    place = Place(person_id, len(seat.places), PlaceStatus.DECLINED, scene.now, answered_at=scene.now, reason=reason)
    entry = note(panel, scene, "not available", "INV-2", f"person:{person_id}", text=reason, person=person_id)
    return Step(panel.with_seat(seat.with_place(place)), (), (entry,))


_COUNTS = frozenset({*ASKABLE, *LIVE})


def names_wanted(panel: Panel, kind: SeatKind, scene: Scene) -> int:
    """How many names a seat still lacks: a member, and for a core seat at least one reserve (INV-1, ATT-6)."""
    wanted = 1 + (scene.policy.reserves_per_seat if kind in scene.policy.core_areas else 0)
    return max(0, wanted - sum(place.status in _COUNTS for place in panel.seat(kind).places))


def _tell(
    panel: Panel, kind: SeatKind, people: tuple[str, ...], scene: Scene, *, what: str, clause: str, rung: str
) -> Step:
    lapses = cutoff_of(panel, scene.policy, scene.calendar).effective if rung != "escalate" else None
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for person in dict.fromkeys(people)
        for effect in keys.chat(
            f"{clause}:{rung}:{keys.about(panel)}:{kind}",
            what,
            clause,
            panel,
            person,
            seat=kind,
            area=kind,
            lapses_at=lapses,
        )
    )
    entry = note(panel, scene, f"nominations: {rung}", clause, "clock", seat=kind, people=",".join(people))
    return Step(panel, effects, (entry,))
