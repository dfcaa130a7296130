"""Progress on standard error, so that standard output stays clean."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import click


@contextmanager
def progress(length: int, label: str, *, hidden: bool = False) -> Iterator[Any]:
    """A progress bar of click's; hidden where only a JSON document is wanted."""
    bar: AbstractContextManager[Any] = click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=hidden, show_eta=False
    )
    with bar as shown:
        yield shown
