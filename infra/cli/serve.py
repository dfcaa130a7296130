"""`panels serve` and `panels doctor`."""

from __future__ import annotations

import asyncio
import logging
import signal

import click
from aiohttp import web

from infra.cli.output import Refused, run
from infra.doctor import diagnose
from infra.service import open_service
from infra.settings import Settings, SettingsError, read_settings
from infra.web import make_app


@click.command()
def serve() -> None:
    """Run the service, from settings (`PANELS_…` in the environment or in .env), until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("apscheduler", "httpx", "azure", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        run(_serve(read_settings()))
    except ValueError as error:
        if type(error).__module__.startswith("bot."):
            raise SettingsError([str(error)]) from error
        raise


async def _serve(settings: Settings) -> None:
    async with open_service(settings) as service:
        runner = web.AppRunner(make_app(service), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        click.echo(f"Ready on http://{settings.host}:{settings.port}", err=True)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
        await runner.cleanup()


@click.command()
def doctor() -> None:
    """Say what is missing or wrong, one line each with the mend; exit 1 if anything is."""
    settings = read_settings()
    findings = run(diagnose(settings))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.what}{'' if finding.ok else f' Mend: {finding.mend}'}")
    if not all(finding.ok for finding in findings):
        raise Refused
