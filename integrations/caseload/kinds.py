"""What kind of file this is, from what is in it; where its name says otherwise, that is remarked on."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from integrations.caseload.faults import UnreadableError, unreadable

LARGEST_FILE = 100 * 2**20
LARGEST_UNPACKED = 2**29
"""Bytes; a workbook of 100,000 cases has about 120 million."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


class Kind(StrEnum):
    """The kinds of file that are told apart. All are read but XLS.

    The library that would read XLS takes a failed formula for a blank cell, and a damaged file can make it ask for all
    memory there is, which ends the process; neither can be seen beforehand, as it can with XLSX and ODS.
    """

    TEXT = "text with separators (CSV)"
    XLSX = "an Excel workbook"
    XLS = "a workbook of Excel 97 to 2003"
    ODS = "an OpenDocument spreadsheet"


NAMES = {
    "csv": Kind.TEXT,
    "tsv": Kind.TEXT,
    "txt": Kind.TEXT,
    "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX,
    "xls": Kind.XLS,
    "ods": Kind.ODS,
}

SAVE_AS = "Open it in Excel and save it as 'Excel Workbook (.xlsx)' or 'CSV UTF-8 (.csv)'."


def kind_of(data: bytes, name: str) -> tuple[Kind, tuple[str, ...]]:
    """The kind of this file, by what is in it, and what is to be said of its name.

    Raises `UnreadableError` where it cannot be read.
    """
    expected = _by_name(name)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise unreadable(name, "The file is empty.", "Export it again, and look into it before sending it.")
    if len(data) > LARGEST_FILE:
        raise unreadable(
            name, f"The file is larger than {LARGEST_FILE >> 20} MB.", "Send only the columns that are needed."
        )
    found = _by_content(data, name)
    if found is Kind.XLS:
        raise unreadable(name, "A workbook of Excel 97 to 2003 (.xls) hides failed formulas and is not read.", SAVE_AS)
    other = f"By its name {name} should be {expected.value}; it holds {found.value}, and was read as that."
    return found, ((other,) if found is not expected else ())


def _by_name(name: str) -> Kind:
    ending = PurePosixPath(name.replace("\\", "/")).suffix.casefold().lstrip(".")
    kind = NAMES.get(ending)
    if kind is None:
        raise unreadable(name, f"Files whose names end in {ending or 'nothing'!r} cannot be read.", SAVE_AS)
    return kind


def _by_content(data: bytes, name: str) -> Kind:
    if data.startswith(ZIP):
        return _of_zip(data, name)
    if data.startswith(OLE):
        return _of_ole(data, name)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") or start.replace(b"\0", b"")[2:].startswith(b"<html"):
        raise unreadable(name, "It is a web page or XML, whatever its name says.", SAVE_AS)
    if start.startswith(
        (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
    ):
        raise unreadable(name, "It is a document, picture or archive, and no table.", SAVE_AS)
    return Kind.TEXT


def _of_zip(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as broken:
        raise unreadable(name, "The file is damaged or was cut off.", "Save or send it again.") from broken
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise unreadable(
            name,
            f"Unpacked, the file is larger than {LARGEST_UNPACKED >> 20} MB.",
            "Copy the table alone into a new workbook.",
        )
    inside = {entry.filename for entry in entries}
    if "xl/workbook.xml" in inside:
        return Kind.XLSX
    if "xl/workbook.bin" in inside:
        raise unreadable(name, "It is a binary workbook (.xlsb).", SAVE_AS)
    if "content.xml" in inside and "META-INF/manifest.xml" in inside:
        return Kind.ODS
    raise unreadable(name, "It is an archive or a document of another program, and no workbook.", SAVE_AS)


def _of_ole(data: bytes, name: str) -> Kind:
    if ENCRYPTED in data:
        raise locked(name)
    if any(stream in data for stream in OLD_WORKBOOK):
        return Kind.XLS
    raise unreadable(name, "It is a document of another program (Word, Outlook), and no workbook.", SAVE_AS)


def locked(name: str) -> UnreadableError:
    """A password or an encrypting sensitivity label is on the file."""
    return unreadable(
        name,
        "The workbook is encrypted, by a password or a sensitivity label.",
        "In Excel, take off the password (File, Info, Protect Workbook) or choose a label that does not encrypt.",
    )
