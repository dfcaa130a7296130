"""The wash-up at the end of a panel: escalations, notes for the log, feedback in confidence (FBK-1 to FBK-4)."""

from __future__ import annotations

from bot.cards.actions import press, shows
from bot.cards.inputs import choice, text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message
from cpp_core.model.feedback import FeedbackKind

NOTE_KINDS = (
    ("discussion", "A significant point of discussion"),
    ("best-practice", "Best practice"),
    ("process", "Feedback on the process"),
)
_FEEDBACK = (
    (FeedbackKind.POSITIVE.value, "What went well"),
    (FeedbackKind.DEVELOPMENTAL.value, "What could be better"),
)
_STATUS: dict[str, Status] = {"closed": ("Closed", "default")}


def draw(message: Message) -> Json:
    """The wash-up, for the chair and officer, or for the independent member, who reports back after the panel too."""
    return card(message, status=_STATUS.get(message.state), actions=_actions(message))


def _actions(message: Message) -> list[Json]:
    escalate = [_escalate(message)] if message.choices.get("case") else []
    if message.values.get("who") == "ipm":
        return [*escalate, _note(message), _on_the_chair(message), *_concerns(message)]
    close = press("Close the panel", "panel.close", refs_of(message), style="positive", without_inputs=True)
    still_open = [] if message.state == "closed" else [close]
    on_independent = [_on_the_independent_member(message)] if message.values.get("on_independent") else []
    return [*escalate, _note(message), *on_independent, *still_open, *_concerns(message)]


def _concerns(message: Message) -> list[Json]:
    """The ways to what is raised in private, behind the dots; a chair has the one for a case on the case's own card."""
    refs = refs_of(message)
    own = ("Chair's checklist", "checklist.show") if message.values.get("who") == "chair" else _SAFEGUARDING
    raised = (own, ("Concern about behaviour", "concern.show"))
    return [press(title, verb, refs, without_inputs=True, later=True) for title, verb in raised]


_SAFEGUARDING = ("Safeguarding concern", "safeguarding.show")


def _on_the_independent_member(message: Message) -> Json:
    label = "Your feedback on the independent member, for the CPP lead to pass on"
    return _feedback(message, "Feedback on the member", "independent", label, "feedback.independent")


def _on_the_chair(message: Message) -> Json:
    label = "Your feedback, for the CPP lead alone"
    return _feedback(message, "Feedback on the chair", "feedback", label, "feedback.chair")


def _feedback(message: Message, title: str, field: str, label: str, verb: str) -> Json:
    missing = "Choose what kind of feedback this is."
    asks = [
        choice(message, f"{field}_kind", "Kind of feedback", _FEEDBACK, missing=missing, spread=True),
        text(message, f"{field}_words", label, missing="Write your feedback.", lines=True),
    ]
    return shows(title, asks, [press("Send to the CPP lead", verb, refs_of(message), style="positive")])


def _escalate(message: Message) -> Json:
    asks = [
        choice(message, "case", "Case", message.choices["case"], missing="Choose the case.", hint="Choose a case"),
        text(
            message,
            "what_for",
            "What should the casework lead do?",
            missing="Say what the casework lead is asked to do.",
            lines=True,
        ),
    ]
    return shows("Escalate a case", asks, [press("Send it now", "washup.escalate", refs_of(message), style="positive")])


def _note(message: Message) -> Json:
    asks = [
        choice(
            message,
            "note_kind",
            "Kind of note",
            message.choices.get("note_kind", NOTE_KINDS),
            missing="Choose what kind of note this is.",
            spread=True,
        ),
        text(message, "note_words", "Note", missing="Write the note.", lines=True),
    ]
    return shows("Add a note", asks, [press("Add it", "washup.note", refs_of(message), style="positive")])
