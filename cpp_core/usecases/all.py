"""Importing this registers every use case."""

from cpp_core.usecases import (
    attendance,
    help_me,
    imports,
    lists,
    nominations,
    panels,
    presence,
    quorum,
    refused,
    sitting,
    tick,
    uploads,
    wash_up,
)

__all__ = [
    "attendance",
    "help_me",
    "imports",
    "lists",
    "nominations",
    "panels",
    "presence",
    "quorum",
    "refused",
    "sitting",
    "tick",
    "uploads",
    "wash_up",
]
