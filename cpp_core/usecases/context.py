"""The facts that most decisions about a panel need, read once."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.deadlines.time import london_date
from cpp_core.model.panel import Panel, SeatKind
from cpp_core.model.person import Person, Role
from cpp_core.model.recommendation import Recommendation
from cpp_core.rules.people import may_fill
from cpp_core.usecases.seating import barred, is_restricted, limits_on, waiting_on
from cpp_core.usecases.work import Work
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene

_TOLD = (Role.SPOC, Role.IPM, Role.CPP_TEAM, Role.OFFICER, Role.CPP_LEAD)


def scene_of(work: Work, panel: Panel) -> Scene:
    """The moment, the policy of the panel's date and the working days."""
    return Scene(work.now, work.policy_of(panel), work.calendar)


async def contacts_of(work: Work, panel: Panel) -> Contacts:
    """Who else is told about this panel."""
    named = [place.person_id for _, place in panel.places()]
    known = await work.people.among(_TOLD, named)
    spocs: dict[str, tuple[str, ...]] = {}
    for spoc in _holding(known, Role.SPOC):
        spocs[spoc.area] = (*spocs.get(spoc.area, ()), spoc.id)
    panel_on, policy = london_date(panel.starts_at), work.policy_of(panel)
    independent = [
        person
        for person in _holding(known, Role.IPM)
        if not may_fill(person, SeatKind.IPM, panel.band, panel_on, policy)
    ]
    limits = await limits_on(work, {*_ids(independent), *(person_id for _, person_id in waiting_on(panel))})
    return Contacts(
        spocs=spocs,
        cpp_team=_ids(_holding(known, Role.CPP_TEAM) or _holding(known, Role.OFFICER)),
        independent=tuple(
            person.id for person in independent if not is_restricted(panel, person.id, SeatKind.IPM, limits)
        ),
        cpp_lead=_ids(_holding(known, Role.CPP_LEAD)),
        barred=await barred(work, panel, limits),
    )


def _holding(people: Iterable[Person], role: Role) -> list[Person]:
    return [person for person in people if person.has(role)]


async def standing(work: Work, panel: Panel) -> tuple[Recommendation, ...]:
    """The recommendations of this panel that stand: of each case the last entry (REC-8)."""
    latest: dict[str, Recommendation] = {}
    for each in await work.recommendations.of_panel(panel.id):
        if each.case_ref not in latest or each.entry > latest[each.case_ref].entry:
            latest[each.case_ref] = each
    return tuple(latest.values())


async def previous_of(work: Work, case_ref: str, panel: Panel) -> tuple[Recommendation, ...]:
    """What earlier panels recommended for a case, the last entry of each."""
    latest: dict[str, Recommendation] = {}
    for each in await work.recommendations.of_case(case_ref):
        known = latest.get(each.panel_id)
        if each.panel_id != panel.id and (known is None or each.entry > known.entry):
            latest[each.panel_id] = each
    return tuple(sorted(latest.values(), key=lambda each: each.panel_on))


def _ids(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(person.id for person in people)
