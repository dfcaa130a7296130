"""`panels why`: why a thing is due, was sent or was refused, with the facts, the clause and its words."""

from __future__ import annotations

import click

from cpp_core.usecases.why import explain
from cpp_core.usecases.work import Work
from infra.cli.output import Refused, as_json, print_json, run
from infra.session import open_session
from infra.settings import read_settings


@click.command()
@click.argument("about", metavar="ID")
@as_json
def why(about: str, json_: bool) -> None:
    """Explain ID: an effect's key, a panel's obligation (PANEL/KEY), a panel, a case, or a rule (INV-3).

    A refusal names its rule in brackets: ask about that rule.
    """
    run(_why(about.strip(), json_))


async def _why(about: str, json_: bool) -> None:
    async with open_session(read_settings()) as session:
        row = await session.storage.outbox.show(about)
        async with session.storage.unit_of_work() as unit:
            found = await explain(Work(unit), about, row)
    if found is None:
        click.echo(
            f"There is nothing called “{about}”. Effects: `panels outbox list`; panels: `panels panel show ID`.",
            err=True,
        )
        raise Refused
    if json_:
        print_json(found.as_json())
        return
    click.echo(found.as_text())
