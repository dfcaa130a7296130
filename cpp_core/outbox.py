"""The outbox as the dispatcher and the operator see it. Use cases write to it through `UnitOfWork.send` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from cpp_core.effects import Done, Effect, Later, Outcome, Refused, Unknown
from cpp_core.orders import NotWanted
from cpp_core.pacing import Window
from cpp_core.ports import Attempt


class EffectState(StrEnum):
    """Where an effect stands."""

    WAITING = "waiting"
    """For its turn, its time, the effect it comes after, or its next try."""
    LEASED = "leased"
    """Claimed by a dispatcher that is at it now."""
    DEAD = "dead"
    """A dead letter: given up, and someone must look. It stops its subject and what comes after it."""
    DONE = "done"
    REFUSED = "refused"
    """The peer will not do it; a use case has acted on that."""
    UNKNOWN = "unknown"
    """It may have been done, and the peer cannot be asked."""
    DROPPED = "dropped"
    """No longer wanted when its turn came, or dropped by the service owner."""
    LAPSED = "lapsed"
    """Its time had passed before it could be sent."""
    WITHHELD = "withheld"
    """Held back by shadow mode or the allow-list of recipients; officers see what would have gone."""


UNFINISHED = frozenset({EffectState.WAITING, EffectState.LEASED, EffectState.DEAD})


@dataclass(frozen=True)
class Lapsed:
    """`lapses_at` had passed."""


@dataclass(frozen=True)
class Withheld:
    """Shadow mode or the allow-list keeps it from leaving."""

    why: str


Ending = Outcome | NotWanted | Lapsed | Withheld
"""What became of a claim."""


@dataclass(frozen=True)
class LaneLimits:
    """How many effects of one lane may be under way at once, over all replicas, by what stands before the lane's `:`.

    `rates` are how many may begin within how long, likewise; none where nothing is said (see `cpp_core.pacing.RATES`).
    """

    at_once: Mapping[str, int] = field(default_factory=lambda: {"mailbox": 4, "conversation": 1, "chat": 1})
    otherwise: int = 4
    rates: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)

    def rate_of(self, lane: str) -> tuple[Window, ...]:
        """The windows of this lane."""
        return self.rates.get(lane.partition(":")[0], ())

    def together_with(self, lane: str) -> str | None:
        """Under which name this lane and all others of its kind have a pace together, where they have one."""
        name = f"*{lane.partition(':')[0]}"
        return name if name in self.rates else None

    def of(self, lane: str) -> int:
        """The limit of this lane."""
        return self.at_once.get(lane.partition(":")[0], self.otherwise)


@dataclass(frozen=True)
class Terms:
    """On what terms a dispatcher claims: who it is, for how long, and how many of one lane may be under way.

    A lease must outlast the sender's time-out and the peer's delay in applying, or two will send the same effect.
    """

    holder: str
    lease: timedelta = timedelta(minutes=5)
    limits: LaneLimits = field(default_factory=LaneLimits)


@dataclass(frozen=True)
class Claim:
    """An effect that this dispatcher alone may send until `lease_until`. `token` fences off whoever held it before.

    `after_refused` says that the effect it comes after was refused, so that it cannot be done either.
    """

    attempt: Attempt
    token: int
    lease_until: datetime
    after_refused: bool = False

    @property
    def effect(self) -> Effect:
        """What is to be sent."""
        return self.attempt.effect


@dataclass(frozen=True)
class Finished:
    """What became of a claim. A `Later` without `next_try` has been given up; `hold_lane_until` is for its whole lane."""

    claim: Claim
    ending: Ending
    next_try: datetime | None = None
    hold_lane_until: datetime | None = None
    may_be_done: bool = False
    """The peer may have done it: the next attempt is doubtful."""


def state_after(one: Finished) -> EffectState:
    """Where the effect stands after this."""
    match one.ending:
        case Done():
            return EffectState.DONE
        case Later():
            return EffectState.WAITING if one.next_try else EffectState.DEAD
        case Refused():
            return EffectState.REFUSED
        case Unknown():
            return EffectState.UNKNOWN
        case NotWanted():
            return EffectState.DROPPED
        case Lapsed():
            return EffectState.LAPSED
        case Withheld():
            return EffectState.WITHHELD


class Outbox(Protocol):
    """What the dispatcher needs of the outbox."""

    async def claim(self, now: datetime, limit: int, terms: Terms) -> Sequence[Claim]:
        """Lease up to `limit` effects that may be sent now, fairly over the lanes, in the order of each subject."""
        ...

    async def finish(self, finished: Sequence[Finished], now: datetime) -> frozenset[str]:
        """Write down what became of claims; answers with the keys of those whose lease had gone to somebody else."""
        ...

    async def next_at(self, now: datetime, limits: LaneLimits) -> datetime | None:
        """The earliest moment at which something can be claimed, as far as is known; `now` if that is already so."""
        ...

    async def wait(self, seconds: float) -> None:
        """Wait until something may have been written, at most this long."""
        ...

    def wake(self) -> None:
        """End everybody's `wait` in this process."""
        ...


@dataclass(frozen=True)
class OutboxRow:
    """An effect as the service owner sees it."""

    effect: Effect
    state: EffectState
    attempts: int
    doubtful: bool
    written_at: datetime
    next_try: datetime | None
    waits_for: str = ""
    lease_until: datetime | None = None
    holder: str = ""
    done_at: datetime | None = None
    outcome: str = ""
    remote_id: str = ""


@dataclass(frozen=True)
class LaneRow:
    """A lane that is held or paused; the lane `*` stands for all."""

    lane: str
    held_until: datetime | None
    paused: bool
    why: str = ""


@dataclass(frozen=True)
class Restore:
    """The last time that this database was restored from a backup; what was sent since that backup is not known here.

    `looked` says that the service has looked at everything outside once since, and written what follows from it; `over`
    that the outbox was let go on then.
    """

    at: datetime
    looked: bool = False
    over: bool = False


class NotCaughtUp(Exception):
    """Since the restore not all is written that may have been sent before it: written later, it would be sent again."""

    def __init__(self, still_due: int, *, looked: bool) -> None:
        super().__init__(NotCaughtUp.__doc__)
        self.still_due = still_due
        """How many panels, recommendations and months have something due."""
        self.looked = looked
        """Whether the service has looked at everything outside."""


class OutboxDesk(Protocol):
    """What the service owner and the screens need of the outbox."""

    async def list(
        self,
        *,
        states: Sequence[EffectState] = (),
        subject: str | None = None,
        lane: str | None = None,
        limit: int = 100,
    ) -> Sequence[OutboxRow]:
        """Effects in the order in which they were written, those of these states only where any are named."""
        ...

    async def show(self, key: str) -> OutboxRow | None:
        """The effect with this key."""
        ...

    async def retry(self, key: str, now: datetime) -> bool:
        """Try again now what was tried or given up, its attempts counted from none; False if there is no such thing."""
        ...

    async def drop(self, key: str, now: datetime, why: str) -> bool:
        """Give an unfinished effect up for good, and let go on what it stopped; False if it is finished or under way."""
        ...

    async def pause(self, lane: str = "*", why: str = "") -> None:
        """Let nothing leave in this lane; `*` is every lane."""
        ...

    async def resume(self, lane: str = "*", *, even_so: bool = False) -> None:
        """End a pause, and a hold. After a restore, everything goes on once all that may have been sent is written.

        Raises `NotCaughtUp` before that, unless it is to go on `even_so`.
        """
        ...

    async def last_restore(self) -> Restore | None:
        """The last time that this database was restored, where it was."""
        ...

    async def lanes(self) -> Sequence[LaneRow]:
        """Lanes that are held or paused."""
        ...

    async def counts(self) -> Mapping[EffectState, int]:
        """How many effects stand where."""
        ...

    async def oldest_due_at(self) -> datetime | None:
        """Since when the effect that has waited longest could have left; None where none is due."""
        ...
