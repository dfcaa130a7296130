"""The CPP team moves a panel or calls it off: what will happen, who hears of it, why, and a last look (PAN-8)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.inputs import day, text, time_of_day, toggle
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def move(message: Message) -> Json:
    """The form to move a panel."""
    asks = [
        day(message, "new_date", "New date", missing="Give the new date."),
        time_of_day(message, "new_time", "New time (London)", missing="Give the new time."),
    ]
    return _form(message, asks, "Move the panel", "panel.move", "Yes, move it and tell {people} people.")


def cancel(message: Message) -> Json:
    """The form to call a panel off."""
    return _form(message, [], "Cancel the panel", "panel.cancel", "Yes, cancel it for good and tell {people} people.")


def _form(message: Message, asks: list[Json], title: str, verb: str, sure: str) -> Json:
    refs = refs_of(message)
    back = press("Back to the panel", "officer.panel", refs, without_inputs=True)
    if message.state != "ask":
        return card(message, status=("Nothing can be changed", "default"), actions=[back])
    asks += [
        text(message, "reason", "Why?", missing="Say why: everybody who was asked reads it.", lines=True, longest=500),
        toggle(
            message,
            "sure",
            sure.format(people=message.values["people"]),
            label="Are you sure?",
            missing="Tick this once you are sure.",
        ),
    ]
    go = press(title, verb, refs, style="destructive")
    return card(message, status=("Nothing is changed yet", "accent"), asks=asks, actions=[go, back])
