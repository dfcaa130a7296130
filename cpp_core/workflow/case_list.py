"""Sharing the case list, running it again, and ending access to it (chapter E)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cpp_core.model.case import Case
from cpp_core.model.listing import CaseList, ListRow
from cpp_core.model.panel import LIVE, ListedCase, Panel, SeatKind
from cpp_core.rules.case_list import changes_between, data_at, gone_from_list, order_of
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.folder import close_folder, open_folder
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note


def next_version(panel: Panel, rows: tuple[ListRow, ...], old: CaseList | None, scene: Scene) -> CaseList:
    """The next version of the panel's list."""
    ordered = order_of(rows)
    version = panel.list_version + 1
    return CaseList(
        id=f"{panel.id}:v{version}",
        panel_id=panel.id,
        version=version,
        made_at=scene.now,
        data_at=data_at(ordered),
        rows=ordered,
        changes=changes_between(old, ordered),
    )


def refresh_cases(panel: Panel, chosen: tuple[ListedCase, ...], current: Mapping[str, Case]) -> Panel:
    """The panel's cases: those listed before, each off if it has ended or gone, and those newly chosen."""
    kept = [replace(case, removed_reason=gone_from_list(current.get(case.case_ref), panel)) for case in panel.cases]
    known = {case.case_ref for case in kept}
    return replace(panel, cases=(*kept, *(case for case in chosen if case.case_ref not in known)))


@rule("LST-1", "CPP 9.0 §6; IPM 1.0 Arranging 4")
def share(panel: Panel, case_list: CaseList, contacts: Contacts, scene: Scene, *, clause: str) -> Step:
    """Lay a version into the panel's folder, open the folder to its members, and tell them (LST-1, LST-3)."""
    urgent = clause == "LST-3"
    put = keys.folder(
        f"{clause}:list:{keys.about(panel)}:v{case_list.version}",
        "list_workbook",
        clause,
        panel,
        version=str(case_list.version),
    )
    after = replace(panel, list_version=case_list.version)
    entry = note(
        panel,
        scene,
        f"case list version {case_list.version}",
        clause,
        "clock",
        cases=str(len(case_list.rows)),
        changes=str(len(case_list.changes)),
    )
    step = Step(after, (put,), (entry,))
    step = step.then(lambda it: _told_of_gaps(it, case_list, contacts, scene, urgent=urgent))
    members = [place.person_id for _, place in panel.places() if place.status in LIVE]
    if case_list.changes:
        told = tuple(
            scene.held_back(replace(effect, after=put.key) if effect.what == "case_list" else effect, any_hour=urgent)
            for person in members
            if person in panel.opened_to
            for effect in keys.chat(
                f"LST-3:changed:{keys.about(panel)}:v{case_list.version}",
                "case_list",
                "LST-3",
                panel,
                person,
                version=str(case_list.version),
            )
        )
        step = step.sending(*told)
    return step.for_each(members, lambda it, person: open_folder(it, person, scene, any_hour=urgent))


def open_to_independent(panel: Panel, scene: Scene) -> Step:
    """The backstop of LST-1: whoever is asked for the independent member's seat can open the list."""
    asked = [place.person_id for place in panel.seat(SeatKind.IPM).places if place.status in LIVE]
    return Step(panel).for_each(asked, lambda it, person: open_folder(it, person, scene))


def _told_of_gaps(panel: Panel, case_list: CaseList, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    """The officer hears what the list lacks and how old its data is."""
    effects = tuple(
        scene.held_back(effect, any_hour=urgent)
        for person in contacts.officer_of(panel)
        for effect in keys.chat(
            f"LST-2:gaps:{keys.about(panel)}:v{case_list.version}",
            "list_gaps",
            "LST-2",
            panel,
            person,
            version=str(case_list.version),
        )
    )
    return Step(panel, effects)


def ask_extract(panel: Panel, contacts: Contacts, scene: Scene, *, rung: str) -> Step:
    """Ask the officer for a fresh extract in time (LST-3)."""
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for person in contacts.officer_of(panel)
        for effect in keys.chat(f"LST-3:extract:{rung}:{keys.about(panel)}", "extract_wanted", "LST-3", panel, person)
    )
    return Step(panel, effects)


@rule("LST-5", "CPP 9.0 §8.7")
def remind_to_delete(panel: Panel, scene: Scene) -> Step:
    """Everybody who ever could open the list is reminded to delete what they downloaded (LST-5)."""
    effects = tuple(
        scene.held_back(effect, any_hour=False)
        for person in sorted(panel.had_list)
        for effect in keys.chat(f"LST-5:delete:{keys.about(panel)}", "delete_downloads", "LST-5", panel, person)
    )
    return Step(panel, effects)


def end_access(panel: Panel, scene: Scene) -> Step:
    """Access to the panel's folder ends for everybody (LST-5)."""
    entry = note(panel, scene, "access to the case list ended", "LST-5", "clock", people=str(len(panel.opened_to)))
    step = Step(panel, (), (entry,))
    return step.for_each(sorted(panel.opened_to), lambda it, person: close_folder(it, person, scene))
