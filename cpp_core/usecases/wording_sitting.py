"""The words of what a panel leaves behind: checklist, concerns, feedback; made at the moment of sending (chapters F, H)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cpp_core.effects import Effect
from cpp_core.messages.checklists import checklist_returned
from cpp_core.messages.feedback import independent_feedback
from cpp_core.messages.message import Message
from cpp_core.messages.safeguarding import follow_up, safeguarding_mail
from cpp_core.model.panel import Panel
from cpp_core.rules.behaviour import may_see
from cpp_core.rules.wash_up import may_give_to_independent_member
from cpp_core.usecases.behaviour import concern_message
from cpp_core.usecases.context import standing
from cpp_core.usecases.fees import DUE, fee_message
from cpp_core.usecases.left_over import CHASED, LEFT, chased_message, left_over_message
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work

Words = Callable[[Work, Panel, Effect], Awaitable[Message | None]]


async def _checklist(work: Work, panel: Panel, effect: Effect) -> Message | None:
    kept = await work.checklists.get(f"{panel.id}:checklist")
    view = await view_of(work, panel, effect.refs["person"])
    return checklist_returned(view, kept, await standing(work, panel)) if kept else None


async def _concern(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """For a CPP lead who may see it at the moment of sending, and nobody else (REC-10)."""
    each = await work.behaviour_concerns.get(effect.refs["concern"])
    reader = await work.people.get(effect.refs["person"])
    if each is None or reader is None or not may_see(each, reader):
        return None
    return await concern_message(work, each, reader.id)


async def _safeguarding(work: Work, panel: Panel, effect: Effect) -> Message | None:
    each = await work.safeguarding_concerns.get(effect.refs["concern"])
    return safeguarding_mail(await view_of(work, panel), each) if each else None


async def _follow_up(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """Nothing where the team has said by then what it did (REC-11)."""
    each = await work.safeguarding_concerns.get(effect.refs["concern"])
    if each is None or each.done_at is not None:
        return None
    return follow_up(await view_of(work, panel, effect.refs["person"]), each)


async def _independent_feedback(work: Work, panel: Panel, effect: Effect) -> Message | None:
    each = await work.independent_feedback.get(effect.refs["feedback"])
    reader = await work.people.get(effect.refs["person"])
    if each is None or reader is None or not may_give_to_independent_member(reader):
        return None
    return independent_feedback(await view_of(work, panel, reader.id), each)


SITTING_WORDS: Mapping[str, Words] = {
    "checklist_returned": _checklist,
    "concern_for_lead": _concern,
    "safeguarding": _safeguarding,
    "safeguarding_follow_up": _follow_up,
    "independent_feedback": _independent_feedback,
    DUE: fee_message,
    LEFT: left_over_message,
    CHASED: chased_message,
}
"""By the `what` of the effect."""
