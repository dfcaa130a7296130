"""What the asker can do here."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The help, with the way to their panels and to what their roles open."""
    mine = press("My panels", "my_panels", {}, style="positive", without_inputs=True)
    return card(message, actions=[mine, *ways(message)])


def ways(message: Message) -> list[Json]:
    """A button for each of `choices["open"]`, which names the verb that it presses."""
    return [press(title, verb, {}, without_inputs=True) for verb, title in message.choices.get("open", ())]
