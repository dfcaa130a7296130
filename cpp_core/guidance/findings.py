"""What a rule answers with: not a bare boolean, but what is so, why, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["refusal", "warning", "fact"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    A `refusal` stops what was asked for; a `warning` does not, but a person should see it; a `fact` explains.
    """

    clause: str
    citation: str
    what: str
    why: str
    mend: str = ""
    severity: Severity = "refusal"
    reading: bool = False
    """True where the guidance is silent and this is our default: then it is never cited as if it said so."""

    @property
    def source(self) -> str:
        """The citation as a user may see it: a reading is called one."""
        return f"our reading, beside {self.citation}" if self.reading else self.citation

    def __str__(self) -> str:
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.what}: {self.why}.{mend} ({self.clause}, {self.source})"


def refusals(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings that stop what was asked for."""
    return tuple(finding for finding in findings if finding.severity == "refusal")
