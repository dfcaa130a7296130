"""What is at risk in a coming panel, in words, worst first: the CPP team sees it at a glance (ATT-3, ATT-4, PAN-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.messages.words import View, listed, moment, said_of, seat_name
from cpp_core.model.panel import OUT, PanelStatus, Seat, SeatKind
from cpp_core.workflow.asking import is_invited
from cpp_core.workflow.quorum import missing_required, standing_decision

GRACE = timedelta(hours=1)
"""How late something may be before it is called overdue."""


class Weight(IntEnum):
    """How bad it is."""

    WELL = 0
    WATCH = 1
    RISK = 2
    DANGER = 3


@dataclass(frozen=True)
class Risk:
    """One thing that is at risk, and what is to be done about it."""

    weight: Weight
    what: str
    then: str

    def sentence(self) -> str:
        """Both in one line."""
        return f"{self.what} {self.then}".strip()


def risks(view: View) -> tuple[Risk, ...]:
    """Everything that is at risk, worst first."""
    if view.panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN):
        return ()
    found = [*_of_the_panel(view)]
    if view.panel.status is PanelStatus.PLANNED:
        required = (SeatKind.CHAIR, SeatKind.OFFICER, *view.scene.policy.core_areas)
        found += [risk for kind in required for risk in _of_seat(view, view.panel.seat(kind))]
    return tuple(sorted(found, key=lambda risk: -risk.weight))


def worst(found: tuple[Risk, ...]) -> Weight:
    """The weight of the worst."""
    return max((risk.weight for risk in found), default=Weight.WELL)


def _of_the_panel(view: View) -> Iterator[Risk]:
    panel, scene = view.panel, view.scene
    if panel.status is PanelStatus.OPEN:
        ends = panel.starts_at + timedelta(minutes=scene.policy.panel_minutes)
        if scene.now > ends + GRACE:
            yield Risk(Weight.WATCH, "The panel should be over and is not closed.", "Ask the chair to close it.")
        return
    if scene.now > panel.starts_at + GRACE:
        yield Risk(Weight.RISK, "The panel should have begun.", "Open it, or move it.")
    if panel.quorum_asked_for and missing_required(panel, scene) and standing_decision(panel, scene) is None:
        what = "The chair has been asked whether the panel proceeds, and has not decided."
        yield Risk(Weight.DANGER, what, "Ring the chair.")
    every = obligations(panel, scene.policy, scene.calendar)
    overdue = [each for each in every if each.key not in panel.done and each.due_at + GRACE < scene.now]
    if overdue:
        since = moment(overdue[0].due_at)
        what = f"Overdue since {since}: {overdue[0].sentence}."
        yield Risk(Weight.RISK, what, "Whoever runs the service should look at it.")
    if "LST-1:share" in panel.done and not panel.open_cases():
        yield Risk(Weight.RISK, "There is no case on its list.", "Import a fresh extract.")


def _of_seat(view: View, seat: Seat) -> Iterator[Risk]:
    """A required seat that nobody has confirmed."""
    if seat.holder() is not None:
        return
    name = f"{seat_name(seat.kind)[:1].upper()}{seat_name(seat.kind)[1:]}"
    past = view.scene.now >= cutoff_of(view.panel, view.scene.policy, view.scene.calendar).effective
    waiting, left = seat.waiting(), seat.askable()
    lost = [f"{view.name(place.person_id)} has {said_of(place.status)}" for place in seat.places if place.status in OUT]
    because = f" ({'; '.join(lost)})" if lost else ""
    if not waiting and not left:
        yield from _nobody(view, seat, name, because, past=past)
    elif waiting:
        who = listed(tuple(view.name(place.person_id) for place in waiting))
        until = max((place.answer_by for place in waiting if place.answer_by), default=None)
        asked = f"{name}: {who} {'has' if len(waiting) == 1 else 'have'} not answered" + (
            f", to answer by {moment(until)}{because}." if until else f"{because}."
        )
        weight = Weight.RISK if past or lost else Weight.WATCH
        yield Risk(weight, asked, "Ring them." if left else "Ring them; no reserve is left behind them.")
    elif is_invited(view.panel):
        yield Risk(Weight.RISK, f"{name}: nobody has been asked{because}.", "Name somebody who can be asked.")


def _nobody(view: View, seat: Seat, name: str, because: str, *, past: bool) -> Iterator[Risk]:
    panel = view.panel
    clause = "INV-2" if seat.kind is SeatKind.IPM else "INV-1"
    keys = (
        ("INV-2:ask", "INV-2:escalate")
        if clause == "INV-2"
        else tuple(f"INV-1:{rung}:{seat.kind}" for rung in ("ask", "escalate"))
    )
    asked, escalated = (key in panel.done for key in keys)
    if past:
        yield Risk(Weight.DANGER, f"{name}: nobody is left to ask{because}.", "Find somebody, or the chair decides.")
    elif is_invited(panel) or because:
        yield Risk(Weight.RISK, f"{name}: nobody is left to ask{because}.", "Ask for another name.")
    elif escalated:
        yield Risk(Weight.RISK, f"{name}: nobody is named, and the reminders are over.", "Ring whoever names people.")
    elif asked:
        yield Risk(Weight.WATCH, f"{name}: nobody is named yet.", "Reminders go out by themselves.")
