"""Everything between the request and the turn: token, limits, trust, rate, and each activity once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from math import ceil

from bot.host.adapter import Answer, TeamsAdapter
from bot.host.inbound import Json, UnreadableError, read_activity, text_at
from bot.host.rate import PersonLimit
from bot.host.teams_bot import TeamsBot, error_body, notice_body
from bot.host.trust import Trust, UntrustedError

log = logging.getLogger(__name__)

FirstTime = Callable[[str], Awaitable[bool]]
"""Whether this key is seen for the first time, by any replica; the second time it says False."""

UNAUTHORISED = Answer(401, {"error": "unauthorised"})
_UNREADABLE = Answer(400, {"error": "this is no activity"})
_ALREADY_DONE = "This has been dealt with already."


class BotHost:
    """Receives what Teams posts."""

    def __init__(
        self, trust: Trust, adapter: TeamsAdapter, bot: TeamsBot, first_time: FirstTime, limit: PersonLimit
    ) -> None:
        self._trust = trust
        self._adapter = adapter
        self._bot = bot
        self._first_time = first_time
        self._limit = limit

    async def receive(self, body: bytes, authorization: str) -> Answer:
        """Answer one request. Whoever is not believed gets the same answer, whatever the reason."""
        try:
            voucher = await self._trust.check_token(authorization)
            activity = read_activity(body)
            self._trust.check_activity(voucher, activity)
        except UntrustedError as reason:
            log.warning("an activity was refused: %s", reason)
            return UNAUTHORISED
        except UnreadableError:
            return _UNREADABLE
        activity_id = text_at(activity, "id")
        if not activity_id or not text_at(activity, "type"):
            return _UNREADABLE
        wait = self._limit.wait(text_at(activity, "from", "aadObjectId") or text_at(activity, "from", "id"))
        if wait:
            return _too_many(activity, ceil(wait))
        if not await self._first_time(_key(activity, activity_id)):
            return Answer(200, notice_body(_ALREADY_DONE)) if _is_invoke(activity) else Answer(200)
        return await self._turn(activity)

    async def _turn(self, activity: Json) -> Answer:
        try:
            return await self._adapter.process(activity, self._bot.on_turn)
        except UnreadableError:
            return _UNREADABLE
        except Exception:
            log.exception("a turn failed")
            if _is_invoke(activity):
                return Answer(200, error_body(500, "InternalServerError", "Something went wrong. Please try again."))
            return Answer(200)


def _too_many(activity: Json, seconds: int) -> Answer:
    """A press is told so in words that the client shows; of anything else Teams hears the status."""
    if not _is_invoke(activity):
        return Answer(429, retry_after=seconds)
    again = "in a second" if seconds == 1 else f"in {seconds} seconds"
    words = f"That was more than I can take from one person at once. Nothing was changed; please try again {again}."
    return Answer(200, error_body(429, "TooManyRequests", words), retry_after=seconds)


def _is_invoke(activity: Json) -> bool:
    return text_at(activity, "type") == "invoke"


def _key(activity: Json, activity_id: str) -> str:
    """A message id is unique in its conversation only."""
    named = f"{text_at(activity, 'conversation', 'id')}\n{text_at(activity, 'type')}\n{activity_id}"
    return f"activity:{sha256(named.encode('utf-8', 'replace')).hexdigest()}"
