"""Why somebody hears from the service at all: by each place that they have on a panel, and by each of their roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpp_core.guidance.rules_table import rule_text
from cpp_core.guidance.shown import source_of
from cpp_core.messages.message import Block, Facts, Message, Text
from cpp_core.messages.words import moment, seat_name, sentence_case, short_panel, why
from cpp_core.model.panel import Panel
from cpp_core.model.person import Person, Role

_ROLES: tuple[tuple[tuple[Role, ...], str, str], ...] = (
    ((Role.SPOC,), "INV-1", "You are a point of contact (SPOC)"),
    ((Role.IPM,), "INV-2", "You are an independent panel member"),
    ((Role.CPP_TEAM, Role.OFFICER), "ATT-3", "You are in the CPP team, which runs the panels"),
    ((Role.CASE_OWNER,), "OUT-3", "You own cases that panels look at"),
    ((Role.CASEWORK_LEAD,), "FBK-1", "You lead casework on cases that panels look at"),
    ((Role.CPP_LEAD,), "REC-10", "You are the CPP lead"),
)


def why_me(person: Person, panels: Iterable[Panel]) -> Message:
    """Each reason with what happened so far, and the rule in plain words."""
    blocks: list[Block] = []
    for panel in panels:
        blocks += _of_panel(panel, person.id)
    for roles, clause, sentence in _ROLES:
        if person.has(*roles):
            blocks += [Text(f"{sentence}.", strong=True), Text(_rule(clause))]
    nothing = "You are in the directory of the CPP team, and nobody has named you for a panel that is to come."
    title = "Why I write to you"
    return Message(
        name="why_me",
        title=title,
        preview=title,
        blocks=tuple(blocks) or (Text(nothing),),
        why=why("ATT-1", "You asked. Each message that I send says at its foot why you get it."),
    )


def _of_panel(panel: Panel, person_id: str) -> Iterator[Block]:
    seat, place = panel.seat_of(person_id), panel.place_of(person_id)
    if seat is None or place is None:
        return
    moments = (
        ("Named", place.named_at),
        ("Asked", place.asked_at),
        ("To answer by", place.answer_by),
        ("Answered", place.answered_at),
    )
    yield Text(f"{sentence_case(short_panel(panel))}: you were named for {seat_name(seat.kind)}.", strong=True)
    yield Facts(tuple((label, moment(at)) for label, at in moments if at is not None))
    yield Text(_rule("ATT-1"))


def _rule(clause: str) -> str:
    text = rule_text(clause)
    return f"{text.wording} ({clause}, {source_of(text)})"
