"""Help, welcome, and the asker's coming panels."""

from __future__ import annotations

from collections.abc import Iterable

from cpp_core.messages.message import Items, Message, Text
from cpp_core.messages.words import short_panel, why
from cpp_core.model.panel import Panel
from cpp_core.model.person import Person, Role

_PARTS: tuple[tuple[tuple[Role, ...], str], ...] = (
    (
        (Role.MEMBER, Role.RESERVE, Role.CHAIR, Role.IPM, Role.EXPERT),
        "When you are asked for a panel, one tap says whether you can.",
    ),
    ((Role.CHAIR,), "On the day, the console opens the panel, records each outcome and leads to the wash-up."),
    (
        (Role.MEMBER, Role.RESERVE, Role.CHAIR, Role.IPM, Role.EXPERT, Role.OFFICER),
        "After a panel, type “behaviour” to raise a concern with the CPP lead in private, or “safeguarding” for a case.",
    ),
    ((Role.SPOC,), "About five weeks before a panel I ask you for a member and reserves from your area."),
    ((Role.IPM,), "About six weeks before a panel I ask whether you are available; “month” shows a month at a time."),
    (
        (Role.OFFICER, Role.CPP_TEAM),
        "You hear of every change to a seat, of gaps in case lists, and of whatever is at risk. Type “at risk” to see it, "
        "“phone” to record an answer by telephone, “undo” to give a seat back.",
    ),
    ((Role.CASE_OWNER, Role.CASEWORK_LEAD), "You get a panel's recommendations by e-mail, with what to do by when."),
)


def help_message(person: Person | None, *, welcome: bool = False) -> Message:
    """What somebody can do here, by their roles."""
    if person is None:
        points: tuple[str, ...] = (
            "You are not in the directory of the CPP team yet, so there is nothing for you here. "
            "If there should be, ask the CPP team.",
        )
    else:
        points = tuple(text for roles, text in _PARTS if person.has(*roles))
    title = "Welcome to Case Progression Panels" if welcome else "What you can do here"
    return Message(
        "welcome" if welcome else "help",
        title,
        title,
        (
            Text("I look after the administration of Case Progression Panels. I never decide anything about a case."),
            Items(
                (
                    *points,
                    "Type “my panels” to see the panels that you were asked for, or “can't make it” to answer for one.",
                )
            ),
        ),
        why("ATT-1", "You asked, or I was installed for you."),
    )


def my_panels(panels: Iterable[tuple[Panel, str]]) -> Message:
    """The asker's coming panels, each with how they stand to it."""
    mine = tuple(panels)
    title = "Your coming panels"
    text = "Choose one to see or change your answer." if mine else "You have not been asked for any coming panel."
    return Message(
        "my_panels",
        title,
        title,
        (Text(text), Items(tuple(f"{short_panel(panel)}: {status}" for panel, status in mine))),
        why("ATT-1", "You asked for your panels."),
        choices={"panel": tuple((panel.id, short_panel(panel)) for panel, _ in mine)},
    )
