"""An independent member's availability over a month at a time: one card instead of one for each panel (INV-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cpp_core.deadlines.time import calendar_month_after, local, london_date
from cpp_core.messages.availability_month import Asked, month_of_panels
from cpp_core.messages.message import Message
from cpp_core.messages.nominations import availability
from cpp_core.model.panel import Panel, PanelStatus, Place, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.people import may_fill
from cpp_core.usecases.commands import AnswerAvailability
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.nominations import answer_availability
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.seating import Limits, is_restricted, limits_on
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work

AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class ShowMonth:
    """`availability.month`: the panels of a month, as `2026-12`; of the first with a question where none is given."""

    month: str = ""


@dataclass(frozen=True)
class AnswerMonth:
    """`availability.answer_month`: of the panels that were shown, those on which the asker can sit."""

    month: str
    shown: tuple[str, ...]
    available: tuple[str, ...]


@use_case("availability.month", "INV-2", ShowMonth, Relation.IPM)
async def show_month(work: Work, command: ShowMonth, actor: Actor) -> Reply:
    """The month's card as it stands."""
    return Reply(await month_message(work, await work.person(actor.person_id), command.month))


@use_case("availability.answer_month", "INV-2", AnswerMonth, Relation.IPM)
async def answer_month(work: Work, command: AnswerMonth, actor: Actor) -> Reply:
    """Available on what is ticked, not available on the rest of what was shown; what has changed meanwhile is left."""
    person = await work.person(actor.person_id)
    still_open = {panel.id: panel for panel in await _open_to(work, person, command.month)}
    for panel_id in command.shown:
        panel = still_open.get(panel_id)
        if panel is None or _available(panel, person.id) is (panel_id in command.available):
            continue
        await answer_availability(work, AnswerAvailability(panel_id, panel_id in command.available), actor)
    return Reply(await month_message(work, person, command.month))


async def month_message(work: Work, person: Person, month: str = "") -> Message:
    """The card of a month."""
    coming = await _coming(work, person)
    months = tuple(dict.fromkeys(_month(panel) for panel in coming))
    unanswered = [_month(panel) for panel in coming if _available(panel, person.id) is None]
    chosen = month or next(iter((*unanswered, *months)), "")
    if chosen:
        _first_day(chosen)
    asked = tuple(Asked(panel, _available(panel, person.id)) for panel in coming if _month(panel) == chosen)
    return month_of_panels(chosen, asked, tuple(one for one in months if one != chosen))


async def one_or_month(work: Work, panel: Panel, person_id: str, *, reminder: bool) -> Message | None:
    """The question about one panel, or about its month where that has more of them that are not answered yet.

    Of questions that leave at the same time for one month only the first is sent.
    """
    person = await work.people.get(person_id)
    month = await _open_to(work, person, _month(panel)) if person else ()
    unanswered = [each for each in month if _available(each, person_id) is None]
    if person is None or len(unanswered) < 2 or panel.id not in {each.id for each in unanswered}:
        return availability(await view_of(work, panel, person_id), person_id, reminder=reminder)
    same_day = [each.id for each in unanswered if london_date(each.starts_at) == london_date(panel.starts_at)]
    return await month_message(work, person, _month(panel)) if panel.id == min(same_day) else None


def _month(panel: Panel) -> str:
    return f"{london_date(panel.starts_at):%Y-%m}"


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refusal("INV-2", Fault("Month", f"“{month[:10]}” is none.", "Write “month” to get the card.")) from None


async def _open_to(work: Work, person: Person, month: str) -> tuple[Panel, ...]:
    first = _first_day(month)
    start, end = local(first, time(0)), local(calendar_month_after(first), time(0))
    return await _open_between(work, person, max(start, work.now), end)


async def _coming(work: Work, person: Person) -> tuple[Panel, ...]:
    return await _open_between(work, person, work.now, work.now + AHEAD)


async def _open_between(work: Work, person: Person, start: datetime, end: datetime) -> tuple[Panel, ...]:
    panels = await work.panels.between(start, end, (PanelStatus.PLANNED,))
    limits = await limits_on(work, (person.id,))
    return tuple(panel for panel in panels if _is_open_to(work, panel, person, limits))


def _is_open_to(work: Work, panel: Panel, person: Person, limits: Limits) -> bool:
    """Whether their availability is still the question: they may sit, and have not been asked for a seat."""
    seat, place = panel.seat_of(person.id), panel.place_of(person.id)
    if (seat is not None and seat.kind is not SeatKind.IPM) or (place is not None and place.asked_at is not None):
        return False
    if may_fill(person, SeatKind.IPM, panel.band, london_date(panel.starts_at), work.policy_of(panel)):
        return False
    return not is_restricted(panel, person.id, SeatKind.IPM, limits)


def _available(panel: Panel, person_id: str) -> bool | None:
    """What they said: yes, no, or nothing yet."""
    place: Place | None = panel.seat(SeatKind.IPM).place_of(person_id)
    return None if place is None else place.status is not PlaceStatus.DECLINED
