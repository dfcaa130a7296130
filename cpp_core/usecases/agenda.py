"""How long the cases of a panel take, and what has been drafted for them (PAN-3, REC-9)."""

from __future__ import annotations

from cpp_core.messages.agenda import Agenda
from cpp_core.model.panel import Panel
from cpp_core.rules.capacity import kind_of_case
from cpp_core.usecases.work import Work


def draft_id(panel: Panel, case_ref: str) -> str:
    """Under which id the draft for a case of a panel is kept."""
    return f"{panel.id}:{case_ref}:draft"


async def agenda_of(work: Work, panel: Panel) -> Agenda:
    """The agenda as it stands."""
    policy = work.policy_of(panel)
    cases = await work.cases.many([listed.case_ref for listed in panel.open_cases()])
    kept = await work.drafts.of_panel(panel.id)
    return Agenda(
        {ref: policy.case_minutes[kind_of_case(case, policy)] for ref, case in cases.items()},
        {each.case_ref: each.draft.kind for each in kept if each.draft.kind is not None},
    )
