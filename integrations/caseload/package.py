"""What an .xlsx says about itself beside its values: failed formulas, its calendar, how far its cells reach.

The reader of values gives an empty cell for a formula that failed or was never worked out. An import that takes that
for a blank would be silently wrong, so the sheet's own XML is searched for them.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from integrations.caseload.cells import Broken

CHUNK = 1 << 20
MOST_CELLS = 25_000_000
"""A sheet is held in memory up to its last used row and column; one stray cell must not make that gigabytes."""

_TAG = r"<(?:\w+:)?"
_SHEET = re.compile(rf'{_TAG}sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_LINK = re.compile(rf"{_TAG}Relationship\b[^>]*>")
_CELL = re.compile(rf"{_TAG}c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)".encode(), re.S)
_VALUE = re.compile(rf"{_TAG}v\b[^>]*?>([^<]*)<".encode())
_FORMULA = re.compile(rf"{_TAG}f\b".encode())
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_ROW = re.compile(rf'{_TAG}row\b[^>]*?\br="([0-9]+)"'.encode())
_WIDE = re.compile(rb'\br="([A-Z]{2,})[0-9]+"')
_LOW = re.compile(rb'\br="[A-Z]+([0-9]{6,})"')

RECALCULATE = "Open the file in Excel, let it calculate, and save it; or put the value in place of the formula."


@dataclass
class SheetFacts:
    """Cells without a usable value, by row and column counted from 1 and 0; the last row and column that are used."""

    broken: dict[int, dict[int, Broken]] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 25

    def too_far(self) -> bool:
        """Whether some cell lies so far out that the sheet cannot be held."""
        return self.last_row * (self.last_column + 1) > MOST_CELLS


class Package:
    """The parts of an .xlsx file."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._book = self._archive.read("xl/workbook.xml").decode("utf-8", "replace")

    def counts_from_1904(self) -> bool:
        """Whether its dates are counted from 1904, as old Macs did."""
        return re.search(r'\bdate1904="(?:1|true)"', self._book) is not None

    def sheet(self, name: str) -> SheetFacts:
        """What there is to know about the sheet of this name."""
        path = self._paths().get(name)
        facts = SheetFacts()
        if path is None or path not in self._archive.namelist():
            return facts
        with self._archive.open(path) as stream:
            for chunk in _whole_rows(iter(lambda: stream.read(CHUNK), b"")):
                _look_through(chunk, facts)
        return facts

    def _paths(self) -> dict[str, str]:
        links = self._archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        targets = {_attribute(link, "Id"): _attribute(link, "Target") for link in _LINK.findall(links)}
        return {
            html.unescape(name): posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
            for name, link in _SHEET.findall(self._book)
        }


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only after the end of a row."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"row>") + len(b"row>")
        if cut >= len(b"row>"):
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _look_through(chunk: bytes, facts: SheetFacts) -> None:
    rows = (*_ROW.findall(chunk), *_LOW.findall(chunk))
    facts.last_row = max(facts.last_row, max(map(int, rows), default=0))
    for letters in _WIDE.findall(chunk):
        facts.last_column = max(facts.last_column, column_index(letters))
    if b't="e"' in chunk or _FORMULA.search(chunk):
        for attributes, inside in _CELL.findall(chunk):
            _look_at_cell(attributes, inside, facts)


def _look_at_cell(attributes: bytes, inside: bytes, facts: SheetFacts) -> None:
    failed = b't="e"' in attributes
    if not failed and (b't="str"' in attributes or not _FORMULA.search(inside)):
        return
    value = _VALUE.search(inside)
    if not failed and value and value[1]:
        return
    place = _PLACE.search(attributes)
    if place:
        shown = html.unescape(value[1].decode("utf-8", "replace")) if value and failed else ""
        facts.broken.setdefault(int(place[2]), {})[column_index(place[1])] = _broken(shown)


def _broken(shown: str) -> Broken:
    if shown:
        return Broken(
            shown, f"The formula or value in this cell is in error ({shown}).", "Put the value itself into the cell."
        )
    return Broken("", "The formula in this cell was never worked out, so that it has no value.", RECALCULATE)


def column_index(letters: bytes) -> int:
    """A column's place, counted from 0, from its name in Excel."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
