"""`panels serve` and `panels doctor`."""

from __future__ import annotations

import logging

import click

from infra.cli.output import Refused, as_json, print_json, run
from infra.doctor import diagnose
from infra.serving import serve as serve_until_stopped
from infra.settings import SettingsError, read_settings
from integrations.graph.checkup import State


@click.command()
def serve() -> None:
    """Run the service, from settings (`PANELS_…` in the environment or in .env), until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("apscheduler", "httpx", "azure", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        run(serve_until_stopped(read_settings(), _say))
    except ValueError as error:
        if type(error).__module__.startswith("bot."):
            raise SettingsError([str(error)]) from error
        raise


def _say(address: str) -> None:
    click.echo(f"Ready on {address}", err=True)


@click.command()
@as_json
def doctor(json_: bool) -> None:
    """Say what is missing or wrong, one line each with the mend; exit 1 if anything is. Warnings alone are no reason.

    It tries things out where that tells nobody: a meeting without attendees is made and deleted again.
    """
    logging.basicConfig(level=logging.CRITICAL)  # what libraries have to say of a failure, a line says here
    checks = run(diagnose(read_settings()))
    whole = all(check.state is not State.BAD for check in checks)
    if json_:
        rows = [{"what": check.what, "state": str(check.state), "mend": check.mend} for check in checks]
        print_json({"ok": whole, "checks": rows})
    else:
        for check in checks:
            mend = f" Mend: {check.mend}" if check.mend else ""
            click.echo(f"{_SIGNS[check.state]} {check.what}{mend}")
    if not whole:
        raise Refused


_SIGNS = {State.OK: "ok  ", State.WARNING: "note", State.BAD: "BAD "}
