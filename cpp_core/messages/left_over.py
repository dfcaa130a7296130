"""What is still left after a panel, for whose it is and for the CPP officer (FBK-1, FBK-3, FBK-4, REC-9, REC-11)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.guidance.findings import Finding
from cpp_core.messages.message import Heading, Items, Message, Text
from cpp_core.messages.words import View, why
from cpp_core.model.panel import SeatKind


def with_what_is_left(view: View, card: Message, left: tuple[Finding, ...]) -> Message:
    """The wash-up's card, with what its reader has still to do above it."""
    title = view.title("Still to do after the panel")
    chairs = view.reader is not None and view.panel.holders().get(SeatKind.CHAIR) == view.reader.id
    role = "chaired" if chairs else "were the independent member of"
    sentence = f"You {role} this panel, and something is still to do for it."
    lead = "Thank you for the panel. This is still to do; feedback and notes can be given right here."
    blocks = (Text(lead), Items(tuple(_said(each) for each in left)), Heading("The wash-up"), *card.blocks)
    clause = left[0].clause
    return replace(card, title=title, preview=title, blocks=blocks, why=why(clause, sentence, reading=left[0].reading))


def left_for_officer(view: View, left: tuple[Finding, ...]) -> Message:
    """Everything that is still left, for the CPP officer."""
    title = view.title("Still left after the panel")
    return Message(
        "left_over",
        title,
        title,
        (Text("This is still left:"), Items(tuple(f"{_said(each)} {each.mend}".strip() for each in left))),
        why("FBK-1", "You are the CPP officer of this panel, and see to what follows it.", reading=True),
        refs={"panel": view.panel.id},
    )


def _said(each: Finding) -> str:
    return f"{each.what[:1].upper()}{each.what[1:]}: {each.why}."
