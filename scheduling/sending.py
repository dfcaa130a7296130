"""One effect from claim to ending: is it still wanted, may it leave, what does the peer say, and what follows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.effects import Effect, Later, Refused, Unknown
from cpp_core.orders import NotWanted, Order
from cpp_core.outbox import Claim, Ending, Finished, Lapsed, Withheld
from cpp_core.ports import Clock, Senders
from cpp_core.retry import GiveUp, TryAgain, after_failure
from scheduling.happenings import place

_log = logging.getLogger(__name__)
STRAGGLERS = timedelta(seconds=5)
"""So long after a 429 may effects be on their way that were claimed before it; the lane itself is held in the database."""


def anyone(_: Order) -> str | None:
    """Everything may leave."""
    return None


async def nothing_follows(_: Effect, __: Unknown) -> None:
    """An unknown outcome is shown to officers, and that is all."""


@dataclass(frozen=True)
class Steps:
    """What a dispatcher is given to send with.

    `prepare` renders an effect from the facts of the moment, in a transaction of its own. `on_refused` and `on_unknown`
    are use cases that act on such an outcome, before it is written down; run twice, they send no more than once. The effect
    that they are given is in doubt where the attempt began so, and so is what they write because of it.
    `may_send` says why an order may not leave (shadow mode, the allow-list), or None. `time_limit` is real time, shorter
    than the lease: after it a sender that hangs is given up.
    """

    senders: Senders
    prepare: Callable[[Effect], Awaitable[Order | NotWanted]]
    on_refused: Callable[[Effect, Refused], Awaitable[None]]
    on_unknown: Callable[[Effect, Unknown], Awaitable[None]] = nothing_follows
    may_send: Callable[[Order], str | None] = anyone
    time_limit: timedelta = timedelta(minutes=2)


class Carrying:
    """One claim on its way. `shut` is what this process knows of lanes that their peer has shut: until when."""

    def __init__(self, claim: Claim, steps: Steps, clock: Clock, shut: MutableMapping[str, datetime]) -> None:
        self._claim = claim
        self._effect = claim.effect
        self._steps = steps
        self._clock = clock
        self._shut = shut
        self._with_peer = False

    async def carry(self) -> Finished:
        """Take the claim to its end. What goes wrong on the way is a failure, to be tried again; it never raises."""
        try:
            async with asyncio.timeout(self._steps.time_limit.total_seconds()):
                ending = await self._ending()
            await self._follow(ending)
        except Exception as error:
            ending = Later(f"{type(error).__name__} in {place(error)}", maybe_done=self._with_peer)
            _log.error("effect %s: %s", self._effect.key, ending.why)
        return self._finished(ending)

    async def _ending(self) -> Ending:
        if self._effect.lapses_at is not None and self._effect.lapses_at <= self._clock.now():
            return Lapsed()
        if self._claim.after_refused:
            return Refused("after-refused", f"{self._effect.after}, which must be done first, was refused")
        order = await self._steps.prepare(self._effect)
        if isinstance(order, NotWanted):
            return order
        if (withheld := self._steps.may_send(order)) is not None:
            return Withheld(withheld)
        shut_for = self._shut.get(self._effect.lane, self._clock.now()) - self._clock.now()
        if shut_for > timedelta(0):
            return Later("its lane was shut meanwhile", shut_for, lane_wide=True, maybe_done=False)
        self._with_peer = True
        outcome = await self._steps.senders[self._effect.channel].send(self._claim.attempt, order)
        self._with_peer = False
        return outcome

    async def _follow(self, ending: Ending) -> None:
        if isinstance(ending, Refused):
            await self._steps.on_refused(self._effect, ending)
        elif isinstance(ending, Unknown):
            await self._steps.on_unknown(self._effect, ending)

    def _finished(self, ending: Ending) -> Finished:
        if not isinstance(ending, Later):
            return Finished(self._claim, ending)
        now = self._clock.now()
        doubt = ending.maybe_done and not ending.lane_wide
        match after_failure(self._claim.attempt, now, ending.wait):
            case TryAgain(at=at):
                held = (now + ending.wait if ending.wait else at) if ending.lane_wide else None
                if held is not None:
                    self._shut[self._effect.lane] = min(held, now + STRAGGLERS)
                return Finished(self._claim, ending, next_try=at, hold_lane_until=held, may_be_done=doubt)
            case GiveUp(why=why):
                given_up = Later(f"{why}; at last: {ending.why}")
                return Finished(self._claim, given_up, may_be_done=doubt)
