"""What commands print: one JSON document, or text; refusals on standard error."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from datetime import date, datetime
from typing import Any, TypeVar

import click

from cpp_core.deadlines.time import in_london

T = TypeVar("T")

as_json = click.option("--json", "json_", is_flag=True, help="Print one JSON document and nothing else.")


class Refused(Exception):
    """The command was refused; why has been said already."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run an async command to its end."""
    return asyncio.run(work)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, default=_as_text))


def local_iso(moment: datetime) -> str:
    """ISO 8601 with London's offset at that moment."""
    return in_london(moment).isoformat()


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return local_iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
