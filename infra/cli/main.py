"""`panels`: the group of commands, what they print, and with which code they end (0 done, 1 refused, 2 wrong use)."""

from __future__ import annotations

import sys

import click

from cpp_core.refusals import Refusal
from infra.cli.data import cases, people
from infra.cli.database import audit, db
from infra.cli.demo import demo
from infra.cli.due import due
from infra.cli.outbox import outbox
from infra.cli.output import Refused
from infra.cli.panel import panel
from infra.cli.rules import why
from infra.cli.serve import doctor, serve
from infra.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def panels() -> None:
    """Case Progression Panels: invitations, attendance, case lists, recommendations and outcomes, in Microsoft Teams.

    Start with `panels demo`, which shows the whole life of one panel on your own machine.
    """


for command in (demo, serve, doctor, people, cases, due, panel, outbox, why, db, audit):
    panels.add_command(command)


def main() -> None:
    """Run the command line; a refusal is said on standard error and ends with 1, wrong use with 2."""
    try:
        code = panels.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Refused:
        sys.exit(1)
    except Refusal as refusal:
        for fault in refusal.faults:
            click.echo(f"{fault.sentence()} [{refusal.clause}]", err=True)
        sys.exit(1)
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    sys.exit(code or 0)
