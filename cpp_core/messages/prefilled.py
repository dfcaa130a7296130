"""A draft as the inputs of the form show it again: the other way round than the form is read.

The affirmation of the standards is never among them: the chair affirms them for each case, never beforehand (REC-4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cpp_core.guidance.policy_choices import CIRCUMSTANCE_CHANGES
from cpp_core.model.recommendation import Draft


def as_values(draft: Draft) -> dict[str, str]:
    """What each input holds, by its id; what is empty is left out."""
    return {name: value for name, value in _values(draft) if value}


def _values(draft: Draft) -> Iterator[tuple[str, str]]:
    yield "reasoning", draft.reasoning
    yield "release_reasons", ",".join(reason.name.lower() for reason in draft.release_reasons)
    yield "facts", draft.facts
    yield "justification", draft.justification
    for number, action in enumerate(draft.actions, 1):
        yield f"action{number}_what", action.what
        yield f"action{number}_who", action.who
        yield f"action{number}_by", "" if action.by == date.min else action.by.isoformat()
        yield f"action{number}_authorisation", action.authorisation
    yield "event", draft.event
    yield "long_stop", draft.long_stop_on.isoformat() if draft.long_stop_on else ""
    yield "resolved_by", draft.resolved_by.isoformat() if draft.resolved_by else ""
    yield from _change(draft.change_of_circumstances)
    yield "repeat_reason", draft.repeat_reason
    yield "reached_by", draft.reached_by.name.lower()
    for person_id, view in draft.views.items():
        yield f"view:{person_id}", view.value
    yield "dissent", draft.dissent
    yield "documents", ",".join(draft.standards.documents_seen)
    yield "documents_not_applicable", ",".join(draft.standards.documents_not_applicable)
    yield "alternatives_summary", draft.standards.alternatives_summary
    yield "exception", draft.standards.exception


def _change(said: str) -> Iterator[tuple[str, str]]:
    """The kind of change, and its facts, which the form asks for apart (REC-6)."""
    for choice in CIRCUMSTANCE_CHANGES:
        if said == choice.words or said.startswith(f"{choice.words}: "):
            yield "change", choice.key
            yield "change_of_circumstances", said.removeprefix(choice.words).removeprefix(": ")
            return
    yield "change_of_circumstances", said
