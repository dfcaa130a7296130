"""What the clock asks for after a panel: everything that is due for one recommendation, in order, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from cpp_core.deadlines.follow_up import LAST_RUNG, Due, FollowUpDuty, follow_up_duties
from cpp_core.model.follow_up import FollowUp
from cpp_core.refusals import Fault, NotFound
from cpp_core.usecases.follow_up import around, left_detention, save
from cpp_core.usecases.follow_up_commands import FollowUpTick
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow import answers
from cpp_core.workflow.answers import Around, Followed

LATE = timedelta(hours=1)


@use_case("recommendation.tick", "OUT-3", FollowUpTick, Relation.CLOCK)
async def tick(work: Work, command: FollowUpTick, actor: Actor) -> Reply:
    """Carry out what is due, in the order in which it fell due; answers with the keys that it carried out."""
    follow_up = await work.follow_ups.get(command.recommendation_id)
    if follow_up is None:
        fault = Fault("Recommendation", f"There is no {command.recommendation_id}.", "Look at the panel's cases.")
        raise NotFound("OUT-3", fault)
    setting = await around(work, await work.panel(follow_up.panel_id), follow_up)
    carried_out = []
    while (each := _first_due(work, follow_up)) is not None:
        step = Followed(follow_up)
        if _still_matters(work, follow_up, each):
            step = await CARRY_OUT[each.duty](work, follow_up, setting)
            carried_out.append(each.key)
            if work.now - each.due_at > LATE:
                what, why = f"done late: {each.duty}", "the service was not running"
                late = answers.noted(follow_up, setting, what, each.clause, "clock", text=why)
                step = Followed(step.follow_up, step.effects, (*step.entries, *late))
        done = step.follow_up.with_done(each.key, work.now)
        follow_up = await save(work, Followed(done, step.effects, step.entries))
    return Reply(data={"carried_out": carried_out})


def _due(work: Work, follow_up: FollowUp) -> list[Due]:
    every = follow_up_duties(follow_up, work.policy_on(follow_up.panel_on), work.calendar)
    return [each for each in every if each.due_at <= work.now]


def _first_due(work: Work, follow_up: FollowUp) -> Due | None:
    return next((each for each in _due(work, follow_up) if each.key not in follow_up.done), None)


def _still_matters(work: Work, follow_up: FollowUp, each: Due) -> bool:
    """After downtime: of a ladder the question, else its last rung; no reminder together with the question."""
    if not each.ladder or each.rung == 0:
        return True
    rungs = [other for other in _due(work, follow_up) if other.ladder == each.ladder]
    question = next((other for other in rungs if other.rung == 0), None)
    asked_just_now = question is not None and follow_up.done.get(question.key) == work.now
    is_last = each.key == max(rungs, key=lambda other: other.rung).key
    return is_last and not (asked_just_now and each.rung != LAST_RUNG)


async def _ask(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.ask(follow_up, setting)


async def _remind(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    """SPOCs are not reminded on the day of their weekly digest, which says the same."""
    weekly = follow_up.digested_on == setting.scene.leaves_on or any(
        each.duty is FollowUpDuty.DIGEST for each in _due(work, follow_up)
    )
    return answers.remind(follow_up, setting, spocs_too=not weekly)


async def _overdue(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.say_overdue(follow_up, setting)


async def _sheet(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.give_sheet(follow_up, setting)


async def _not_entered(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.remind_of_atlas(follow_up, setting)


async def _review(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    if await left_detention(work, follow_up):
        return Followed(replace(follow_up, review_on=None))
    return answers.ask_review(follow_up, setting)


async def _audit(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.ask_audit(follow_up, setting)


async def _digest(work: Work, follow_up: FollowUp, setting: Around) -> Followed:
    return answers.digest(follow_up, setting)


CARRY_OUT: Mapping[FollowUpDuty, Callable[[Work, FollowUp, Around], Awaitable[Followed]]] = {
    FollowUpDuty.ASK: _ask,
    FollowUpDuty.REMIND: _remind,
    FollowUpDuty.OVERDUE: _overdue,
    FollowUpDuty.SHEET: _sheet,
    FollowUpDuty.NOT_ENTERED: _not_entered,
    FollowUpDuty.REVIEW: _review,
    FollowUpDuty.AUDIT: _audit,
    FollowUpDuty.DIGEST: _digest,
}
