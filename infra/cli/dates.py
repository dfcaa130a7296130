"""Dates and times as people type them on the command line: UK or ISO, London's wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from cpp_core.deadlines.time import local

LATEST_YEAR = 2200
"""What lies beyond is a slip of the hand, and no calendar."""


class Typed(click.DateTime):
    """A date, a moment or a month in one of a few forms; what cannot be read is answered with examples of them."""

    def __init__(self, name: str, formats: Sequence[str], examples: str) -> None:
        super().__init__(formats)
        self.name = name
        self._examples = examples

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The typed value, without a time zone."""
        try:
            found = super().convert(value.strip(), param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no {self.name}; write it like {self._examples}.", param, ctx)
        if found.year > LATEST_YEAR:
            self.fail(f"{value!r} lies too far ahead.", param, ctx)
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What help shows in its place."""
        return self.name.upper().replace(" ", "_")


DAY = Typed("date", ("%Y-%m-%d", "%d/%m/%Y"), "2026-11-30 or 30/11/2026")
MONTH = Typed("month", ("%Y-%m", "%m/%Y"), "2026-12 or 12/2026")
MOMENT = Typed(
    "local date and time",
    ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"),
    "2026-12-08T10:00 or 08/12/2026 10:00, by London's clocks",
)


def moment(typed: datetime | None) -> datetime | None:
    """The typed wall-clock time of London as a moment in UTC."""
    return None if typed is None else local(typed.date(), typed.time()).astimezone(UTC)
