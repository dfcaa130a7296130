"""What the form of a recommendation asks for one outcome and not for another (REC-1 to REC-3)."""

from __future__ import annotations

from bot.cards.inputs import choice, day, text
from bot.cards.parts import Json, box, fold, words
from cpp_core.messages.message import Message
from cpp_core.model.recommendation import ReleaseReason

MOST_ACTIONS = 3
RELEASE_REASONS = tuple((reason.name.lower(), reason.value[0].upper() + reason.value[1:]) for reason in ReleaseReason)


def asked_by_kind(message: Message) -> list[Json]:
    """The inputs that belong to `message.state`."""
    match message.state:
        case "release":
            return _release(message)
        case "maintain":
            return [_justification(message)]
        case "maintain-with-actions":
            return [_justification(message), *_actions(message)]
        case "no-recommendation":
            missing = "Give the date by which the reasons are resolved."
            return [day(message, "resolved_by", "Resolved by", missing=missing)]
    return []


def _release(message: Message) -> list[Json]:
    return [
        choice(
            message,
            "release_reasons",
            "Reasons for release",
            message.choices.get("release_reasons", RELEASE_REASONS),
            missing="Choose at least one reason.",
            several=True,
            spread=True,
        ),
        text(message, "facts", "The facts behind them", missing="Give the facts.", lines=True),
    ]


def _justification(message: Message) -> Json:
    label = "Why is continued detention justified and proportionate?"
    return text(message, "justification", label, missing="Say why continued detention is justified.", lines=True)


def _actions(message: Message) -> list[Json]:
    more: list[Json] = []
    for number in range(2, MOST_ACTIONS + 1):
        typed = any(message.values.get(f"action{number}_{part}") for part in ("what", "who", "by", "authorisation"))
        more += fold(f"Action {number}, if there is one", f"action{number}", _action(message, number), is_open=typed)
    return [
        box([words("Action 1", weight="bolder"), *_action(message, 1)], spacing="medium"),
        *more,
        text(
            message,
            "event",
            "The event whose failure would have detention assessed again",
            missing="Name the event.",
        ),
    ]


def _action(message: Message, number: int) -> list[Json]:
    what, who, when = ("Say what is to be done.", "Say who does it.", "Give the date.") if number == 1 else ("", "", "")
    return [
        text(message, f"action{number}_what", "What is to be done?", missing=what),
        text(message, f"action{number}_who", "Who does it?", missing=who),
        day(message, f"action{number}_by", "By when?", missing=when),
        text(message, f"action{number}_authorisation", "Authorisation that it still needs, if any"),
    ]
