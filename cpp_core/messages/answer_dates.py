"""The CPP team sets another date by which casework answers, for some cases of a panel (OUT-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cpp_core.messages.message import Block, Facts, Message, Table, Text
from cpp_core.messages.words import View, day, panel_facts, why
from cpp_core.refusals import Fault


def answer_dates(
    view: View, open_ones: Sequence[tuple[str, date]], *, said: str = "", errors: tuple[Fault, ...] = ()
) -> Message:
    """The cases that casework has not answered, each with its date now, and the form for another one."""
    title = view.title("Another date for answers")
    weeks = view.scene.policy.answer_days // 7
    lead = (
        f"Casework answers within {weeks} weeks of the recommendation, unless the CPP team sets another date. The case "
        "owners are told of it, with your reason."
        if open_ones
        else "Casework has answered every recommendation of this panel, or none has been asked about yet."
    )
    rows = tuple((ref, day(until)) for ref, until in open_ones)
    blocks: list[Block] = [Text(said, strong=True)] if said else []
    blocks += [Text(lead), Facts(panel_facts(view)[:2]), *([Table(("Case", "Answer by"), rows)] if rows else [])]
    return Message(
        name="answer_dates",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("OUT-3", "You are in the CPP team, which can set another date for casework's answer."),
        state="ask" if open_ones else "none",
        refs={"panel": view.panel.id},
        choices={"cases": tuple((ref, ref) for ref, _ in open_ones)},
        errors=tuple(fault.sentence() for fault in errors),
    )
