"""What an .ods file says about itself beside its values: failed formulas and merged cells, which read as blanks.

The reader of values never ends on XML that is not well-formed; so that is looked at first.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.parsers import expat


@dataclass(frozen=True)
class SpreadsheetFacts:
    """How many cells are in error, and whether cells are merged anywhere; where they are is not known."""

    failed: int
    merged: bool


def facts_of(data: bytes) -> SpreadsheetFacts:
    """Count in the document's own XML; raises `ExpatError` or `ValueError` where that is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.endswith(".xml"):
                _refuse_damaged(archive.read(part))
        content = archive.read("content.xml")
    return SpreadsheetFacts(content.count(b'calcext:value-type="error"'), b"<table:covered-table-cell" in content)


def _refuse_damaged(xml: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.Parse(xml, True)


def _refuse_entities(*_: object) -> None:
    raise ValueError("a spreadsheet declares no entities")
