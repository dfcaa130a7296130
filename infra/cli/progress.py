"""Progress on standard error, so that standard output stays clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


@contextmanager
def progress(length: int, label: str, *, hidden: bool = False) -> Iterator[Any]:
    """A progress bar of click's; hidden where only a JSON document is wanted."""
    make: Any = vars(click)["progressbar"]  # mypy cannot read its overloads
    stderr = click.get_text_stream("stderr")
    bar: Any = make(length=length, label=label, file=stderr, hidden=hidden, show_eta=False)
    with bar:
        yield bar
