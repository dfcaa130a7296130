"""The officer records who was at the panel and from when, lateness included (ATT-7)."""

from __future__ import annotations

from bot.cards.actions import press, shows
from bot.cards.inputs import time_of_day
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "prefilled": ("Please check and record", "accent"),
    "missing": ("Please record", "accent"),
    "recorded": ("✓ On record", "good"),
    "early": ("Not yet", "default"),
}


def draw(message: Message) -> Json:
    """The times at which each came, to be put right; folded away once they are on record."""
    status, refs = _STATUS.get(message.state), refs_of(message)
    back = press("Back to the panel", "officer.panel", refs, without_inputs=True)
    if message.state == "early" or not message.choices.get("since"):
        return card(message, status=status, actions=[back])
    asks = [
        time_of_day(message, f"since:{person_id}", f"{name}: there from")
        for person_id, name in message.choices["since"]
    ]
    carried = {**refs, "people": ",".join(person_id for person_id, _ in message.choices["since"])}
    record = press("Record who attended", "attendance.attended", carried, style="positive")
    if message.state == "recorded":
        return card(message, status=status, actions=[shows("Put it right", asks, [record]), back])
    return card(message, status=status, asks=asks, actions=[record, back])
