"""The quorum of a panel as `panels panel show` prints it: what is missing, and the cases whose owner sits there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpp_core.guidance.findings import Finding
from cpp_core.model.panel import SEAT_NAMES, Panel
from cpp_core.usecases.panel_rows import QuorumRow
from cpp_core.usecases.quorum_now import QuorumNow
from cpp_core.workflow.quorum_findings import CaseQuorum, MissingSeat
from infra.cli.output import local_iso


def quorum_json(row: QuorumRow, panel: Panel) -> dict[str, Any]:
    """For programs."""
    return {
        "quorate": row.quorate,
        "missing": [str(kind) for kind in row.missing],
        "decision": row.decision,
        "chair_decides": row.now.chair_decides,
        "sentence": row.sentence,
        "findings": [_seat(each, row.now, panel) for each in row.now.missing],
        "cases": [_case(each) for each in row.now.cases],
    }


def quorum_lines(now: QuorumNow) -> Iterator[str]:
    """For people."""
    for each in now.missing:
        yield f"  {_said(each.as_finding(now.names))}"
    for case in now.cases:
        yield from (f"  {_said(finding)}" for finding in case.findings)
        if case.chair_decides:
            yield f"  {case.case_ref}: the chair decides whether it is considered (PAN-8)."


def _said(finding: Finding) -> str:
    return f"{finding.what}: {finding.why}. {finding.mend}"


def _seat(each: MissingSeat, now: QuorumNow, panel: Panel) -> dict[str, Any]:
    return {
        "seat": str(each.seat),
        "name": SEAT_NAMES[each.seat],
        "since": local_iso(each.since),
        "asked": [
            {
                "person_id": place.person_id,
                "name": now.names.get(place.person_id, ""),
                "status": str(place.status),
                "asked_at": local_iso(place.asked_at) if place.asked_at else None,
                "answer_by": local_iso(place.answer_by) if place.answer_by else None,
            }
            for place in panel.seat(each.seat).places
            if place.asked_at is not None
        ],
        "still_to_ask": list(each.still_to_ask),
        "next": {"what": each.next.what, "at": local_iso(each.next.at) if each.next.at else None},
        "chair_decides": each.chair_decides,
        "decided": each.decided,
        "can_be_waived": each.waivable,
        "clause": "PAN-1",
        "sentence": str(each.as_finding(now.names)),
    }


def _case(each: CaseQuorum) -> dict[str, Any]:
    return {
        "case_ref": each.case_ref,
        "owners": list(each.owners),
        "missing": [str(kind) for kind in each.missing],
        "reserves": list(each.reserves),
        "chair_decides": each.chair_decides,
        "for_another_panel": each.for_another_panel,
        "clause": "PAN-7",
        "findings": [str(finding) for finding in each.findings],
    }
