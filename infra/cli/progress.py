"""Progress on standard error, so that standard output stays clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click import termui


@contextmanager
def progress(length: int, label: str, *, hidden: bool = False) -> Iterator[Any]:
    """A progress bar of click's; hidden where only a JSON document is wanted."""
    stderr = click.get_text_stream("stderr")
    bar: Any = termui.progressbar(length=length, label=label, file=stderr, hidden=hidden, show_eta=False)
    with bar:
        yield bar
