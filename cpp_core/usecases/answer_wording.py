"""The words about what follows a panel, made at the moment of sending (OUT-2 to OUT-6); None where it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cpp_core.effects import Effect
from cpp_core.messages import answers as words
from cpp_core.messages.message import Message
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import Panel
from cpp_core.usecases import audit, response
from cpp_core.usecases.answering import approval_message, open_in_area, open_of_panel, response_message
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work


async def _of(work: Work, effect: Effect) -> FollowUp | None:
    return await work.follow_ups.get(effect.refs["recommendation"])


async def _response(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """A new question is not asked any more once it is answered; a card that exists is brought up to date."""
    follow_up = await _of(work, effect)
    if follow_up is None or (effect.replaces is None and (follow_up.answers or follow_up.superseded)):
        return None
    return await response_message(work, panel, follow_up, effect.refs["person"])


async def _approval(work: Work, panel: Panel, effect: Effect) -> Message | None:
    follow_up, person = await _of(work, effect), effect.refs["person"]
    if follow_up is None:
        return None
    if effect.replaces is None and (follow_up.pending is None or follow_up.pending.approver_id != person):
        return None
    return await approval_message(work, panel, follow_up, person)


async def _to_owner(work: Work, panel: Panel, effect: Effect) -> Message | None:
    person = await work.people.get(effect.refs["person"]) if "person" in effect.refs else None
    rows = await open_of_panel(work, panel, owner=person, address=effect.refs.get("to", ""))
    view, overdue = await view_of(work, panel), effect.what == "answers_overdue"
    return words.answers_due(view, rows, overdue=overdue) if rows else None


async def _to_spoc(work: Work, panel: Panel, effect: Effect) -> Message | None:
    area = effect.refs.get("area", "")
    rows = await open_of_panel(work, panel, area=area, whole="area" not in effect.refs)
    view, overdue = await view_of(work, panel), effect.what != "answers_due_spoc"
    return words.answers_due_spoc(view, area, rows, overdue=overdue) if rows else None


async def _digest(work: Work, panel: Panel, effect: Effect) -> Message | None:
    rows = await open_in_area(work, effect.refs["area"])
    return words.spoc_digest(effect.refs["area"], rows) if rows else None


async def _atlas(work: Work, panel: Panel, effect: Effect) -> Message | None:
    message = await audit.atlas_message(work, panel, effect.refs["person"])
    return message if message.state == "open" else None


async def _audit(work: Work, panel: Panel, effect: Effect) -> Message | None:
    follow_up = await _of(work, effect)
    if follow_up is None or follow_up.superseded or follow_up.audit is not None:
        return None
    return await audit.audit_message(work, panel, follow_up, effect.refs["person"])


async def _dcpr(work: Work, panel: Panel, effect: Effect) -> Message | None:
    follow_up = await _of(work, effect)
    if follow_up is None or follow_up.superseded or follow_up.reviewed_on is not None:
        return None
    return await response.dcpr_message(work, panel, follow_up, effect.refs.get("person", ""))


ANSWER_WORDS: Mapping[str, Callable[[Work, Panel, Effect], Awaitable[Message | None]]] = {
    "response": _response,
    "approval": _approval,
    "answers_due": _to_owner,
    "answers_overdue": _to_owner,
    "answers_due_spoc": _to_spoc,
    "answers_overdue_spoc": _to_spoc,
    "answers_overdue_team": _to_spoc,
    "spoc_digest": _digest,
    "atlas": _atlas,
    "audit": _audit,
    "dcpr": _dcpr,
}
