"""The chair's checklist, and the Minimum Review Checklist that comes back to the CPP team (REC-9)."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text
from cpp_core.messages.sitting import KIND_WORDS
from cpp_core.messages.words import View, moment, panel_facts, short_panel, why
from cpp_core.model.console import ChairChecklist
from cpp_core.model.recommendation import Recommendation
from cpp_core.refusals import Fault
from cpp_core.rules.checklists import checklist_left

NOTHING = "no answer yet"


def checklist(
    view: View,
    kept: ChairChecklist | None,
    standing: Iterable[Recommendation],
    *,
    chairs: bool,
    errors: tuple[Fault, ...] = (),
) -> Message:
    """What has been gone through, and what the Minimum Review Checklist says of each case."""
    returned = kept is not None and kept.returned_at is not None
    title = view.title("Chair's checklist")
    blocks: list[Block] = [Text(_lead(returned=returned, chairs=chairs)), Facts(panel_facts(view)[:2])]
    if not chairs or returned:
        blocks += _gone_through(view, kept)
    blocks += _minimum_review(view, standing)
    return Message(
        name="checklist",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("REC-9", "You chair this panel, or are its officer."),
        state="returned" if returned else "chair" if chairs else "see",
        refs={"panel": view.panel.id},
        choices={"done": tuple((item.key, item.words) for item in view.scene.policy.chair_checklist)},
        values={"done": ",".join(kept.done), "remarks": kept.remarks} if kept else {},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _lead(*, returned: bool, chairs: bool) -> str:
    if returned:
        return "The Minimum Review Checklist is back with the CPP team. Thank you."
    if chairs:
        return "Tick what has been gone through, and return the Minimum Review Checklist once every case has an answer."
    return "The chair works through this list, and returns the Minimum Review Checklist."


def checklist_returned(view: View, kept: ChairChecklist, standing: Iterable[Recommendation]) -> Message:
    """The CPP team gets the Minimum Review Checklist."""
    title = f"Minimum Review Checklist is back: {short_panel(view.panel)}"
    at = ((("Returned", moment(kept.returned_at)),)) if kept.returned_at else ()
    return Message(
        name="checklist_returned",
        title=title,
        preview=title,
        blocks=(Facts((*panel_facts(view)[:2], *at)), *_gone_through(view, kept), *_minimum_review(view, standing)),
        why=why("REC-9", "You are the CPP officer of this panel, or of the CPP team."),
        refs={"panel": view.panel.id},
    )


def _gone_through(view: View, kept: ChairChecklist | None) -> tuple[Block, ...]:
    done = kept.done if kept else ()
    left = {item.key for item in checklist_left(done, view.scene.policy)}
    items = tuple(
        f"{'Left' if item.key in left else 'Done'}: {item.words}" for item in view.scene.policy.chair_checklist
    )
    remarks = (Facts((("Remarks", kept.remarks),)),) if kept and kept.remarks else ()
    return (Heading("Gone through"), Items(items), *remarks)


def _minimum_review(view: View, standing: Iterable[Recommendation]) -> tuple[Block, ...]:
    """Of each case: its outcome, and whether the minimum standards were affirmed and documents seen (REC-4)."""
    given = {each.case_ref: each for each in standing}
    rows = tuple(
        (
            listed.case_ref,
            _outcome(given.get(listed.case_ref), listed.not_reached_reason),
            _standards(view, given.get(listed.case_ref)),
        )
        for listed in view.panel.open_cases()
    )
    return (Heading("Minimum Review Checklist"), Table(("Case", "Outcome", "Minimum standards"), rows)) if rows else ()


def _outcome(each: Recommendation | None, not_reached: str) -> str:
    if each is not None:
        return KIND_WORDS[each.kind]
    return "not reached" if not_reached else NOTHING


def _standards(view: View, each: Recommendation | None) -> str:
    if each is None:
        return ""
    standards, every = each.draft.standards, len(view.scene.policy.documents)
    said = "affirmed" if standards.affirmed else "not affirmed"
    absent = f", {len(standards.documents_not_applicable)} not applicable" if standards.documents_not_applicable else ""
    exception = "; with an exception" if standards.exception else ""
    return f"{said}; {len(standards.documents_seen)} of {every} kinds of document seen{absent}{exception}"
