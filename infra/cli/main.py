"""`panels`: the group of commands, what they print, and with which code they end (0 done, 1 refused, 2 wrong use)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

import click

from cpp_core.deadlines.working_days import OutsideCalendarError
from cpp_core.guidance.dated import NothingInForceError
from cpp_core.refusals import Refusal
from infra.cli.output import Refused
from infra.settings import SettingsError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("infra.cli.demo:demo", "Show the life of one panel, on your own machine."),
    "sandbox": ("infra.cli.sandbox:sandbox", "Run the service with a local Microsoft 365, seeded, until stopped."),
    "serve": ("infra.cli.serve:serve", "Run the service, from settings, until stopped."),
    "doctor": ("infra.cli.serve:doctor", "Say what is missing or wrong, and how to mend it."),
    "people": ("infra.cli.data:people", "The directory: import people."),
    "cases": ("infra.cli.data:cases", "The caseload: import an extract."),
    "responses": ("infra.cli.data:responses", "Casework's answers: import them from Atlas."),
    "due": ("infra.cli.due:due", "List the cases due at a panel in a week."),
    "panel": ("infra.cli.panel:panel", "Panels: look for a time, create, list, show."),
    "why": ("infra.cli.rules:why", "Explain why something is due, was sent or was refused."),
    "rules": ("infra.cli.register:rules", "Print every rule and clause of the guidance, and what keeps it."),
    "report": ("infra.cli.report:report", "Reports: how casework kept what it owes after panels."),
    "disclose": ("infra.cli.disclose:disclose", "The record of one case as a file, complete and checkable."),
    "fees": ("infra.cli.fees:fees", "Fees of independent members: what may be claimed, and what was."),
    "outbox": ("infra.cli.outbox:outbox", "What is to be sent, what was sent, and what could not be."),
    "audit": ("infra.cli.database:audit", "The audit trail: verify every chain."),
    "teams-app": ("infra.cli.teams_app:teams_app", "Write the Teams app package."),
    "db": ("infra.cli.database:db", "The database: upgrade, backup, restore."),
}
"""Where each command lives, and its line of help: a command is imported only when it is used."""


class CommandsOnDemand(click.Group):
    """A group whose commands are imported when they are asked for, so that help and small commands are quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer meets them."""
        return [name for name in COMMANDS if _is_here(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS or not _is_here(cmd_name):
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


def _is_here(name: str) -> bool:
    """The image of the service is built without the demo and the sandbox."""
    return name not in ("demo", "sandbox") or find_spec("infra.demo") is not None


@click.group(cls=CommandsOnDemand, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def panels() -> None:
    """Case Progression Panels: invitations, attendance, case lists, recommendations and outcomes, in Microsoft Teams.

    Start with `panels demo`, which shows the whole life of one panel on your own machine.
    """


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
    except (NothingInForceError, OutsideCalendarError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    sys.exit(code or 0)
