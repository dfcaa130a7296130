"""`panels demo`: the whole life of one panel, on your own machine, in virtual time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from infra.cli.output import Refused, as_json, print_json, run
from infra.cli.progress import progress
from infra.demo.run import Result, as_data, run_demo
from infra.demo.story import STEPS
from infra.demo.timeline import as_lines


@click.command()
@click.option("--seed", default=1, show_default=True, help="Another seed, other people and another caseload.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write what everybody received into DIR.")
@as_json
def demo(seed: int, out: Path | None, json_: bool) -> None:
    """Show the life of one 3-month panel, from its nominations to its outcome mails.

    A local Microsoft 365 and the service run on loopback; weeks pass in seconds. With --out, open DIR/timeline.html.
    """
    with _folder(out) as folder, progress(len(STEPS), "Playing") as bar:

        def tell(title: str) -> None:
            bar.label = f"{title[:76]:<76}"
            bar.update(1)

        result = run(run_demo(seed, folder, tell))
    _say(result, out, json_)
    if not result.whole:
        raise Refused


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that goes away again."""
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="panels-demo-") as folder:
        yield Path(folder)


def _say(result: Result, out: Path | None, json_: bool) -> None:
    if json_:
        print_json(as_data(result))
    else:
        click.echo("\n".join(as_lines(result.timeline)))
        click.echo("")
        for step in result.steps:
            click.echo(f"  {'did not happen' if step.fault else 'ok':<15}{step.title}")
        if out:
            click.echo(f"\nWhat everybody received is in {out}; open {out / 'timeline.html'}.")
    for step in result.steps:
        if step.fault:
            click.echo(f"This did not happen: {step.title}: {step.fault}", err=True)
