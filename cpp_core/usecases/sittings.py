"""How often those sat who can be named for a seat, for whoever names them (PAN-5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from cpp_core.deadlines.time import calendar_month_before, london_date
from cpp_core.messages.nominations import Candidate
from cpp_core.model.panel import Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.model.person import Person
from cpp_core.rules.sitting import Agreement, expected_of, frequency, sat_by
from cpp_core.usecases.work import Work

_TOOK_PLACE = (PanelStatus.PLANNED, PanelStatus.OPEN, PanelStatus.CLOSED)


async def with_sittings(work: Work, panel: Panel, kind: SeatKind, people: Iterable[Person]) -> tuple[Candidate, ...]:
    """Each with the panels of the 12 months up to this one for which they are confirmed, those to come included."""
    policy, panel_on = work.policy_of(panel), london_date(panel.starts_at)
    begins = calendar_month_before(panel_on, policy.frequency_months)
    year = panel.starts_at - timedelta(days=(panel_on - begins).days)
    sat: dict[str, list[tuple[date, float]]] = {}
    for each in await work.panels.between(year, panel.starts_at, _TOOK_PLACE):
        for _, place in each.places():
            if place.status is PlaceStatus.CONFIRMED and each.id != panel.id:
                sat.setdefault(place.person_id, []).append((london_date(each.starts_at), 1))
    found = []
    for person in people:
        given, role_from = sat.get(person.id, []), person.trained_on or person.appointed_from or begins
        year_long = person.panels_per_year
        agreed = Agreement(year_long, year_long, role_from) if year_long else None
        finding = frequency(expected_of(kind, role_from, policy, agreed), given, role_from, panel_on, policy)
        found.append(Candidate(person, sat_by(given, panel_on, policy), finding))
    return tuple(found)
