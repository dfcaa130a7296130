"""Refusals: what a person asked for and cannot have, said so that they can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (the field, in words), what is wrong with it, and how to mend it."""

    where: str
    what: str
    mend: str

    def sentence(self) -> str:
        """The fault as one line for the person who typed it."""
        return " ".join(part for part in (f"{self.where}:" if self.where else "", self.what, self.mend) if part)


class Refusal(Exception):
    """Something was asked that the rules do not allow. Nothing was changed."""

    def __init__(self, clause: str, *faults: Fault) -> None:
        self.clause = clause
        self.faults = faults
        super().__init__("; ".join(fault.sentence() for fault in faults))


class NotAllowed(Refusal):
    """The person may not do this; default deny."""


class NotFound(Refusal):
    """There is no such panel, case or person (any more)."""
