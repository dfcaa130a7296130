"""Lists what somebody still has to answer, approve or audit after panels, each with a button (OUT-3)."""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.parts import Json, Status, card
from cpp_core.messages.message import Message

IN_SIGHT = 5
"""Buttons that Teams shows; the others go behind the dots."""
_STATUS: dict[str, Status] = {"overdue": ("Overdue", "attention")}
_TITLES = {"response.show": "Answer for", "approval.show": "Decide about", "audit.show": "Audit"}


def draw(message: Message) -> Json:
    """Each of `choices["open"]` says which card it opens, for which panel and case."""
    buttons = []
    for number, (value, case_ref) in enumerate(message.choices.get("open", ())):
        verb, panel, case = value.split("|", 2)
        title = f"{_TITLES.get(verb, 'Open')} {case_ref}"
        refs = {"panel": panel, "case": case}
        buttons.append(press(title, verb, refs, without_inputs=True, later=number >= IN_SIGHT))
    return card(message, status=_STATUS.get(message.state), actions=buttons)
