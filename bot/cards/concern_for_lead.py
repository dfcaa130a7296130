"""The CPP lead's card of a concern about behaviour: pass it on, limit or end somebody's sitting, lift that (REC-10)."""

from __future__ import annotations

from bot.cards.actions import press, refreshed_by, shows
from bot.cards.inputs import choice, day, text
from bot.cards.parts import Json, Status, card, refs_of
from cpp_core.messages.message import Message

_STATUS: dict[str, Status] = {
    "open": ("For you to decide", "attention"),
    "passed": ("Passed on", "accent"),
    "limited": ("Their sitting is limited", "warning"),
}


def draw(message: Message) -> Json:
    """The concern."""
    refs = refs_of(message, "concern")
    actions = [_pass_on(message, refs), _limit(message, refs)]
    if message.state == "limited":
        actions.append(_lift(message, refs))
    refresh = refreshed_by("concern.view", refs)
    return card(message, status=_STATUS.get(message.state), actions=actions, refresh=refresh)


def _pass_on(message: Message, refs: Json) -> Json:
    to = text(message, "to_whom", "To whom in their management chain?", missing="Say to whom.", longest=200)
    send = press("I have passed it on", "concern.pass_on", refs, style="positive")
    return shows("Passed on", [to], [send])


def _limit(message: Message, refs: Json) -> Json:
    seats = message.choices.get("only_seats", ())
    label = "Seats that they may still have (none: their sitting is ended)"
    asks = [
        choice(message, "only_seats", label, seats, several=True, spread=True),
        text(message, "limit_why", "Why?", missing="Say why.", lines=True),
    ]
    return shows("Limit or end their sitting", asks, [press("Decide", "concern.limit", refs, style="destructive")])


def _lift(message: Message, refs: Json) -> Json:
    asks = [
        day(message, "trained_again_on", "Trained again on"),
        day(message, "team_satisfied_on", "The CPP team is satisfied since"),
    ]
    keep = press("Keep", "concern.lift", refs, style="positive")
    return shows("Trained again, or lift it", asks, [keep])
