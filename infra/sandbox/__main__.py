"""`python -m infra.sandbox`: run the sandbox alone, write a population, or renew names.json."""

import argparse
import asyncio
import json
import signal
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from infra.sandbox.app import start
from infra.sandbox.config import SandboxConfig
from infra.sandbox.control import user_from
from infra.sandbox.names import write
from infra.sandbox.population import population

_DEFAULT = SandboxConfig()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--bot-endpoint", default=_DEFAULT.bot_endpoint, help="where activities are posted")
    parser.add_argument("--tenant-id", default=_DEFAULT.tenant_id)
    parser.add_argument("--client-id", default=_DEFAULT.client_id)
    parser.add_argument("--bot-app-id", default=_DEFAULT.bot_app_id)
    parser.add_argument("--teams-app-id", default=_DEFAULT.teams_app_id)
    parser.add_argument("--drive-id", default=_DEFAULT.drive_id)
    parser.add_argument("--mailbox", default=_DEFAULT.mailbox_upn)
    parser.add_argument("--seed", type=int, help="seed the directory with the people of a synthetic population")
    commands = parser.add_subparsers(dest="command")
    people = commands.add_parser("population", help="write people and cases as CSV and XLSX")
    people.add_argument("--seed", type=int, default=1)
    people.add_argument("--cases", type=int, default=2000)
    people.add_argument("--on", type=date.fromisoformat, default=None, help="the day of the extract; default today")
    people.add_argument("--out", type=Path, required=True)
    commands.add_parser("names", help="write names.json anew from the msgraph-sdk that is installed")
    return parser


async def _run(config: SandboxConfig, port: int, seed: int | None) -> None:
    running = await start(config, port)
    if seed is not None:
        for row in population(seed, 200, config.now().date()).users():
            running.sandbox.tenant.add_user(user_from(row))
    facts = {"base_url": running.base_url, "openid_metadata": running.openid_metadata_url}
    print(json.dumps({**facts, "environment": running.identity_environment}, indent=2), flush=True)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    await running.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for."""
    given = _parser().parse_args(arguments)
    if given.command == "population":
        day = given.on or _DEFAULT.now().date()
        made = population(given.seed, given.cases, day)
        written = [*made.write_csv(given.out), *made.write_xlsx(given.out)]
        print("\n".join(str(path) for path in written))
    elif given.command == "names":
        write()
    else:
        config = SandboxConfig(
            bot_endpoint=given.bot_endpoint, tenant_id=given.tenant_id, client_id=given.client_id,
            bot_app_id=given.bot_app_id, teams_app_id=given.teams_app_id, drive_id=given.drive_id,
            mailbox_upn=given.mailbox,
        )  # fmt: skip
        asyncio.run(_run(config, given.port, given.seed))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
