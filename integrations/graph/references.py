"""The keys under which ids that Graph gives are kept (`RemoteReferences`)."""

from __future__ import annotations

ANSWERS_LINK = "answers:link"
"""Where the last sweep over the calendar ended, and from which day its window reaches."""
CLIENT_STATE = "notifications:client-state"
"""What change notifications bear, where no key is set to derive it from."""
WATCH = "notifications:subscription"
"""The subscription that was made, with a digest of the client state that it was made with."""


def answer(panel_id: str, person_id: str) -> str:
    """Which calendar answer of a person was looked at last."""
    return f"answer:{panel_id}:{person_id}"


def meeting(panel_id: str) -> str:
    """The immutable id of a panel's event."""
    return f"meeting:{panel_id}"


def hold(panel_id: str, person_id: str) -> str:
    """The immutable id of the event that holds time for somebody to prepare."""
    return f"hold:{panel_id}:{person_id}"


def panel_of(event_id: str) -> str:
    """Which panel an event belongs to; change notifications and delta queries name events alone."""
    return f"panel-of:{event_id}"


def draft(effect_key: str) -> str:
    """The immutable id of the mail that an effect became."""
    return f"mail:{effect_key}"


def folder(panel_id: str) -> str:
    """The drive item id of a panel's folder."""
    return f"folder:{panel_id}"


def access(panel_id: str, person_id: str) -> str:
    """The id of the permission by which a person may open a panel's folder."""
    return f"access:{panel_id}:{person_id}"


def link(panel_id: str) -> str:
    """The address at which a panel's folder opens in a browser; the case list's card offers it."""
    return f"link:{panel_id}"
