"""What the Bot Connector's answers mean for the one who sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from cpp_core.effects import Done, Later, Outcome, Refused

BLOCKED = "blocked"
"""The person blocked the bot, or an administrator switched it off for them."""
NO_CONVERSATION = "no-conversation"
"""There is no chat with this person (any more): install the app first."""
GONE = "gone"
"""The message that was to be changed is not there any more."""
UNTRUSTED_URL = "untrusted-url"
TOO_LARGE = "too-large"
BAD_REQUEST = "bad-request"
FORBIDDEN = "forbidden"

PASSING = frozenset({408, 412, 425, 500, 502, 503, 504})
"""Microsoft asks to try 412, 502 and 504 again, beside 429 and the usual ones."""
NOT_DONE = frozenset({412, 425, 502, 503})
"""After these nothing was done; after the others of `PASSING` it may have been."""
GATEWAY_TIMEOUT = 504
"""The gateway passed it on and had no answer: a new message may have been sent."""
_BLOCKED_WORDS = ("messagewritesblocked", "botdisabledbyuser", "botdisabledbyadmin", "botblocked", "blocked")
_NOT_THERE_WORDS = (
    "botnotinconversationroster",
    "conversationnotfound",
    "bot is not part",
    "not installed",
    "isn't installed",
)
_SLOW_DOWN = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)


def outcome_of(status: int, headers: Mapping[str, str], body: str, now: datetime) -> Outcome:
    """The outcome that an answer of the Connector stands for."""
    if 200 <= status < 300:
        return Done()
    if status == 429:
        wait = _wait(headers, now)
        wait = _SLOW_DOWN if wait is None else wait
        return Later("the Bot Connector asks us to slow down", wait, lane_wide=True, maybe_done=False)
    if status in PASSING:
        doubt = status not in NOT_DONE
        return Later(f"the Bot Connector answered {status}", _wait(headers, now), maybe_done=doubt)
    if status == 401:
        return Later("the Bot Connector does not accept our token", timedelta(minutes=5), maybe_done=False)
    return _refused(status, body)


def _refused(status: int, body: str) -> Refused:
    words = body.lower()
    detail = f"the Bot Connector answered {status}: {_short(body)}"
    if any(word in words for word in _NOT_THERE_WORDS):
        return Refused(NO_CONVERSATION, detail)
    if status == 403:
        return Refused(BLOCKED if any(word in words for word in _BLOCKED_WORDS) or not words else FORBIDDEN, detail)
    if status in (404, 410):
        return Refused(GONE if "activity" in words or "message" in words else NO_CONVERSATION, detail)
    if status == 413 or "messagesizetoobig" in words:
        return Refused(TOO_LARGE, detail)
    return Refused(BAD_REQUEST, detail)


def _short(body: str) -> str:
    return " ".join(body.split())[:300]


def _wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the peer asks to wait: seconds, or a date."""
    asked = headers.get("Retry-After", "").strip()
    if not asked:
        return None
    try:
        wait = timedelta(seconds=float(asked))
    except (ValueError, OverflowError):
        wait = _until(asked, now)
    return min(max(wait, timedelta()), _LONGEST_WAIT)


def _until(asked: str, now: datetime) -> timedelta:
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return timedelta()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
