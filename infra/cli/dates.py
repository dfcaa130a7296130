"""Dates and times as people type them on the command line: UK or ISO, London's wall clock."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cpp_core.deadlines.time import local

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
MOMENT = click.DateTime(
    ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]
)


def moment(typed: datetime | None) -> datetime | None:
    """The typed wall-clock time of London as a moment in UTC."""
    return None if typed is None else local(typed.date(), typed.time()).astimezone(UTC)
