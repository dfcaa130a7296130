"""Asks the case owner whether casework agrees with a recommendation (OUT-3, OUT-4)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import day, text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please answer", "accent"),
    "overdue": ("Overdue", "attention"),
    "pending": ("Waits for approval", "warning"),
    "agreed": ("✓ Casework agrees", "good"),
    "disagreed": ("✓ Casework disagrees, approved", "good"),
    "on_atlas": ("✓ Answered on Atlas", "good"),
    "corrected": ("Corrected since", "default"),
}
_CLOSED = frozenset({"on_atlas", "corrected"})


def draw(message: Message) -> Json:
    """Agree, or disagree with reasons and an approver; minds can be changed until Atlas has the answer."""
    refs = refs_of(message, "panel", "case", "entry")
    status, refresh = _STATUS.get(message.state), refreshed_by("response.show", refs)
    if message.state in _CLOSED:
        return card(message, status=status, refresh=refresh)
    return card(message, status=status, actions=[_agree(message, refs), _disagree(message, refs)], refresh=refresh)


def _agree(message: Message, refs: dict[str, str]) -> Json:
    asks = [
        text(message, "what_was_done", "What was done, if anything yet (references only)", lines=True, longest=2000),
        day(message, "done_on", "Done on"),
    ]
    titles = {"agreed": "Say what was done", "asked": "Casework agrees", "overdue": "Casework agrees"}
    title = titles.get(message.state, "Agree after all")
    return shows(title, asks, [press("Send: casework agrees", "response.agree", refs, style="positive")])


def _disagree(message: Message, refs: dict[str, str]) -> Json:
    asks = [
        text(message, "reasons", "Full reasons", missing="Give the reasons in full.", lines=True),
        text(
            message,
            "approver",
            "Who approves it (mail address)",
            missing="Name who is to approve it.",
            hint="name@homeoffice.gov.uk",
            longest=254,
        ),
    ]
    titles = {
        "pending": "Change reasons or approver",
        "agreed": "Disagree after all",
        "disagreed": "Change the reasons",
    }
    title = titles.get(message.state, "Casework disagrees")
    return shows(title, asks, [press("Ask for approval", "response.disagree", refs, style="destructive")])
