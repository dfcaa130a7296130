"""What the CPP team hears of the service itself: what its auditor found, and what it has mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpp_core.auditing import Discrepancy
from cpp_core.messages.message import Items, Message, Text
from cpp_core.messages.words import why

SAID: Mapping[str, str] = {
    "overdue": "something was due for panel {about} and had not been done",
    "follow-up-overdue": "something was due for recommendation {about} and had not been done",
    "meeting-gone": "the Teams meeting of panel {about} was gone",
    "not-invited": "somebody with a place was missing from the invitation ({about})",
    "still-invited": "somebody without a place was still on the invitation ({about})",
    "strangers-invited": "somebody whom the service did not invite is on the invitation of panel {about}",
    "cannot-open": "somebody who should could not open the panel's folder ({about})",
    "can-still-open": "somebody who should not could still open the panel's folder ({about})",
    "strangers-can-open": "somebody whom the service did not let in can open the folder of panel {about}",
    "dead": "a message could not be sent and has been given up ({about})",
    "unknown": "it is not known whether a message arrived ({about})",
    "withheld": "a message is held back by shadow mode or the list of recipients ({about})",
    "late": "messages in the lane {about} have waited for more than an hour",
    "orphaned": "a message waits for one that was never written ({about})",
    "forgotten": "{about} waited for what was over already",
    "lease-lost": "a message was begun and never finished ({about})",
}
MOST = 40


def service_report(found: Sequence[Discrepancy]) -> Message:
    """What was found and is being mended, and what somebody has to look at."""
    mended = [one for one in found if one.mended]
    to_look_at = [one for one in found if not one.mended]
    title = f"Panels service: {len(to_look_at)} to look at, {len(mended)} being mended"
    parts: list[Text | Items] = []
    if to_look_at:
        parts += [Text("Please look at these: `panels outbox list`, or ask the service owner."), _listed(to_look_at)]
    if mended:
        parts += [Text("The service is mending these; you need do nothing unless they come back."), _listed(mended)]
    sentence = "You are in the CPP team, and the service compares every hour what it promised with what was done."
    return Message("service_report", title, title, tuple(parts), why("TIME-1", sentence, reading=True))


def _listed(found: Sequence[Discrepancy]) -> Items:
    shown = tuple(_sentence(one) for one in found[:MOST])
    return Items(shown if len(found) <= MOST else (*shown, f"and {len(found) - MOST} more"))


def _sentence(one: Discrepancy) -> str:
    return SAID.get(one.code, "{about}").format(about=one.about)
