"""Outcomes to casework and SPOCs after a panel (OUT-1)."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.model.panel import Panel
from cpp_core.model.person import Role
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.usecases.context import scene_of, standing
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.sitting import outcome_mails


async def send_releases(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    """A release is mailed when the panel is closed."""
    if work.policy_of(panel).release_mail_at_close:
        await _mail(work, panel, [each for each in given if each.kind is Kind.RELEASE])


async def send_outcomes(work: Work, panel: Panel) -> None:
    """Every recommendation to its case owner and team, and to each SPOC all of theirs; what was sent is not sent again."""
    given = await standing(work, panel)
    await _mail(work, panel, given)
    await _tell_spocs(work, panel, given)


async def _mail(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    for each in given:
        case = await work.cases.get(each.case_ref)
        if case is not None:
            await work.unit.send(outcome_mails(panel, each, case.case_owner, case.casework_lead, scene_of(work, panel)))


async def _tell_spocs(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    areas = set()
    for each in given:
        case = await work.cases.get(each.case_ref)
        areas |= {case.area} if case is not None and case.area else set()
    for area in sorted(areas):
        for spoc in await work.people.holding(Role.SPOC, area):
            key = f"OUT-1:spoc:{keys.about(panel)}:{area}:{spoc.id}"
            effect = keys.mail(key, "outcome_spoc", "OUT-1", panel, spoc.email, area=area)
            await work.unit.send([scene_of(work, panel).held_back(effect, any_hour=False)])
