"""The first effects due in each of some lanes, with whether they may go: one statement on PostgreSQL, one a lane on SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Integer, Text, bindparam, column, func, or_, select, true

from cpp_core.outbox import EffectState
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.ending import may_go
from integrations.storage.outbox.tables import outbox

_OUT = outbox.c
_MAY_GO = or_(_OUT.state == EffectState.LEASED.value, may_go()).label("may_go")
"""One that was under way when its dispatcher died goes on; nothing earlier of its subject can be unfinished."""
_FIRST = select(_OUT.seq, _OUT.lane, _MAY_GO).where(_OUT.due).order_by(_OUT.ready_at, _OUT.seq)
_OF_LANE = _FIRST.where(_OUT.lane == bindparam("in_lane")).limit(bindparam("many"))
_LANES = (
    func.unnest(bindparam("in_lanes", type_=ARRAY(Text)), bindparam("many", type_=ARRAY(Integer)))
    .table_valued(column("lane", Text), column("many", Integer), name="wanted")
    .render_derived()
)
_EACH = _FIRST.where(_OUT.lane == _LANES.c.lane).limit(_LANES.c.many).lateral("found")
_OF_LANES = select(_EACH).select_from(_LANES.join(_EACH, true()))
LOOK_BEYOND = 4
"""So many more are looked at in each lane than it may give, for some may have to wait for others."""


@dataclass(frozen=True)
class Candidate:
    """An effect whose turn in its lane has come."""

    seq: int
    may_go: bool


async def first_due(connection: AsyncConnection, many: Mapping[str, int]) -> dict[str, Sequence[Candidate]]:
    """The first effects due in each of these lanes, in their order, a few more than so many."""
    found: dict[str, list[Candidate]] = {lane: [] for lane in many}
    if not many:
        return {}
    wanted = {lane: number + LOOK_BEYOND for lane, number in many.items()}
    if connection.dialect.name == "sqlite":
        for lane, number in wanted.items():
            rows = await connection.execute(_OF_LANE, {"in_lane": lane, "many": number})
            found[lane] = [Candidate(row.seq, bool(row.may_go)) for row in rows]
        return dict(found)
    rows = await connection.execute(_OF_LANES, {"in_lanes": list(wanted), "many": list(wanted.values())})
    for row in rows:
        found[row.lane].append(Candidate(row.seq, row.may_go))
    return dict(found)
