"""Making and sharing the versions of a panel's case list (LST-1, LST-3)."""

from __future__ import annotations

from cpp_core.deadlines.time import london_date
from cpp_core.messages.case_list import delete_downloads, no_list_yet
from cpp_core.model.listing import ListRow
from cpp_core.model.panel import ListedCase, Panel, PanelStatus
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.case_list import row_of
from cpp_core.usecases.answering import answers_for_list
from cpp_core.usecases.choosing import choose_cases
from cpp_core.usecases.commands import ConfirmDeleted, ShowList
from cpp_core.usecases.context import previous_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import case_list_message, view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.case_list import next_version, refresh_cases, share
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.step import Step, note


async def share_list(work: Work, panel: Panel, contacts: Contacts, *, clause: str) -> Step:
    """Make the next version, keep it, and share it.

    Cases are chosen for the first version, and anew where the panel was moved; a list that members are preparing from
    takes no newcomers when it is run again [R].
    """
    scene = scene_of(work, panel)
    panel, rows = await list_rows(work, panel, choosing=clause == "LST-1" or panel.list_version == 0)
    old = await work.lists.get(f"{panel.id}:v{panel.list_version}")
    made = next_version(panel, rows, old, scene)
    await work.lists.save(made)
    return share(panel, made, contacts, scene, clause=clause)


async def list_rows(work: Work, panel: Panel, *, choosing: bool) -> tuple[Panel, tuple[ListRow, ...]]:
    """The panel with its cases as they are now, and the rows of a list made from them."""
    chosen = await choose_cases(work, panel) if choosing else ()
    current = await work.cases.many({case.case_ref for case in (*panel.cases, *chosen)})
    panel = refresh_cases(panel, chosen, current)
    rows = [await _row(work, panel, listed) for listed in panel.open_cases() if listed.case_ref in current]
    return panel, tuple(rows)


async def _row(work: Work, panel: Panel, listed: ListedCase) -> ListRow:
    case = await work.cases.get(listed.case_ref)
    if case is None:
        raise LookupError(f"case {listed.case_ref} is listed and not in the caseload")
    previous = await previous_of(work, listed.case_ref, panel)
    accepted, not_carried_out = await answers_for_list(work, tuple(each.id for each in previous))
    panel_on, policy = london_date(panel.starts_at), work.policy_of(panel)
    return row_of(case, listed.reason, previous, panel_on, policy, accepted, not_carried_out)


@use_case("list.show", "LST-1", ShowList, Relation.NAMED)
async def show_list(work: Work, command: ShowList, actor: Actor) -> Reply:
    """The list's card for who can open it; after the panel, what is to be deleted; before it is made, when it comes."""
    panel = await work.panel(command.panel_id)
    view = await view_of(work, panel, reader=actor.person_id)
    if not panel.list_version:
        return Reply(no_list_yet(view))
    if panel.status in (PanelStatus.CLOSED, PanelStatus.CANCELLED):
        return Reply(delete_downloads(view, deleted=f"LST-5:deleted:{actor.person_id}" in panel.done))
    if actor.person_id not in panel.opened_to:
        fault = Fault("", "The case list is open to those who sit on the panel.", "Say first that you can attend.")
        raise Refusal("LST-5", fault)
    return Reply(await case_list_message(work, panel))


@use_case("list.deleted", "LST-5", ConfirmDeleted, Relation.NAMED)
async def confirm_deleted(work: Work, command: ConfirmDeleted, actor: Actor) -> Reply:
    """A member says that they have deleted what they downloaded."""
    panel = await work.panel(command.panel_id)
    key = f"LST-5:deleted:{actor.person_id}"
    if key not in panel.done:
        entry = note(panel, scene_of(work, panel), "downloads deleted", "LST-5", actor.name, person=actor.person_id)
        panel = await work.apply(Step(panel.with_done(key, work.now), (), (entry,)))
    return Reply(delete_downloads(await view_of(work, panel), deleted=True))
