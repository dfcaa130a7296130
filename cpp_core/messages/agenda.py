"""The agenda of a panel while it runs: how long each case takes, and how much time is left (PAN-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from cpp_core.deadlines.time import in_london
from cpp_core.messages.words import View
from cpp_core.model.panel import PanelStatus
from cpp_core.model.recommendation import Kind


@dataclass(frozen=True)
class Agenda:
    """The minutes that each case is expected to take, and which outcome has been drafted for it."""

    minutes: Mapping[str, int] = field(default_factory=dict)
    drafted: Mapping[str, Kind] = field(default_factory=dict)


def wash_up_minutes_away(view: View) -> int:
    """The whole minutes until the wash-up should begin; below nothing once that is past."""
    policy = view.scene.policy
    begins = view.panel.starts_at + timedelta(minutes=policy.panel_minutes - policy.washup_minutes)
    return int((begins - view.scene.now).total_seconds() // 60)


def time_left(view: View, agenda: Agenda, waiting: Sequence[str]) -> str:
    """How much time is left, and whether the cases to come fit into it; nothing where none is to come."""
    if view.panel.status is not PanelStatus.OPEN or not waiting or not agenda.minutes:
        return ""
    needed = sum(agenda.minutes.get(ref, 0) for ref in waiting)
    left = wash_up_minutes_away(view)
    cases = f"{len(waiting)} case{'' if len(waiting) == 1 else 's'} to come"
    takes = "takes" if len(waiting) == 1 else "take"
    clock = f"{in_london(view.scene.now):%H:%M}"
    if left <= 0:
        return (
            f"It is {clock}. {cases}, and the time for cases is over: what is not reached goes first to a later panel."
        )
    said = f"It is {clock}. {cases} {takes} about {needed} minutes; {left} are left before the wash-up."
    if needed <= left:
        return said
    return f"{said} {_beyond(agenda, waiting, left)} probably not be reached, and go first to a later panel."


def _beyond(agenda: Agenda, waiting: Sequence[str], left: int) -> str:
    fits = 0
    for ref in waiting:
        left -= agenda.minutes.get(ref, 0)
        if left < 0:
            break
        fits += 1
    beyond = len(waiting) - fits
    return "One will" if beyond == 1 else f"{beyond} will"
