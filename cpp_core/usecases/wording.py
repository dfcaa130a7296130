"""The words of each message, made at the moment of sending from the facts of that moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cpp_core.effects import Effect
from cpp_core.messages import attendance as attendance_words
from cpp_core.messages import case_list as list_words
from cpp_core.messages import nominations as nomination_words
from cpp_core.messages import outcomes as outcome_words
from cpp_core.messages import presence as presence_words
from cpp_core.messages import quorum as quorum_words
from cpp_core.messages.message import Message
from cpp_core.messages.off import panel_off
from cpp_core.messages.words import View
from cpp_core.model.panel import LIVE, Panel, PlaceStatus, SeatKind
from cpp_core.rules.case_list import missing_of
from cpp_core.usecases import show
from cpp_core.usecases.answer_wording import ANSWER_WORDS
from cpp_core.usecases.availability_month import one_or_month
from cpp_core.usecases.context import standing
from cpp_core.usecases.lists import list_rows
from cpp_core.usecases.quorum_now import quorum_now
from cpp_core.usecases.wording_sitting import SITTING_WORDS
from cpp_core.usecases.work import Work

Words = Callable[[Work, Panel, Effect], Awaitable[Message | None]]


async def _view(work: Work, panel: Panel, effect: Effect) -> View:
    return await show.view_of(work, panel, reader=effect.refs.get("person", ""))


async def _attendance(work: Work, panel: Panel, effect: Effect) -> Message | None:
    if panel.place_of(effect.refs["person"]) is None:
        return None
    return await show.attendance_message(work, panel, effect.refs["person"])


async def _attendance_reminder(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return attendance_words.attendance_reminder(await _view(work, panel, effect), effect.refs["person"])


async def _seat_changed(work: Work, panel: Panel, effect: Effect) -> Message | None:
    refs = effect.refs
    view = await _view(work, panel, effect)
    return attendance_words.seat_changed(view, SeatKind(refs["seat"]), refs["about"], PlaceStatus(refs["status"]))


async def _vacancy(work: Work, panel: Panel, effect: Effect) -> Message | None:
    kind = SeatKind(effect.refs["seat"])
    candidates = await show.candidates(work, panel, kind)
    return attendance_words.vacancy(await _view(work, panel, effect), kind, candidates)


async def _nomination(work: Work, panel: Panel, effect: Effect) -> Message | None:
    reminder, kind = effect.what == "nomination_reminder", SeatKind(effect.refs["seat"])
    return await show.nomination_message(work, panel, kind, effect.refs["person"], reminder=reminder)


async def _nobody_named(work: Work, panel: Panel, effect: Effect) -> Message | None:
    kind = SeatKind(effect.refs["seat"])
    candidates = await show.candidates(work, panel, kind)
    return nomination_words.nobody_named(await _view(work, panel, effect), kind, candidates)


async def _availability(work: Work, panel: Panel, effect: Effect) -> Message | None:
    reminder = effect.what == "availability_reminder"
    return await one_or_month(work, panel, effect.refs["person"], reminder=reminder)


async def _quorum(work: Work, panel: Panel, effect: Effect) -> Message | None:
    view = await _view(work, panel, effect)
    for_chair = effect.refs["person"] == panel.holders().get(SeatKind.CHAIR)
    return quorum_words.quorum(view, for_chair=for_chair, cases=(await quorum_now(work, panel)).cases)


async def _quorum_settled(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return quorum_words.quorum_settled(await _view(work, panel, effect))


async def _quorum_decided(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return quorum_words.quorum_decided(await _view(work, panel, effect))


async def _case_list(work: Work, panel: Panel, effect: Effect) -> Message | None:
    version = int(effect.refs["version"])
    return await show.case_list_message(work, panel, version=version, changed=effect.clause == "LST-3")


async def _list_gaps(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.lists.get(f"{panel.id}:v{effect.refs['version']}")
    return list_words.list_gaps(await _view(work, panel, effect), made) if made else None


async def _extract_wanted(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """With what the list would lack if it were made now, so that it can be mended before members have it (LST-2)."""
    _, rows = await list_rows(work, panel, choosing=panel.list_version == 0)
    gaps = tuple((row.case.case_ref, missing_of(row)) for row in rows if missing_of(row))
    return list_words.extract_wanted(await _view(work, panel, effect), gaps)


async def _delete_downloads(work: Work, panel: Panel, effect: Effect) -> Message | None:
    deleted = f"LST-5:deleted:{effect.refs['person']}" in panel.done
    return None if deleted else list_words.delete_downloads(await _view(work, panel, effect))


async def _console(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return await show.console_message(work, panel)


async def _wash_up(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return await show.wash_up_message(work, panel, effect.refs["person"])


async def _outcome(work: Work, panel: Panel, effect: Effect) -> Message | None:
    each = await work.recommendations.get(effect.refs["recommendation"])
    if each is None:
        return None
    entries = await work.recommendations.of_panel(panel.id)
    if any(other.case_ref == each.case_ref and other.entry > each.entry for other in entries):
        return None  # corrected before it left; the correction has a mail of its own
    case, to = await work.cases.get(each.case_ref), effect.refs["to"]
    earlier = [old for old in entries if old.case_ref == each.case_ref and old.entry < each.entry]
    replaces = any([await work.unit.sent(f"OUT-1:{old.id}:{to.casefold()}") for old in earlier])
    return outcome_words.outcome(await _view(work, panel, effect), each, case, to=to, replaces=replaces)


async def _outcome_spoc(work: Work, panel: Panel, effect: Effect) -> Message | None:
    given = await standing(work, panel)
    cases = await work.cases.many([each.case_ref for each in given])
    area = effect.refs["area"]
    theirs = [each for each in given if each.case_ref in cases and cases[each.case_ref].area == area]
    view, corrected = await _view(work, panel, effect), "corrected" in effect.refs
    return outcome_words.outcome_spoc(view, area, theirs, corrected=corrected) if theirs else None


async def _escalation(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.escalations.get(effect.refs["escalation"])
    if made is None:
        return None
    case = await work.cases.get(made.case_ref)
    return outcome_words.escalation(await _view(work, panel, effect), made, case, to=effect.refs.get("to", ""))


async def _escalation_answered(work: Work, panel: Panel, effect: Effect) -> Message | None:
    made = await work.escalations.get(effect.refs["escalation"])
    return outcome_words.escalation_answered(await _view(work, panel, effect), made) if made else None


async def _panel_off(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return panel_off(await _view(work, panel, effect), postponed=effect.what == "panel_postponed")


async def _account_gone(work: Work, panel: Panel, effect: Effect) -> Message | None:
    kind = SeatKind(effect.refs["seat"])
    return presence_words.account_gone(await _view(work, panel, effect), kind, effect.refs["about"])


async def _too_late(work: Work, panel: Panel, effect: Effect) -> Message | None:
    place = panel.place_of(effect.refs["person"])
    seated_again = place is not None and place.status in LIVE
    return None if seated_again else presence_words.too_late(await _view(work, panel, effect))


async def _attended(work: Work, panel: Panel, effect: Effect) -> Message | None:
    return presence_words.attended(await _view(work, panel, effect), report=effect.refs["report"] == "yes")


WORDS: Mapping[str, Words] = {
    "account_gone": _account_gone,
    "attended": _attended,
    "too_late": _too_late,
    "attendance": _attendance,
    "attendance_reminder": _attendance_reminder,
    "seat_changed": _seat_changed,
    "vacancy": _vacancy,
    "nomination": _nomination,
    "nomination_reminder": _nomination,
    "nobody_named": _nobody_named,
    "availability": _availability,
    "availability_reminder": _availability,
    "quorum": _quorum,
    "quorum_settled": _quorum_settled,
    "quorum_decided": _quorum_decided,
    "case_list": _case_list,
    "list_gaps": _list_gaps,
    "extract_wanted": _extract_wanted,
    "delete_downloads": _delete_downloads,
    "console": _console,
    "washup": _wash_up,
    "outcome": _outcome,
    "outcome_spoc": _outcome_spoc,
    "escalation": _escalation,
    "escalation_answered": _escalation_answered,
    **SITTING_WORDS,
    "panel_cancelled": _panel_off,
    "panel_postponed": _panel_off,
    **ANSWER_WORDS,
}
