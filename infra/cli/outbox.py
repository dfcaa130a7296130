"""`panels outbox`: effects and dead letters, and the brake."""

from __future__ import annotations

from typing import Any

import click

from cpp_core.outbox import UNFINISHED, EffectState, NotCaughtUp, OutboxRow
from infra.cli.output import Refused, as_json, local_iso, print_json, run
from infra.session import open_session
from infra.settings import read_settings

ALL = "*"
AFTER_RESTORE = "Start `panels serve`, wait until it has caught up, and try again."
RISK = "What is written only after this, although it was due or answered before the restore, may be sent a second time."


@click.group()
def outbox() -> None:
    """What is to be sent, what was sent, and what could not be."""


@outbox.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([str(state) for state in EffectState]))
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000))
@as_json
def list_(states: tuple[str, ...], limit: int, json_: bool) -> None:
    """List effects in the order in which they were written."""
    run(_list(tuple(EffectState(state) for state in states), limit, json_))


async def _list(states: tuple[EffectState, ...], limit: int, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        rows = await session.storage.outbox.list(states=states, limit=limit)
        lanes = await session.storage.outbox.lanes()
        restore = await session.storage.outbox.last_restore()
    restored_at = local_iso(restore.at) if restore and not restore.over else None
    if json_:
        held = [
            {"lane": lane.lane, "paused": lane.paused, "held_until": lane.held_until, "why": lane.why} for lane in lanes
        ]
        print_json({"effects": [_as_json(row) for row in rows], "lanes": held, "restored_at": restored_at})
        return
    if restored_at:
        click.echo(f"Restored from a backup at {restored_at}: nothing leaves, and all that waits is in doubt.")
    for lane in lanes:
        click.echo(f"Lane {lane.lane}: {'paused' if lane.paused else f'held until {lane.held_until}'} {lane.why}")
    for row in rows:
        doubt = "in doubt  " if row.doubtful and row.state in UNFINISHED else ""
        click.echo(f"{row.state:<10} {row.effect.channel:<9} {row.effect.key}  {doubt}{row.outcome}")
    if not rows:
        click.echo("There is nothing.")


@outbox.command()
@click.argument("key")
@as_json
def show(key: str, json_: bool) -> None:
    """Show one effect by its KEY."""
    run(_show(key, json_))


async def _show(key: str, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        row = await session.storage.outbox.show(key)
    if row is None:
        _refuse(f"There is no effect {key}. List them with `panels outbox list`.")
        return
    if json_:
        print_json(_as_json(row))
        return
    for name, value in _as_json(row).items():
        click.echo(f"{name:<12} {value}")


@outbox.command()
@click.argument("key")
def retry(key: str) -> None:
    """Try an effect again now."""
    run(_change("retry", key, ""))


@outbox.command()
@click.argument("key")
@click.option("--why", required=True, help="Why it is given up; kept with it.")
def drop(key: str, why: str) -> None:
    """Give an effect up for good, and let go on what it stopped."""
    run(_change("drop", key, why))


async def _change(what: str, key: str, why: str) -> None:
    async with open_session(read_settings()) as session:
        desk, now = session.storage.outbox, session.clock.now()
        done = await (desk.retry(key, now) if what == "retry" else desk.drop(key, now, why))
    if not done:
        _refuse(f"There is no effect {key} to {what}: it is done, under way, or was never written.")
    click.echo(f"{key}: {'will be tried again' if what == 'retry' else 'dropped'}.")


@outbox.command()
@click.option("--lane", default=ALL, show_default=True, help="Which lane; * is everything.")
@click.option("--why", default="", help="Why, for whoever looks.")
def pause(lane: str, why: str) -> None:
    """Let nothing leave."""
    run(_pause(lane, why))
    click.echo(f"Paused: {_named(lane)}. End it with `panels outbox resume`.")


async def _pause(lane: str, why: str) -> None:
    async with open_session(read_settings()) as session:
        await session.storage.outbox.pause(lane, why)


@outbox.command()
@click.option("--lane", default=ALL, show_default=True, help="Which lane; * is everything.")
@click.option("--even-so", is_flag=True, help="After a restore: go on although the service has not caught up.")
def resume(lane: str, even_so: bool) -> None:
    """End a pause. After a restore, everything goes on once the service has caught up."""
    said = run(_resume(lane, even_so))
    click.echo(f"Resumed: {_named(lane)}. {said}".strip())


async def _resume(lane: str, even_so: bool) -> str:
    async with open_session(read_settings()) as session:
        desk = session.storage.outbox
        try:
            await desk.resume(lane)
        except NotCaughtUp as not_yet:
            if not even_so:
                _refuse(f"{_why_not(not_yet)} {AFTER_RESTORE} Or go on with `--even-so`. {RISK}")
            await desk.resume(lane, even_so=True)
            return f"{_why_not(not_yet)} {RISK}"
        still = any(one.lane == ALL and one.paused for one in await desk.lanes())
        return "But everything is paused still: nothing leaves." if still else ""


def _why_not(not_yet: NotCaughtUp) -> str:
    """What has not been done since the restore."""
    if many := not_yet.still_due:
        have = "has" if many == 1 else "have"
        return f"Not caught up since the restore: {many:,} of panels, recommendations and months {have} something due."
    return "Not caught up since the restore: the service has not looked at calendars and folders."


def _named(lane: str) -> str:
    return "everything" if lane == ALL else lane


def _refuse(why: str) -> None:
    click.echo(why, err=True)
    raise Refused


def _as_json(row: OutboxRow) -> dict[str, Any]:
    return {
        "key": row.effect.key,
        "channel": str(row.effect.channel),
        "what": row.effect.what,
        "clause": row.effect.clause,
        "state": str(row.state),
        "attempts": row.attempts,
        "doubtful": row.doubtful,
        "written_at": local_iso(row.written_at),
        "done_at": local_iso(row.done_at) if row.done_at else None,
        "next_try": local_iso(row.next_try) if row.next_try else None,
        "waits_for": row.waits_for,
        "outcome": row.outcome,
        "refs": dict(row.effect.refs),
    }
