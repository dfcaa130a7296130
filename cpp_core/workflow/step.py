"""A step in the life of a panel: the panel after it, the effects it causes and its audit entries. Nothing is done yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from cpp_core.effects import Effect
from cpp_core.model.panel import Panel
from cpp_core.ports import Entry
from cpp_core.workflow.keys import Scene

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """The outcome of one decision about a panel; steps are chained with `then`."""

    panel: Panel
    effects: tuple[Effect, ...] = ()
    entries: tuple[Entry, ...] = ()

    def then(self, change: Callable[[Panel], Step]) -> Step:
        """This step, followed by another on the panel that it leaves."""
        after = change(self.panel)
        return Step(after.panel, self.effects + after.effects, self.entries + after.entries)

    def for_each(self, items: Iterable[T], change: Callable[[Panel, T], Step]) -> Step:
        """This step, followed by one for each item in turn."""
        step = self
        for item in items:
            after = change(step.panel, item)
            step = Step(after.panel, step.effects + after.effects, step.entries + after.entries)
        return step

    def sending(self, *effects: Effect) -> Step:
        """This step with more effects."""
        return replace(self, effects=self.effects + effects)

    def noting(self, *entries: Entry) -> Step:
        """This step with more audit entries."""
        return replace(self, entries=self.entries + entries)


def note(panel: Panel, scene: Scene, what: str, clause: str, by: str, *, text: str = "", **details: str) -> Entry:
    """An audit entry in the panel's chain; what somebody typed goes into `text`, never into the details."""
    texts = {"reason": text} if text else {}
    return Entry(f"panel:{panel.id}", what, clause, by, scene.now, {"panel": panel.id, **details}, texts)
