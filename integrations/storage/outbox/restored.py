"""That this database was restored from a backup, kept in a reference: no pause overwrites it, and every backup holds it.

What was sent between the backup and its restore is not known here, and is written again by whatever caught up with it:
obligations that fell due meanwhile, answers that lie in calendars. All that is written before the outbox goes on is in
doubt, so it goes on only when all that was is written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update

from cpp_core.outbox import NotCaughtUp, Restore
from integrations.storage.columns import moment_text
from integrations.storage.connection import AsyncConnection
from integrations.storage.outbox.tables import outbox
from integrations.storage.statements import upsert
from integrations.storage.tables import panels, records, remote_references

KEY = "outbox:restored"
_KEPT = select(remote_references.c.value).where(remote_references.c.key == KEY)


async def last_restore(connection: AsyncConnection) -> Restore | None:
    """The last restore of this database, where there was one."""
    kept = await connection.scalar(_KEPT)
    if kept is None:
        return None
    said = json.loads(kept)
    return Restore(datetime.fromisoformat(said["at"]), said["looked"], said["over"])


async def keep_restore(connection: AsyncConnection, restore: Restore) -> None:
    """Write it down, over what was known before."""
    said = {"at": moment_text(restore.at), "looked": restore.looked, "over": restore.over}
    await upsert(connection, remote_references, [{"key": KEY, "value": json.dumps(said)}], ("key",))


async def is_open(connection: AsyncConnection) -> bool:
    """Whether nothing leaves because of a restore."""
    restore = await last_restore(connection)
    return restore is not None and not restore.over


async def end_restore(connection: AsyncConnection, now: datetime, *, even_so: bool) -> None:
    """Let what is written be in doubt and what comes be new. Raises `NotCaughtUp` where something is still to be written.

    Whatever has something due is counted before effects are doubted: an owner who is carried out at this moment still
    counts, and one who has been has written its effects.
    """
    restore = await last_restore(connection)
    if restore is None or restore.over:
        return
    still_due = await _still_due(connection, now)
    if not even_so and (still_due or not restore.looked):
        raise NotCaughtUp(still_due, looked=restore.looked)
    await doubt_all(connection)
    await keep_restore(connection, replace(restore, over=True))


async def doubt_all(connection: AsyncConnection) -> None:
    """All that is not finished may have been sent."""
    await connection.execute(update(outbox).where(outbox.c.unfinished).values(doubtful=True))


async def _still_due(connection: AsyncConnection, now: datetime) -> int:
    """How many owners of obligations, of whatever kind, have something due."""
    due = 0
    for owners in (panels, records):
        due += await connection.scalar(select(func.count()).where(owners.c.next_due_at <= now)) or 0
    return due
