"""Text with separators, as UK Excel and other programs save it: encoding, separator, quoted line breaks."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from integrations.caseload.faults import RowFault, UnreadableError, fault, unreadable
from integrations.caseload.grid import Grid, Row, Source
from integrations.caseload.kinds import LARGEST_FILE

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAVE_UTF8 = "In Excel, save it as 'CSV UTF-8 (Comma delimited)', and send it again."
MIXED = "The file is UTF-8 in places and not in others; it was read as Windows-1252. Look for damaged accents."
BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
csv.field_size_limit(
    LARGEST_FILE
)  # a long value is for its column to refuse, by its length; the module stops at 128 KB


def open_text(data: bytes, name: str) -> Source:
    """The text's possible grids, one for each separator that it might use."""
    words, warnings = decoded(data, name)
    words, separator = _declared(words)
    count = words.count("\n") + (not words.endswith("\n"))
    separators = (separator,) if separator else tuple(SEPARATORS)
    return Source(tuple(_grid(words, each, count) for each in separators), one_table=True, warnings=warnings)


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and what is to be said about how it was read."""
    try:
        words, warnings = _decoded(data)
    except UnicodeDecodeError as undecodable:
        raise _not_text(name) from undecodable
    if len(BINARY.findall(words[:4096])) > len(words[:4096]) / 20:
        raise _not_text(name)
    return words, warnings


def _not_text(name: str) -> UnreadableError:
    return unreadable(name, "It is not text, or text in an encoding that is not known here.", SAVE_UTF8)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding), ()
    start = data[:2048]
    if start.count(0) > len(start) / 4:
        return data.decode("utf-16-le" if start[1:2] == b"\0" else "utf-16-be"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        words = data.decode("cp1252")
        return words, ((MIXED,) if _looks_like_utf8(data) else ())


def _looks_like_utf8(data: bytes) -> bool:
    return re.search(rb"[\xc3\xc2\xe2][\x80-\xbf]", data) is not None


def _declared(words: str) -> tuple[str, str]:
    """The text without the line by which a file may tell Excel its separator, and that separator."""
    found = re.match(r'"?sep=(.)"?\r?\n', words, re.I)
    if found and found[1] in SEPARATORS:
        return words[found.end() :], found[1]
    return words, ""


def _grid(words: str, separator: str, count: int) -> Grid:
    return Grid(f"{SEPARATORS[separator]}-separated", lambda: _rows(words, separator), count, ragged=True)


def _rows(words: str, separator: str) -> Iterator[Row]:
    number = 0
    try:
        for row in csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True):
            number += 1
            yield row
    except csv.Error as broken:
        raise UnreadableError(_broken_row(number + 1, str(broken))) from broken


def _broken_row(row: int, why: str) -> RowFault:
    if "end of data" in why:
        what = "A quotation mark opens a value in this row and is never closed."
    else:
        what = "A quotation mark stands in the middle of a value."
    return fault(row, "", "", what, 'Close the quotation, or write a quotation mark within a quoted value twice ("").')
