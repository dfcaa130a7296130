"""One cell of a file, read strictly: a value, nothing, or what is wrong with it and how to mend it.

A reader of cells takes what a file held (text, or what a spreadsheet keeps: number, date, yes/no) and gives the value,
None for a blank cell, or raises `UnfitError`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Generic, TypeVar


@dataclass(frozen=True)
class Broken:
    """A cell of a spreadsheet that holds no usable value: a formula that failed or was never worked out."""

    shown: str
    what: str
    mend: str


class From1904(float):
    """A bare number of a workbook that counts its days from 1904."""


Raw = str | bool | int | float | date | datetime | time | timedelta | Broken | None
CellReader = Callable[[Raw], object]


class UnfitError(Exception):
    """This cell cannot be taken as it is."""

    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what} {mend}")


SPACES = {
    ord(space): " "
    for space in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
}
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
TIDY: Mapping[int, str | None] = {**SPACES, **UNSEEN}
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(words: str) -> str:
    """Text without what nobody typed on purpose: spaces at its ends, hard spaces, marks that cannot be seen."""
    words = words.strip()
    if words.isascii() and words.isprintable():
        return words
    words = LINE_BREAKS.sub("\n", words.translate(TIDY))
    return unicodedata.normalize("NFC", words).strip()


def _refuse_controls(words: str) -> None:
    if words.isprintable():
        return
    for character in words:
        if character in OVERRIDES or (unicodedata.category(character) == "Cc" and character not in "\n\t"):
            raise UnfitError(f"It holds a control character (U+{ord(character):04X}).", "Type the value again by hand.")


def _whole(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(float(number))


def shown(raw: Raw) -> str:
    """What a cell holds, in the words in which a person sees it in a spreadsheet."""
    match raw:
        case None:
            return ""
        case str():
            return clean(raw)
        case Broken():
            return raw.shown
        case bool():
            return "TRUE" if raw else "FALSE"
        case int() | float():
            return _whole(float(raw))
        case datetime():
            return raw.strftime("%d/%m/%Y" if raw.time() == time() else "%d/%m/%Y %H:%M")
        case date():
            return raw.strftime("%d/%m/%Y")
        case time():
            return raw.strftime("%H:%M")
        case timedelta():
            return str(raw)


def words_of(raw: Raw) -> str:
    """The text of a cell, or why there is none."""
    if isinstance(raw, Broken):
        raise UnfitError(raw.what, raw.mend)
    words = shown(raw)
    _refuse_controls(words)
    return words


def line(limit: int) -> Callable[[Raw], str | None]:
    """Reads text on one line, of at most this many characters."""

    def read(raw: Raw) -> str | None:
        words = " ".join(words_of(raw).split())
        return _not_over(words, limit) or None

    return read


def paragraphs(limit: int) -> Callable[[Raw], str | None]:
    """Reads text that may run over several lines, of at most this many characters."""

    def read(raw: Raw) -> str | None:
        words = "\n".join(" ".join(part.split()) for part in words_of(raw).split("\n"))
        return _not_over(words, limit) or None

    return read


def _not_over(words: str, limit: int) -> str:
    if len(words) > limit:
        raise UnfitError(f"It is {len(words):,} characters long; at most {limit:,} are kept.", "Shorten it.")
    return words


def reference(limit: int) -> Callable[[Raw], str | None]:
    """Reads a reference, which a spreadsheet may have spoilt by taking it for a number or a date."""
    as_line = line(limit)

    def read(raw: Raw) -> str | None:
        if isinstance(raw, date | time | timedelta):
            raise UnfitError(
                "The spreadsheet has made a date or a time of the reference.",
                "Format the cell as Text, and type it again.",
            )
        words = as_line(raw)
        if words and (re.fullmatch(r"\d[.,]?\d*E\+\d+", words, re.I) or (isinstance(raw, float) and abs(raw) >= 1e15)):
            raise UnfitError(
                "The spreadsheet has shortened a long reference to a rounded number.",
                "Format the column as Text, and export or type it again.",
            )
        return words

    return read


def items(limit: int) -> Callable[[Raw], tuple[str, ...] | None]:
    """Reads a list, separated by semicolons or line breaks; each item once, in the order given."""

    def read(raw: Raw) -> tuple[str, ...] | None:
        parts = (" ".join(part.split()) for part in re.split(r"[;\n]", words_of(raw)))
        return tuple(dict.fromkeys(_not_over(part, limit) for part in parts if part)) or None

    return read


def whole_number(least: int, most: int) -> Callable[[Raw], int | None]:
    """Reads a whole number between these two."""

    def read(raw: Raw) -> int | None:
        words = words_of(raw)
        if not words:
            return None
        if not re.fullmatch(r"\d{1,9}(\.0*)?", words, re.ASCII) or not least <= int(float(words)) <= most:
            raise UnfitError(
                "It is not such a number.", f"Write a whole number from {least} to {most}, or leave the cell blank."
            )
        return int(float(words))

    return read


YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


def yes_no(raw: Raw) -> bool | None:
    """Reads yes or no, in the forms that people and spreadsheets use."""
    words = words_of(raw)
    if not words:
        return None
    answer = YES_NO.get(words.casefold())
    if answer is None:
        raise UnfitError("It is neither yes nor no.", "Write yes or no, or leave the cell blank.")
    return answer


def key_of(words: str) -> str:
    """A heading or a choice without letter case, and with any spaces, hyphens and underscores as one underscore."""
    return re.sub(r"[\s_\-–]+", "_", clean(words).casefold().rstrip(" *:")).strip("_")


def nearest(words: str, choices: Iterable[str]) -> str | None:
    """The choice that was probably meant, if one is near enough."""
    by_key = {key_of(choice): choice for choice in choices}
    found = difflib.get_close_matches(key_of(words), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


T = TypeVar("T", bound=Enum)


@dataclass(frozen=True)
class Choice(Generic[T]):
    """Reads one of a fixed set of values: by its own words, or by others in use for it."""

    noun: str
    values: Mapping[str, T]
    other_words: Mapping[str, T]

    def __call__(self, raw: Raw) -> T | None:
        """The value that the cell names."""
        words = words_of(raw)
        return self.named(words) if words else None

    def named(self, words: str) -> T:
        """The value of these words."""
        key = key_of(words)
        for known in (self.values, self.other_words):
            for name, value in known.items():
                if key_of(name) == key:
                    return value
        raise UnfitError(f"{words!r} is not {self.noun}.", self._mend(words))

    def _mend(self, words: str) -> str:
        meant = nearest(words, self.values)
        all_of_them = ", ".join(self.values)
        return f"Did you mean {meant}? Possible are: {all_of_them}." if meant else f"Possible are: {all_of_them}."
