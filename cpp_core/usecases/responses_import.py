"""What casework answered, imported from Atlas or from before the service; it prevails over what was typed here (OUT-3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import time

from cpp_core.deadlines.time import local
from cpp_core.model.answer import CaseworkAnswer, Says
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.recommendation import Draft, Recommendation
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.follow_up import around, save
from cpp_core.usecases.follow_up_commands import AtlasAnswer, ImportResponses
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.imports import IMPORTERS
from cpp_core.usecases.work import Work
from cpp_core.workflow.answers import Followed, from_atlas, noted

NOON = time(12)
"""When a recommendation from before the service counts as made, on the day of its panel."""


@use_case("responses.import", "OUT-3", ImportResponses, *IMPORTERS)
async def import_responses(work: Work, command: ImportResponses, actor: Actor) -> Reply:
    """All rows or none; the same file twice changes nothing. A recommendation that is not known here is made from its row."""
    known = [await _known(work, row) for row in command.answers]
    faults = [_unknown(row) for row, found in zip(command.answers, known, strict=True) if not found and not row.kind]
    if faults:
        raise Refusal("OUT-3", *faults)
    counts: Counter[str] = Counter({"new": 0, "changed": 0, "unchanged": 0, "earlier": 0})
    differing = []
    for row, found in zip(command.answers, known, strict=True):
        if found is not None and row.kind is not None and row.kind is not found.kind:
            differing.append(row.case_ref)
        counts[await _take(work, row, found, actor, check=command.check)] += 1
    return Reply(data={**counts, "differing": sorted(differing)})


def _unknown(row: AtlasAnswer) -> Fault:
    where = f"{row.case_ref}, panel of {row.panel_on:%d/%m/%Y}"
    return Fault(where, "This recommendation is not known here.", "Fill in what was recommended, to have it made.")


async def _known(work: Work, row: AtlasAnswer) -> FollowUp | None:
    """The one of this case and panel's date that stands."""
    found = [each for each in await work.follow_ups.of_case(row.case_ref) if each.panel_on == row.panel_on]
    return next((each for each in reversed(found) if not each.superseded), None)


async def _take(work: Work, row: AtlasAnswer, found: FollowUp | None, actor: Actor, *, check: bool) -> str:
    follow_up = found or _earlier(row)
    after = _with_review(_with_answer(follow_up, row), row)
    if found is not None and after == found:
        return "unchanged"
    said = "earlier" if found is None else "changed" if any(each.on_atlas for each in found.answers) else "new"
    if check:
        return said
    if found is None:
        await work.recommendations.save(_recommendation(follow_up))
    await save(work, await _step(work, follow_up, after, actor))
    return said


async def _step(work: Work, before: FollowUp, after: FollowUp, actor: Actor) -> Followed:
    """With its effects and entries where the panel was held here; for one from before, an entry alone."""
    panel = await work.panels.get(before.panel_id)
    if panel is None:
        details = {"case": after.case_ref, "recommendation": after.id}
        entry = Entry(f"case:{after.case_ref}", "answer imported", "OUT-3", actor.name, work.now, details)
        return Followed(after, (), (entry,))
    setting = await around(work, panel, before)
    if after.answers == before.answers:
        return Followed(after, (), noted(before, setting, "review imported", "OUT-6", actor.name))
    step = from_atlas(before, after.answers[-1], setting, actor.name)
    return replace(step, follow_up=after)


def _with_answer(follow_up: FollowUp, row: AtlasAnswer) -> FollowUp:
    if row.says is None or row.answered_on is None:
        return follow_up
    given = CaseworkAnswer(
        follow_up.id,
        row.says,
        row.answered_on,
        row.answered_by,
        row.reasons if row.says is Says.DISAGREE else "",
        row.approved_by,
        row.approver_grade,
        what_was_done=row.reasons if row.says is Says.AGREE else "",
        on_atlas=True,
    )
    if given in follow_up.answers:
        return follow_up
    typed_here = (each for each in follow_up.answers if not each.on_atlas)
    return replace(follow_up, answers=(*typed_here, given), pending=None)


def _with_review(follow_up: FollowUp, row: AtlasAnswer) -> FollowUp:
    return replace(follow_up, reviewed_on=row.reviewed_on) if row.reviewed_on is not None else follow_up


def _earlier(row: AtlasAnswer) -> FollowUp:
    assert row.kind is not None
    panel_id = f"before:{row.panel_on.isoformat()}"
    return FollowUp(
        id=f"{panel_id}:{row.case_ref}:1",
        panel_id=panel_id,
        case_ref=row.case_ref,
        entry=1,
        kind=row.kind,
        panel_on=row.panel_on,
        recommended_on=row.panel_on,
        asked_at=local(row.panel_on, NOON),
        imported=True,
    )


def _recommendation(follow_up: FollowUp) -> Recommendation:
    return Recommendation(
        id=follow_up.id,
        panel_id=follow_up.panel_id,
        panel_on=follow_up.panel_on,
        case_ref=follow_up.case_ref,
        entry=1,
        draft=Draft(kind=follow_up.kind),
        confirmed_by="",
        confirmed_at=follow_up.asked_at,
    )
