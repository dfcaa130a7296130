"""What an .ods file says about itself beside its values: failed formulas and merged cells, which read as blanks."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class SpreadsheetFacts:
    """How many cells are in error, and whether cells are merged anywhere; where they are is not known."""

    failed: int
    merged: bool


def facts_of(data: bytes) -> SpreadsheetFacts:
    """Count in the document's own XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    return SpreadsheetFacts(content.count(b'calcext:value-type="error"'), b"<table:covered-table-cell" in content)
