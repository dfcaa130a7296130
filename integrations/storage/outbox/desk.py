"""What the service owner does with the outbox: look, retry, drop, pause, resume, prune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, delete, func, or_, select, update

from cpp_core.outbox import EffectState, LaneRow, OutboxRow, Restore
from cpp_core.ports import Clock
from integrations.storage.connection import AsyncConnection
from integrations.storage.database import Database
from integrations.storage.outbox.ending import let_go, may_go
from integrations.storage.outbox.lanes import ALL_LANES
from integrations.storage.outbox.locks import lock_for_ending
from integrations.storage.outbox.restored import end_restore, is_open, keep_restore, last_restore
from integrations.storage.outbox.rows import outbox_row_of
from integrations.storage.outbox.tables import lanes, outbox
from integrations.storage.outbox.wake import Wake
from integrations.storage.statements import one_of, upsert

_OUT = outbox.c
_NOT_AGAIN = [EffectState.DONE.value, EffectState.LEASED.value, EffectState.WAITING.value]
PRUNED_AT_ONCE = 1000
_NOT_DROPPED = [EffectState.WAITING.value, EffectState.DEAD.value]


class SqlOutboxDesk:
    """`cpp_core.outbox.OutboxDesk`; each of its methods is a transaction of its own."""

    def __init__(self, database: Database, wake: Wake, clock: Clock) -> None:
        self._database = database
        self._wake = wake
        self._clock = clock

    async def list(
        self,
        *,
        states: Sequence[EffectState] = (),
        subject: str | None = None,
        lane: str | None = None,
        limit: int = 100,
    ) -> Sequence[OutboxRow]:
        """Effects in the order in which they were written, those of these states only where any are named."""
        query = select(outbox).order_by(_OUT.seq).limit(limit)
        if states:
            query = query.where(_OUT.state.in_([state.value for state in states]))
        if subject is not None:
            query = query.where(_OUT.subject == subject)
        if lane is not None:
            query = query.where(_OUT.lane == lane)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            restored = await is_open(connection)
            return [outbox_row_of(row, await _waits_for(connection, row.seq), restored=restored) for row in rows]

    async def mentioning(self, words: Sequence[str]) -> Sequence[OutboxRow]:
        """Effects whose references hold one of these values, in the order in which they were written."""
        said = cast(_OUT.refs, Text)
        plain = (word if word.isascii() else "" for word in words)  # JSON may write another letter as a code
        query = select(outbox).where(or_(*(said.contains(word, autoescape=True) for word in plain)))
        async with self._database.reading() as connection:
            rows = [outbox_row_of(row, "") for row in await connection.execute(query.order_by(_OUT.seq))]
        return [row for row in rows if not set(words).isdisjoint(row.effect.refs.values())]

    async def show(self, key: str) -> OutboxRow | None:
        """The effect with this key."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(outbox).where(_OUT.key == key))).one_or_none()
            if row is None:
                return None
            restored = await is_open(connection)
            return outbox_row_of(row, await _waits_for(connection, row.seq), restored=restored)

    async def retry(self, key: str, now: datetime) -> bool:
        """Try again now what was tried or given up, its attempts counted from none; False if there is no such thing."""
        again = {"state": EffectState.WAITING.value, "unfinished": True, "attempts": 0}
        to_retry = or_(_OUT.state.not_in(_NOT_AGAIN), and_(_OUT.state == EffectState.WAITING.value, _OUT.attempts > 0))
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(outbox)
                .where(_OUT.key == key, to_retry)
                .values({**again, "available_at": now, "ready_at": now, "due": True, "done_at": None})
            )
            await self._wake.tell(connection)
        self._wake.now()
        return changed.rowcount == 1

    async def drop(self, key: str, now: datetime, why: str) -> bool:
        """Give an unfinished effect up for good and let go what it stopped; False if it is finished or under way."""
        dropped = {"state": EffectState.DROPPED.value, "unfinished": False, "done_at": now, "outcome": why}
        async with self._database.writing() as connection:
            await lock_for_ending(connection)
            changed = await connection.execute(
                update(outbox)
                .where(_OUT.key == key, _OUT.state.in_(_NOT_DROPPED))
                .values({**dropped, "ready_at": None, "due": False})
                .returning(_OUT.subject)
            )
            subject = changed.scalar()
            if subject is not None:
                await let_go(connection, {subject}, {key}, now)
        self._wake.now()
        return subject is not None

    async def pause(self, lane: str = ALL_LANES, why: str = "") -> None:
        """Let nothing leave in this lane; `*` is every lane."""
        async with self._database.writing() as connection:
            await upsert(connection, lanes, [{"lane": lane, "paused": True, "why": why}], ("lane",))

    async def resume(self, lane: str = ALL_LANES, *, even_so: bool = False) -> None:
        """End a pause, and a hold. After a restore, everything goes on once all that may have been sent is written.

        Raises `NotCaughtUp` before that, unless it is to go on `even_so`.
        """
        async with self._database.writing() as connection:
            if lane == ALL_LANES:
                await end_restore(connection, self._clock.now(), even_so=even_so)
            change = update(lanes).where(lanes.c.lane == lane).values(paused=False, held_until=None, why="")
            await connection.execute(change)
            await self._wake.tell(connection)
        self._wake.now()

    async def lanes(self) -> Sequence[LaneRow]:
        """Lanes that are paused, or were held."""
        query = select(lanes).where(or_(lanes.c.paused, lanes.c.held_until.is_not(None))).order_by(lanes.c.lane)
        async with self._database.reading() as connection:
            return [
                LaneRow(row.lane, row.held_until, row.paused, row.why)
                for row in (await connection.execute(query)).all()
            ]

    async def last_restore(self) -> Restore | None:
        """The last time that this database was restored, where it was."""
        async with self._database.reading() as connection:
            return await last_restore(connection)

    async def looked(self) -> None:
        """Since the restore, the service has looked at everything outside once, and has written what follows from it."""
        async with self._database.writing() as connection:
            restore = await last_restore(connection)
            if restore is not None:
                await keep_restore(connection, replace(restore, looked=True))

    async def counts(self) -> Mapping[EffectState, int]:
        """How many effects stand where."""
        query = select(_OUT.state, func.count()).group_by(_OUT.state)
        async with self._database.reading() as connection:
            found = {EffectState(state): many for state, many in await connection.execute(query)}
        return {state: found.get(state, 0) for state in EffectState}

    async def oldest_due_at(self) -> datetime | None:
        """Since when the effect that has waited longest could have left; None where none is due."""
        async with self._database.reading() as connection:
            found: datetime | None = await connection.scalar(select(func.min(_OUT.ready_at)).where(_OUT.due))
            return found

    async def prune(self, finished_before: datetime) -> int:
        """Delete effects that were finished before then; answers with how many.

        Their keys are forgotten with them: keep them for longer than a use case can write the same effect again.
        """
        old: ColumnElement[bool] = _OUT.done_at < finished_before
        seqs = select(_OUT.seq).where(old, ~_OUT.unfinished).order_by(_OUT.done_at).limit(PRUNED_AT_ONCE)
        many, last = 0, PRUNED_AT_ONCE
        while last == PRUNED_AT_ONCE:
            async with self._database.writing() as connection:
                chosen = one_of(connection.dialect.name, _OUT.seq, seqs)
                last = (await connection.execute(delete(outbox).where(chosen))).rowcount
            many += last
        return many


async def _waits_for(connection: AsyncConnection, seq: int) -> str:
    """The key of the effect that this one waits for, if it does."""
    mine = select(_OUT.subject, _OUT.after_key).where(
        _OUT.seq == seq, _OUT.state == EffectState.WAITING.value, ~may_go()
    )
    row = (await connection.execute(mine)).one_or_none()
    if row is None:
        return ""
    earlier = select(_OUT.key).where(_OUT.unfinished, _OUT.subject == row.subject, _OUT.seq < seq).order_by(_OUT.seq)
    return (await connection.execute(earlier.limit(1))).scalar() or row.after_key or ""
