"""The quorum of a panel as it stands: what is missing, and the cases whose owner sits on it, with everybody by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpp_core.model.panel import Panel
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.quorum_findings import CaseQuorum, MissingSeat, case_quorum, missing


@dataclass(frozen=True)
class QuorumNow:
    """Missing seats in the guidance's order; cases for which somebody has a conflict; names by person id."""

    missing: tuple[MissingSeat, ...]
    cases: tuple[CaseQuorum, ...]
    names: Mapping[str, str]

    @property
    def chair_decides(self) -> bool:
        """Whether a decision of the chair is due now (PAN-8), about the panel or one of its cases."""
        return any(each.chair_decides for each in self.missing) or any(each.chair_decides for each in self.cases)


async def quorum_now(work: Work, panel: Panel) -> QuorumNow:
    """The findings of this moment."""
    scene = scene_of(work, panel)
    people = await work.people.many({place.person_id for _, place in panel.places()})
    cases = await work.cases.many([case.case_ref for case in panel.open_cases()])
    return QuorumNow(
        missing(panel, scene),
        case_quorum(panel, cases.values(), people, scene.policy),
        {person.id: person.name for person in people.values()},
    )
