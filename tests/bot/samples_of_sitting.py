"""Messages of the panel itself: console, recommendation, wash-up."""

from __future__ import annotations

from cpp_core.guidance.policy_choices import CIRCUMSTANCE_CHANGES, DOCUMENTS, STANDARDS
from cpp_core.messages.message import Facts, Heading, Items, Message, Table, Text, Why
from cpp_core.model.recommendation import Kind

WHEN = "Tue 8 Dec 2026, 10:00"
PANEL = {"panel": "p-2026-12-08"}
CASE = {**PANEL, "case": "CPP-00412"}
FACTS = (("Panel", "Tuesday 8 December 2026, 10:00 to 12:30"), ("Cases", "3-month band"))
CASES = (("CPP-00412", "CPP-00412"), ("CPP-00377", "CPP-00377"), ("CPP-00518", "CPP-00518"))


def why(clause: str, citation: str, sentence: str, *, reading: bool = False) -> Why:
    """A foot."""
    return Why(clause, citation, sentence, reading)


def console(state: str, lead: str) -> Message:
    """A console."""
    rows = (
        ("1", "CPP-00412", "Maintain detention, with case progression actions"),
        ("2", "CPP-00377", "to come"),
        ("3", "CPP-00518", "not reached: no time"),
    )
    return Message(
        name="console",
        title=f"Panel console: {WHEN}",
        preview=f"Panel console: {WHEN}",
        blocks=(
            Text(lead),
            Facts((*FACTS, ("Confirmed", "Ruth Adeyemi (Chair), Amara Boateng (Returns Logistics)"))),
            Text("Core seats without anybody: Litigation Operations."),
            Table(("", "Case", "Outcome"), rows),
        ),
        why=why("REC-9", "CPP 9.0 §8.1, §8.5", "You chair this panel, or are its officer."),
        state=state,
        refs=PANEL,
        choices={"case": CASES, "kind": tuple((kind.value, kind.value.capitalize()) for kind in Kind)},
    )


def recommendation(state: str, **values: str) -> Message:
    """The form for an outcome."""
    earlier = Items(("Tuesday 15 September 2026: Maintain detention, with case progression actions (travel document)",))
    return Message(
        name="recommendation",
        title=f"{state.capitalize()}: case CPP-00412",
        preview="Outcome for case CPP-00412",
        blocks=(
            Heading("Earlier panels recommended"),
            earlier,
        ),
        why=why("REC-9", "CPP 9.0 §8.1", "You chair this panel: a recommendation stands once you confirm it."),
        state=state,
        refs=CASE,
        choices={
            "documents": tuple((choice.key, choice.words) for choice in DOCUMENTS),
            "standards": tuple((choice.key, choice.words) for choice in STANDARDS),
            "change": tuple((choice.key, choice.words) for choice in CIRCUMSTANCE_CHANGES),
            "voters": (("a1", "Amara Boateng"), ("a2", "Tom Fielding")),
        },
        values=values,
    )


def recorded() -> Message:
    """A recommendation that stands."""
    acts = (("Apply for a travel document", "Returns Logistics", "18 December 2026", "none"),)
    return Message(
        name="recommendation",
        title="Recorded: case CPP-00412",
        preview="Recorded: case CPP-00412",
        blocks=(
            Text("Maintain detention, with case progression actions. Thank you, it is recorded."),
            Facts((("Reasoning", "Removal is expected within weeks."), ("Long stop", "Friday 29 January 2027"))),
            Heading("Actions"),
            Table(("What", "Who", "By", "Authorisation still needed"), acts),
            Text("Still to come: CPP-00377."),
        ),
        why=why("REC-9", "CPP 9.0 §8.1", "You confirmed this recommendation."),
        state="recorded",
        refs=CASE,
    )


def washup(state: str) -> Message:
    """A wash-up."""
    return Message(
        name="washup",
        title=f"Wash-up: {WHEN}",
        preview=f"Wash-up: {WHEN}",
        blocks=(
            Text("Which cases need escalation, and what can be learned from this panel?"),
            Heading("Escalated"),
            Items(("CPP-00377: the travel document application has stood still since August.",)),
            Heading("Case Feedback Log"),
            Items(("process: the list came in good time.",)),
        ),
        why=why(
            "FBK-1", "CPP 9.0 §8.1, §15", "Every panel ends with a wash-up by the chair and the independent member."
        ),
        state=state,
        refs=PANEL,
        choices={"case": CASES},
    )
