"""Feedback on the independent member, the CPP lead's cards, and the Case Feedback Log (FBK-2 to FBK-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpp_core.deadlines.time import london_date
from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Text
from cpp_core.messages.words import View, day, moment, short_panel, why
from cpp_core.model.feedback import CaseNote, ChairFeedback, FeedbackKind, IndependentFeedback
from cpp_core.model.panel import Panel

NOTE_WORDS = {
    "discussion": "Significant discussion point",
    "best-practice": "Best practice",
    "process": "Feedback on the process",
}


def independent_feedback(view: View, each: IndependentFeedback) -> Message:
    """The CPP lead gets the chair's feedback on the independent member, to pass on to them (FBK-3)."""
    title = "Feedback on an independent member, in confidence"
    rows = (
        ("Panel", short_panel(view.panel)),
        ("Independent member", view.name(each.about)),
        ("Kind", each.kind.value),
        ("From the chair", each.words),
    )
    passed = each.passed_on_at
    then = f"You gave it to them on {moment(passed)}." if passed else "Please give it to the independent member."
    return Message(
        name="independent_feedback",
        title=title,
        preview=title,
        blocks=(Facts(rows), Text(then)),
        why=why("FBK-3", "You are the CPP lead, who gives this feedback to independent members."),
        state="passed" if passed else "open",
        refs={"panel": each.panel_id, "feedback": each.id},
    )


def chair_feedback_passed_on(each: ChairFeedback) -> Message:
    """What is left of feedback on a chair once it was given to them: its kind, for trends (FBK-2)."""
    title = "Feedback on a chair has been passed on"
    at = f" on {day(london_date(each.passed_on_at))}" if each.passed_on_at else ""
    lead = f"It was given to the chair{at}. Their details and its words are deleted; only its kind is kept, for trends."
    return Message(
        name="chair_feedback",
        title=title,
        preview=title,
        blocks=(Text(lead), Facts((("Kind", each.kind.value),))),
        why=why("FBK-2", "You are the CPP lead or a CPP manager, through whom feedback reaches chairs."),
        state="passed",
        refs={"feedback": each.id},
    )


def log(
    panels: Iterable[tuple[Panel, tuple[CaseNote, ...]]], on_chairs: Mapping[FeedbackKind, int] | None = None
) -> Message:
    """The Case Feedback Log: what was kept of each panel, the newest first (FBK-4).

    `on_chairs` is how often each kind of feedback on chairs was given, for managers alone (FBK-2).
    """
    kept = [(panel, notes) for panel, notes in panels if notes]
    title = "Case Feedback Log"
    lead = "What independent members and chairs kept for everybody to learn from." if kept else "Nothing is kept yet."
    blocks: list[Block] = [Text(lead)]
    for panel, notes in kept:
        lines = tuple(f"{NOTE_WORDS.get(each.kind, each.kind)}: {each.words}" for each in notes)
        blocks += [Heading(short_panel(panel)), Items(lines)]
    counted = tuple((kind.value.capitalize(), str(number)) for kind, number in (on_chairs or {}).items())
    blocks += [Heading("Feedback on chairs, by kind alone"), Facts(counted)] if counted else []
    return Message(
        name="feedback_log",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("FBK-4", "You are in the CPP team, which keeps the Case Feedback Log."),
    )
