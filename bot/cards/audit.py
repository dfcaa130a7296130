"""Asks the officer, two weeks after a panel, whether a recommendation was followed (OUT-5)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by
from bot.cards.inputs import choice, day, text
from bot.cards.parts import Json, Status, card, refs_of, section
from cpp_core.messages.message import Message
from cpp_core.model.answer import ActionState

_STATUS: dict[str, Status] = {
    "asked": ("To be audited", "accent"),
    "done": ("✓ Audited", "good"),
    "corrected": ("Corrected since", "default"),
}
YES_NO = (("yes", "Yes"), ("no", "No"))
STATES = tuple((state.name.lower(), str(state).capitalize()) for state in ActionState)


def draw(message: Message) -> Json:
    """The form, or the audit as it was recorded."""
    refs = refs_of(message, "panel", "case", "entry")
    status, refresh = _STATUS.get(message.state), refreshed_by("audit.show", refs)
    if message.state != "asked":
        return card(message, status=status, refresh=refresh)
    actions = message.choices.get("actions", ())
    carried = {**refs, **{f"action{number}": what for number, what in actions}}
    button = press("Record the audit", "audit.record", carried, style="positive")
    return card(message, status=status, asks=_asks(message, actions), actions=[button], refresh=refresh)


def _asks(message: Message, actions: tuple[tuple[str, str], ...]) -> list[Json]:
    asks = [
        choice(message, "followed", "Was it followed?", YES_NO, missing="Choose yes or no.", spread=True),
        text(message, "why_not", "If not, why", lines=True, longest=2000),
    ]
    for number, what in actions:
        state = choice(message, f"state{number}", "How it stands", STATES, missing="Say how it stands.", spread=True)
        asks += [section(f"Action {number}: {what}"), state, text(message, f"why{number}", "If not followed, why")]
    asks += [
        section("Should a panel see the case again, sooner than its next review point?"),
        choice(message, "refer_again", "Refer it again?", YES_NO, spread=True),
        text(message, "refer_why", "Why", lines=True, longest=2000),
        day(message, "refer_by", "By when"),
    ]
    return asks
