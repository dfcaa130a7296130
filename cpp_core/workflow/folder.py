"""Who may open the panel's folder, as seats change (LST-5)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.model.panel import Panel
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step


@rule("LST-5", "CPP 9.0 §6, §8.7")
def open_folder(panel: Panel, person_id: str, scene: Scene, *, any_hour: bool = False) -> Step:
    """Open the panel's folder to someone, once a list lies in it, and tell them."""
    if panel.list_version == 0 or person_id in panel.opened_to:
        return Step(panel)
    if scene.now >= access_ends_at(panel, scene.policy, scene.calendar):
        return Step(panel)
    after, stamp = keys.stamped(panel, "open", person_id)
    after = replace(after, opened_to=panel.opened_to | {person_id}, had_list=panel.had_list | {person_id})
    opened = keys.folder(f"LST-5:{stamp}:{person_id}", "open_folder", "LST-5", panel, person=person_id)
    installed, card = keys.chat(
        f"LST-1:list:{stamp}", "case_list", "LST-1", panel, person_id, version=str(panel.list_version)
    )
    told = scene.held_back(replace(card, after=opened.key), any_hour=any_hour)
    return Step(after, (opened, installed, told))


def close_folder(panel: Panel, person_id: str, scene: Scene) -> Step:
    """Take the panel's folder from someone at once."""
    if person_id not in panel.opened_to:
        return Step(panel)
    after, stamp = keys.stamped(panel, "end", person_id)
    ended = keys.folder(f"LST-5:{stamp}:{person_id}", "end_access", "LST-5", panel, person=person_id)
    return Step(replace(after, opened_to=panel.opened_to - {person_id}), (ended,))


def extend_access(panel: Panel, person_id: str) -> Step:
    """The panel has moved: who can open the folder can do so until the new end. Nothing is said about it."""
    after, stamp = keys.stamped(panel, "extend", person_id)
    opened = keys.folder(f"LST-5:{stamp}:{person_id}", "open_folder", "LST-5", after, person=person_id)
    return Step(after, (opened,))
