"""A file's bytes to what the use cases take: people, cases or answers, by the headings that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cpp_core.deadlines.time import london_date
from cpp_core.model.file_import import ImportKind
from cpp_core.usecases.upload_commands import Upload
from infra.atlas import atlas_answer
from integrations.caseload import cases, people, responses
from integrations.caseload.columns import Layout
from integrations.caseload.faults import Progress, RowFault, UnreadableError
from integrations.caseload.finding import find_table

__all__ = ["Progress", "nobody", "read_upload"]


def nobody(done: int, total: int) -> None:
    """For whom progress is not told."""


def read_upload(about: Upload, content: bytes, now: datetime, known: frozenset[str], progress: Progress) -> Upload:
    """The rows of a file, or their faults; `known` are the addresses of all people. Takes seconds: call it in a thread."""
    name, today = about.file_name, london_date(now)
    match _kind(content, name, now):
        case ImportKind.PEOPLE:
            found = people.read_people(content, name, progress=progress)
            return replace(about, people=found.items, warnings=found.warnings, faults=_shown(found.faults))
        case ImportKind.RESPONSES:
            rows = responses.read_responses(content, name, today, progress=progress)
            answers = tuple(map(atlas_answer, rows.items))
            return replace(about, answers=answers, warnings=rows.warnings, faults=_shown(rows.faults))
        case _:
            read = cases.read_cases(content, name, today, known=known, progress=progress)
            return replace(about, cases=read.items, warnings=read.warnings, faults=_shown(read.faults))


def _kind(content: bytes, name: str, now: datetime) -> ImportKind:
    """By which headings it has; a file that has none is taken for cases, whose reader says what is missing."""
    layouts: dict[ImportKind, Layout[Any]] = {
        ImportKind.PEOPLE: people.LAYOUT,
        ImportKind.RESPONSES: responses.layout(london_date(now)),
    }
    for kind, layout in layouts.items():
        try:
            find_table(content, name, layout)
        except UnreadableError:
            continue
        return kind
    return ImportKind.CASES


def _shown(faults: Sequence[RowFault]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (str(fault.row or ""), fault.column, fault.value, f"{fault.what} {fault.mend}".strip()) for fault in faults
    )
