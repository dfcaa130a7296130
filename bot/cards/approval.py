"""Asks an approver whether casework may disagree with a recommendation (OUT-4).

It shows casework's reasons, though LST-6 names the mail of the outcome as the one exemption: nobody can approve what they
cannot read. That is a reading of ours. They stand in the body alone, never in the title or the preview.
"""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "asked": ("Please decide", "warning"),
    "approved": ("✓ You approved it", "good"),
    "refused": ("You did not approve it", "default"),
    "over": ("Not asked any more", "default"),
}


def draw(message: Message) -> Json:
    """Yes, or no with the reason."""
    refs = refs_of(message, "panel", "case", "number")
    status, refresh = _STATUS.get(message.state), refreshed_by("approval.show", refs)
    if message.state != "asked":
        return card(message, status=status, refresh=refresh)
    approve = press("Approve", "response.approve", refs, style="positive", without_inputs=True)
    why = text(message, "why_not", "Why not?", missing="Say why you do not approve it.", lines=True)
    refuse = press("Send: not approved", "response.refuse_approval", refs, style="destructive")
    return card(message, status=status, actions=[approve, shows("Do not approve", [why], [refuse])], refresh=refresh)
