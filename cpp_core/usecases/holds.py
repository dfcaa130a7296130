"""A member has time to prepare held in their calendar (INV-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cpp_core.effects import Effect
from cpp_core.messages.attendance import hold_body
from cpp_core.model.panel import Panel, PlaceStatus
from cpp_core.orders import HoldOrder, NotWanted
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import attendance_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import holds


@dataclass(frozen=True)
class HoldTime:
    """`attendance.hold`: hold two hours for me in which to prepare."""

    panel_id: str


@use_case("attendance.hold", "INV-1", HoldTime, Relation.NAMED)
async def hold(work: Work, command: HoldTime, actor: Actor) -> Reply:
    """Written down, and done by the calendar, which looks for a free time."""
    panel = await work.panel(command.panel_id)
    step = holds.hold(panel, actor.person_id, scene_of(work, panel))
    panel = await work.apply(step) if step.effects else panel
    return Reply(await attendance_message(work, panel, actor.person_id))


async def hold_order(work: Work, panel: Panel, effect: Effect) -> HoldOrder | NotWanted:
    """What the calendar is asked for: these times in this order; none where the time is given back."""
    person = await work.people.get(effect.refs["person"])
    if person is None:
        return NotWanted("the person has left the directory")
    view = await view_of(work, panel, person.id)
    if effect.what == "release_hold":
        return HoldOrder(panel.id, person, (), timedelta(0), hold_body(view))
    place = panel.place_of(person.id)
    if place is None or place.status is not PlaceStatus.CONFIRMED or holds.held_key(person.id) not in panel.done:
        return NotWanted("the seat has changed since")
    times = tuple(holds.times_to_prepare(panel, view.scene))
    if not times:
        return NotWanted("there is no time left before the panel")
    return HoldOrder(panel.id, person, times, timedelta(hours=view.scene.policy.preparation_hours), hold_body(view))
