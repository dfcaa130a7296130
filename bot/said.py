"""What the bot says by itself, where no use case has said it."""

from __future__ import annotations

from collections.abc import Mapping

from cpp_core.messages.message import Items, Message, Text, Why
from cpp_core.refusals import Refusal

_REFS = ("panel", "case", "area")
_NO_WHY = Why("", "", "")


def refused(refusal: Refusal, refs: Mapping[str, str], back: str = "") -> Message:
    """What somebody asked for and cannot have, and how to mend it."""
    sentences = tuple(fault.sentence() for fault in refusal.faults) or ("The rules do not allow this.",)
    said = Text(sentences[0]) if len(sentences) == 1 else Items(sentences)
    return Message(
        name="refusal",
        title="That is not possible now",
        preview="That is not possible now.",
        blocks=(said,),
        why=Why(refusal.clause, "", "You pressed a button or sent a form, and it could not be taken as it is."),
        refs={name: refs[name] for name in _REFS if refs.get(name)},
        values={"back": back},
    )


def settled(refs: Mapping[str, str]) -> Message:
    """Something was done, and there is nothing more to say about it."""
    return Message(
        name="settled",
        title="✓ Done",
        preview="Done.",
        blocks=(Text("Thank you. This is on record."),),
        why=_NO_WHY,
        refs={name: refs[name] for name in _REFS if refs.get(name)},
    )


def unwell() -> Message:
    """Something broke on our side."""
    return Message(
        name="unwell",
        title="Something went wrong here",
        preview="Something went wrong here; nothing was changed.",
        blocks=(
            Text("Nothing was changed. Please try again in a minute."),
            Text("If it happens again, tell the CPP team, who can record your answer for you."),
        ),
        why=_NO_WHY,
    )


def file_not_taken(name: str, why: str) -> Message:
    """A file that was dropped into the chat was not taken."""
    return Message(
        name="file_not_taken",
        title="This file was not taken",
        preview="A file was not taken.",
        blocks=(Text(f"{name}: {why}"), Text("Nothing was changed.")),
        why=_NO_WHY,
    )


def file_is_read(names: tuple[str, ...]) -> Message:
    """Files were dropped into the chat, and reading them takes a while."""
    return Message(
        name="file_is_read",
        title="Reading your file" if len(names) == 1 else "Reading your files",
        preview="Reading your file.",
        blocks=(Text(f"{', '.join(names)}: I tell you here what came of it, as soon as it is read."),),
        why=_NO_WHY,
    )


def only_in_person() -> Message:
    """The bot was written to outside a personal chat."""
    return Message(
        name="only_in_person",
        title="Please write to me in our own chat",
        preview="Please write to me in our own chat.",
        blocks=(Text("I talk about panels in a personal chat only, so that nobody else reads along."),),
        why=_NO_WHY,
    )


def welcome() -> Message:
    """The greeting when the app was just installed."""
    return Message(
        name="welcome",
        title="Case Progression Panels",
        preview="I will write to you here about Case Progression Panels.",
        blocks=(
            Text("I will write to you here about the panels that you are asked for, and what is needed for them."),
            Text("You answer with the buttons of a card. You can also write to me, such as “my panels” or “help”."),
        ),
        why=Why("", "", "The CPP team gave you this app because you take part in Case Progression Panels."),
    )
