"""`panels sandbox`: the service and a local Microsoft 365, seeded, until stopped."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from pathlib import Path

import click

from infra.cli.output import run
from infra.demo.seeded import seed_world
from infra.demo.story import START
from infra.demo.world import World, open_world


@click.command()
@click.option("--port", default=3978, show_default=True, type=click.IntRange(0, 65535), help="The service's port.")
@click.option("--seed", default=1, show_default=True, help="Another seed, other people and another caseload.")
def sandbox(port: int, seed: int) -> None:
    """Run the service against a local Microsoft 365, with invented people and one panel, until stopped.

    The clock is virtual: move it with `POST /test/clock {"to": …}`. People act over the local Microsoft 365's control
    routes, which infra/sandbox/README.md lists. Nothing is kept.
    """
    run(_sandbox(port, seed))


async def _sandbox(port: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="panels-sandbox-") as folder:
        async with open_world(Path(folder), START, port=port) as world:
            panel_id = await seed_world(world, seed, Path(folder))
            _say(world, panel_id)
            stopped = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
            await stopped.wait()


def _say(world: World, panel_id: str) -> None:
    stage = world.stage
    click.echo(f"The service:            {stage.service_url}")
    click.echo(f"The local Microsoft 365: {stage.sandbox_url} (control routes under /control)")
    click.echo(f"The clock stands at {world.service.clock.now():%d/%m/%Y %H:%M} UTC; panel {panel_id} is made.")
    click.echo(f'Move it: curl -X POST {stage.service_url}/test/clock -d \'{{"to": "2026-11-24T10:00:00+00:00"}}\'')
