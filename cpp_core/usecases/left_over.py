"""What a panel leaves to be done by its people: feedback, reporting back, the checklist, escalations without an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.time import london_date, service_does_on
from cpp_core.effects import Effect
from cpp_core.guidance.findings import Finding
from cpp_core.messages.left_over import left_for_officer, with_what_is_left
from cpp_core.messages.message import Message
from cpp_core.messages.outcomes import escalation
from cpp_core.model.feedback import Escalation
from cpp_core.model.panel import Panel, SeatKind
from cpp_core.rules.checklists import checklist_faults
from cpp_core.rules.safeguarding import unanswered
from cpp_core.rules.wash_up import (
    escalation_follow_up_at,
    escalation_unanswered,
    feedback_on_member_missing,
    reporting_back_missing,
)
from cpp_core.usecases.context import contacts_of
from cpp_core.usecases.show import view_of, wash_up_message
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys

LEFT, CHASED = "left_over", "escalation_chased"


async def plan_reminders(work: Work, panel: Panel) -> None:
    """When a panel is closed: chair, independent member and officer hear the next working day what is still left."""
    at = _morning_after(work, panel, work.now)
    officers = (await contacts_of(work, panel)).officer_of(panel)
    people = dict.fromkeys((*filter(None, (_chair(panel), _independent(panel))), *officers))
    effects = [
        effect
        for person in people
        for effect in keys.chat(f"FBK-1:left:{keys.about(panel)}", LEFT, "FBK-1", panel, person)
    ]
    await work.unit.send(keys.later(effects, at))


async def plan_chasing(work: Work, panel: Panel, made: Escalation, lead: str) -> None:
    """When a case is escalated: the casework lead is asked again, and the officer told, where no answer has come."""
    until = escalation_follow_up_at(made, work.policy_of(panel), work.calendar)
    at = _morning_after(work, panel, until)
    effects = [
        effect
        for person in (await contacts_of(work, panel)).officer_of(panel)
        for effect in keys.chat(f"FBK-1:chased:{made.id}", CHASED, "FBK-1", panel, person, escalation=made.id)
    ]
    effects += [keys.mail(f"FBK-1:chased:{made.id}", CHASED, "FBK-1", panel, lead, escalation=made.id)] if lead else []
    await work.unit.send(keys.later(effects, at))


def _morning_after(work: Work, panel: Panel, moment: datetime) -> datetime:
    day = work.calendar.next_working_day_after(london_date(moment))
    return service_does_on(day, work.policy_of(panel), work.calendar)


def _chair(panel: Panel) -> str:
    return panel.holders().get(SeatKind.CHAIR, "")


def _independent(panel: Panel) -> str:
    return panel.holders().get(SeatKind.IPM, "")


async def left_of(work: Work, panel: Panel) -> dict[str, tuple[Finding, ...]]:
    """What is left, by the person whose it is; what is the CPP team's stands under no name."""
    policy, member = work.policy_of(panel), _independent(panel)
    kept = await work.checklists.of_panel(panel.id)
    done, returned_at = (kept[-1].done, kept[-1].returned_at) if kept else ((), None)
    given = bool(await work.independent_feedback.of_panel(panel.id))
    notes = await work.case_notes.of_panel(panel.id)
    concerns = await work.safeguarding_concerns.of_panel(panel.id)
    escalations = await work.escalations.of_panel(panel.id)
    chair = (
        *feedback_on_member_missing(panel.closed_at, given, bool(member)),
        *(checklist_faults(done, returned_at, panel.closed_at, policy) if returned_at is None else ()),
    )
    team = [
        *(found for each in concerns for found in unanswered(each, work.now, policy, work.calendar)),
        *(found for each in escalations for found in escalation_unanswered(each, work.now, policy, work.calendar)),
    ]
    found = {_chair(panel): chair, member: reporting_back_missing(panel.closed_at, notes, member), "": tuple(team)}
    return {person: findings for person, findings in found.items() if findings}


async def left_over_message(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """The wash-up's card again for who has something left; for the officer all of it. None where nothing is left."""
    person, left = effect.refs["person"], await left_of(work, panel)
    if person in (_chair(panel), _independent(panel)):
        card = await wash_up_message(work, panel, person) if left.get(person) else None
        return with_what_is_left(await view_of(work, panel, person), card, left[person]) if card else None
    findings = tuple(found for of_one in left.values() for found in of_one)
    return left_for_officer(await view_of(work, panel, person), findings) if findings else None


async def chased_message(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """The escalation again for the casework lead; for the officer that it is not answered. None once it is."""
    made = await work.escalations.get(effect.refs["escalation"])
    if made is None or made.answered_at is not None:
        return None
    view = await view_of(work, panel, effect.refs.get("person", ""))
    if "to" in effect.refs:
        again = escalation(view, made, await work.cases.get(made.case_ref), to=effect.refs["to"])
        return replace(again, title=f"Reminder: {again.title}", preview=f"Reminder: {again.preview}")
    return left_for_officer(view, escalation_unanswered(made, work.now, view.scene.policy, view.scene.calendar))
