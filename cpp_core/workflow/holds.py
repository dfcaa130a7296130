"""Time to prepare, held in a member's own calendar: offered once they have confirmed, given back with the seat (INV-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cpp_core.deadlines.time import hours_before, local, london_date, service_does_by
from cpp_core.effects import Effect
from cpp_core.model.panel import Panel, PanelStatus, PlaceStatus
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note

HALF_AN_HOUR = timedelta(minutes=30)


def held_key(person_id: str) -> str:
    """Under which a panel remembers that somebody has time held for it."""
    return f"INV-1:hold:{person_id}"


def held_by(panel: Panel) -> tuple[str, ...]:
    """Everybody who has."""
    prefix = held_key("")
    return tuple(sorted(key.removeprefix(prefix) for key in panel.done if key.startswith(prefix)))


def hold(panel: Panel, person_id: str, scene: Scene) -> Step:
    """Two hours in the calendar of somebody who is coming. Raises `Refusal` where they are not, or it is too late."""
    place = panel.place_of(person_id)
    if panel.status is not PanelStatus.PLANNED or place is None or place.status is not PlaceStatus.CONFIRMED:
        raise Refusal("INV-1", Fault("", "Time to prepare is held for who has confirmed.", "Please confirm first."))
    if held_key(person_id) in panel.done:
        return Step(panel)
    if not any(times_to_prepare(panel, scene)):
        raise Refusal("INV-1", Fault("", "There is no time left before this panel.", "Look at the case list now."))
    after, stamp = keys.stamped(panel, "hold", person_id)
    effect = _about_a_hold(f"INV-1:{stamp}:{person_id}", "hold", panel, person_id)
    entry = note(panel, scene, "time to prepare held", "INV-1", f"person:{person_id}", person=person_id)
    return Step(after.with_done(held_key(person_id), scene.now), (effect,), (entry,))


def release(panel: Panel, person_id: str, scene: Scene) -> Step:
    """The time is given back, where any was held."""
    if held_key(person_id) not in panel.done:
        return Step(panel)
    after, stamp = keys.stamped(panel, "release", person_id)
    after = replace(after, done={key: at for key, at in after.done.items() if key != held_key(person_id)})
    return Step(after, (_about_a_hold(f"INV-1:{stamp}:{person_id}", "release_hold", panel, person_id),))


def _about_a_hold(key: str, what: str, panel: Panel, person_id: str) -> Effect:
    """These leave in order for each person, and wait for nothing else."""
    return replace(keys.meeting(key, what, "INV-1", panel, person_id), subject=f"hold:{panel.id}:{person_id}")


@rule("INV-1", "CPP 9.0 §8.7", reading=True)
def times_to_prepare(panel: Panel, scene: Scene) -> Iterator[datetime]:
    """When two hours could begin, in the order in which they are tried against the member's calendar [R].

    In working hours, after the list is out: first within the time in which a cancelled panel is paid (members are asked
    not to prepare too far ahead, FEE-2), from its beginning on; then the days before, the latest first.
    """
    policy, calendar = scene.policy, scene.calendar
    listed = service_does_by(panel.starts_at, policy.list_days, policy, calendar)
    soon = hours_before(panel.starts_at, policy.fee_cancel_hours)
    days = [day for day in _days(london_date(listed), london_date(panel.starts_at)) if calendar.is_working_day(day)]
    starts = [at for day in days for at in _starts(day, policy.work_starts, policy.work_ends, policy.preparation_hours)]
    until = panel.starts_at - timedelta(hours=policy.preparation_hours)
    fits = [at for at in starts if max(listed, scene.now) <= at <= until]
    yield from (at for at in fits if at >= soon)
    yield from sorted((at for at in fits if at < soon), key=lambda at: (-london_date(at).toordinal(), at))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _starts(day: date, opens: time, closes: time, hours: int) -> Iterator[datetime]:
    at, last = local(day, opens), local(day, closes) - timedelta(hours=hours)
    while at <= last:
        yield at
        at += HALF_AN_HOUR
