"""A row of a file of casework's answers, as the use case takes it."""

from __future__ import annotations

from cpp_core.model.answer import Says
from cpp_core.usecases.follow_up_commands import AtlasAnswer
from integrations.caseload.responses import ResponseRow


def atlas_answer(row: ResponseRow) -> AtlasAnswer:
    """What Atlas says, by its row."""
    return AtlasAnswer(
        case_ref=row.case_ref,
        panel_on=row.panel_on,
        kind=row.recommendation,
        says=Says(row.answer.value) if row.answer is not None else None,
        answered_on=row.answered_on,
        answered_by=row.answered_by,
        reasons=row.reason,
        approved_by=row.approved_by,
        approver_grade=row.approver_grade,
        reviewed_on=row.dcpr_acknowledged_on,
    )
