"""Outcomes to casework and SPOCs after a panel (OUT-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cpp_core.model.panel import Panel
from cpp_core.model.person import Person, Role
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.usecases.context import scene_of, standing
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.sitting import outcome_mails

MAILED = "mailed:"
"""Under this and the address a recommendation remembers to whom it was mailed."""


async def send_releases(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    """A release is mailed when the panel is closed."""
    if work.policy_of(panel).release_mail_at_close:
        await _mail(work, panel, [each for each in given if each.kind is Kind.RELEASE])


async def send_outcomes(work: Work, panel: Panel) -> None:
    """Every recommendation to its case owner and team, and to each SPOC all of theirs; what was sent is not sent again."""
    given = await standing(work, panel)
    await _mail(work, panel, given)
    await _tell_spocs(work, panel, given)


async def send_correction(work: Work, panel: Panel, corrected: Recommendation) -> None:
    """Everyone who had an entry that has been corrected gets the new one at once: casework, team and SPOCs (REC-8)."""
    entries = [each for each in await work.recommendations.of_panel(panel.id) if each.case_ref == corrected.case_ref]
    had = {address for each in entries for address in _mailed(each)}
    if not had:
        return
    await _mail(work, panel, [corrected], also=sorted(had))
    case = await work.cases.get(corrected.case_ref)
    if "OUT-1:outcomes" in panel.done and case is not None and case.area:
        for spoc in await work.people.holding(Role.SPOC, case.area):
            await _tell_spoc(work, panel, case.area, spoc, corrected=corrected.id)


def _mailed(each: Recommendation) -> frozenset[str]:
    return frozenset(key.removeprefix(MAILED) for key in each.done if key.startswith(MAILED))


async def _mail(work: Work, panel: Panel, given: Iterable[Recommendation], *, also: Iterable[str] = ()) -> None:
    for each in given:
        case = await work.cases.get(each.case_ref)
        to = [address for address in ((case.case_owner, case.casework_lead) if case else ()) if address]
        effects = outcome_mails(panel, each, [*to, *also], scene_of(work, panel))
        await work.unit.send(effects)
        sent = {f"{MAILED}{effect.refs['to']}": work.now for effect in effects}
        await work.recommendations.save(replace(each, done={**sent, **each.done}))


async def _tell_spocs(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    areas = set()
    for each in given:
        case = await work.cases.get(each.case_ref)
        areas |= {case.area} if case is not None and case.area else set()
    for area in sorted(areas):
        for spoc in await work.people.holding(Role.SPOC, area):
            await _tell_spoc(work, panel, area, spoc)


async def _tell_spoc(work: Work, panel: Panel, area: str, spoc: Person, *, corrected: str = "") -> None:
    key = f"OUT-1:spoc:{keys.about(panel)}:{area}:{spoc.id}" + (f":{corrected}" if corrected else "")
    refs = {"area": area, **({"corrected": "yes"} if corrected else {})}
    effect = keys.mail(key, "outcome_spoc", "OUT-1", panel, spoc.email, **refs)
    await work.unit.send([scene_of(work, panel).held_back(effect, any_hour=False)])
