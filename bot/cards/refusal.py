"""Says that something could not be done, why, and how to mend it; with the way back."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, card, refs_of
from cpp_core.messages.message import Message


def draw(message: Message) -> Json:
    """The refusal. `values["back"]` names the verb that shows where the person came from."""
    back = message.values.get("back", "")
    actions = [press("Back", back, refs_of(message), without_inputs=True)] if back else []
    return card(message, status=("Nothing was changed", "default"), actions=actions)
