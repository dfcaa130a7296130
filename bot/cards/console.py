"""The chair's and officer's view of a panel while it runs: its cases, their outcomes, the way to the wash-up."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "planned": ("Not open yet", "default"),
    "open": ("Open", "good"),
    "closed": ("Closed", "default"),
}


def draw(message: Message) -> Json:
    """The console."""
    is_open = message.state == "open"
    return card(
        message,
        status=_STATUS.get(message.state),
        asks=[_which_case(message)] if is_open and message.choices.get("case") else [],
        actions=_actions(message),
        refresh=refreshed_by("panel.console", refs_of(message)),
        wide=True,
    )


def _actions(message: Message) -> list[Json]:
    refs = refs_of(message)
    if message.state == "planned":
        return [press("Open the panel", "panel.open", refs, style="positive", without_inputs=True)]
    if message.state != "open":
        return []
    to_wash_up = press("Wash-up", "washup.show", refs, without_inputs=True)
    checklist = press("Chair's checklist", "checklist.show", refs, without_inputs=True, later=True)
    close = press("Close the panel", "panel.close", refs, style="destructive", without_inputs=True)
    on_a_case = [_outcome(message), _not_reached(message)] if message.choices.get("case") else []
    once_all_are_answered = [] if message.choices.get("next") else [close]
    return [*_next_case(message), *on_a_case, to_wash_up, *once_all_are_answered, checklist]


def _next_case(message: Message) -> list[Json]:
    """The introduction of the next case; any other one is reached by choosing it."""
    chosen = press("Introduce the chosen case", "case.introduce", refs_of(message), later=True)
    return [*next_case(message), *([chosen] if message.choices.get("case") else [])]


def next_case(message: Message) -> list[Json]:
    """A button for the case of `choices["next"]`."""
    refs = refs_of(message, "panel")
    return [
        press(f"Next case: {case_ref}", "case.introduce", {**refs, "case": case_ref}, without_inputs=True)
        for case_ref, _ in message.choices.get("next", ())
    ]


def _which_case(message: Message) -> Json:
    return choice(
        message,
        "case",
        "Case",
        message.choices["case"],
        missing="Choose the case first.",
        hint="Choose a case",
    )


def _outcome(message: Message) -> Json:
    kind = choice(
        message,
        "kind",
        "What does the panel recommend?",
        message.choices.get("kind", ()),
        missing="Choose the outcome.",
        spread=True,
    )
    return shows(
        "Record an outcome",
        [kind],
        [press("Continue", "recommendation.form", refs_of(message), style="positive")],
        style="positive",
    )


def _not_reached(message: Message) -> Json:
    reason = text(message, "reason", "Why was it not reached?", missing="Say why: it goes on record.", longest=500)
    return shows("Not reached", [reason], [press("Put it to a later panel", "case.not_reached", refs_of(message))])
