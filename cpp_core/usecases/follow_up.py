"""What follows a recommendation: loaded, begun, replaced where it is corrected, saved with what it causes (chapter G)."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.deadlines.follow_up import follow_up_due_at, times_of
from cpp_core.deadlines.time import london_date, service_does_on
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import Panel
from cpp_core.model.person import Role
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.refusals import Fault, NotFound
from cpp_core.rules.detention_clock import detained_at_panel
from cpp_core.rules.reviews import review_asked_on
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.monthly import plan_report
from cpp_core.usecases.work import Work
from cpp_core.workflow.answers import Around, Followed, supersede


async def begin(work: Work, panel: Panel, given: Iterable[Recommendation]) -> None:
    """The panel is closed: casework's time runs for each of its recommendations."""
    for each in given:
        if await work.follow_ups.get(each.id) is None:
            made = await save(work, Followed(await _new(work, panel, each)))
            await plan_report(work, times_of(made, work.policy_on(made.panel_on), work.calendar).ends)


async def ask_anew(work: Work, panel: Panel, corrected: Recommendation) -> None:
    """A recommendation of a closed panel was corrected: the old entry is asked about no more, the new one is (REC-8)."""
    for old in await work.follow_ups.of_panel(panel.id):
        if old.case_ref == corrected.case_ref and old.entry < corrected.entry and not old.superseded:
            await save(work, supersede(old, await around(work, panel, old)))
    await begin(work, panel, [corrected])


async def _new(work: Work, panel: Panel, each: Recommendation) -> FollowUp:
    policy = work.policy_of(panel)
    asked_at = work.now
    if each.entry == 1 and not (each.kind is Kind.RELEASE and policy.release_mail_at_close):
        asked_at = service_does_on(work.calendar.next_working_day_after(london_date(work.now)), policy, work.calendar)
    case = await work.cases.get(each.case_ref)
    review_on = review_asked_on(case.detained_on, each.panel_on, policy) if case else None
    return FollowUp(
        id=each.id,
        panel_id=panel.id,
        case_ref=each.case_ref,
        entry=each.entry,
        kind=each.kind,
        panel_on=each.panel_on,
        recommended_on=london_date(each.confirmed_at),
        asked_at=asked_at,
        review_on=review_on,
    )


async def around(work: Work, panel: Panel, follow_up: FollowUp) -> Around:
    """Whom it concerns, as of now."""
    case = await work.cases.get(follow_up.case_ref)
    owner = await work.people.find(case.case_owner) if case and case.case_owner else None
    contacts = await contacts_of(work, panel)
    area = case.area if case else ""
    spocs = tuple(person.id for person in await work.people.holding(Role.SPOC, area)) if area else ()
    return Around(panel, scene_of(work, panel), case, owner, spocs or contacts.cpp_team, contacts.officer_of(panel))


async def left_detention(work: Work, follow_up: FollowUp) -> bool:
    """Whether the person is not detained any more, so that there is no next review (CLK-5)."""
    case = await work.cases.get(follow_up.case_ref)
    if case is None:
        return False
    return bool(detained_at_panel(case.detained_on, case.released_on, case.removed_on, london_date(work.now)))


async def standing_follow_up(work: Work, panel_id: str, case_ref: str) -> FollowUp:
    """The one of a panel and case that stands; raises `NotFound`."""
    found = [each for each in await work.follow_ups.of_panel(panel_id) if each.case_ref == case_ref]
    standing = [each for each in found if not each.superseded]
    if not standing:
        what = f"There is no recommendation for {case_ref} of this panel that is asked about."
        raise NotFound("OUT-3", Fault("Case", what, "Ask the CPP team."))
    return standing[-1]


async def save(work: Work, step: Followed) -> FollowUp:
    """Save it with its effects and audit entries, and when something next falls due for it."""
    follow_up = step.follow_up
    due = follow_up_due_at(follow_up, work.policy_on(follow_up.panel_on), work.calendar)
    await work.follow_ups.save(follow_up, due)
    await work.unit.send(step.effects)
    await work.unit.record(step.entries)
    return follow_up


async def recommendation_of(work: Work, follow_up: FollowUp) -> Recommendation:
    """The recommendation that it follows."""
    each = await work.recommendations.get(follow_up.id)
    if each is None:
        raise LookupError(f"the recommendation {follow_up.id} is gone")
    return each
