"""Addresses and ids: the shapes that Microsoft 365 gives them, and who of them is not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from integrations.caseload.cells import Raw, UnfitError, line

LONGEST = 254
MOST_NAMED = 10
_ADDRESS = re.compile(r"[^@\s<>(),;:\\\"\[\]]+@[^@\s<>(),;:\\\"\[\]_]+\.[^@\s<>(),;:\\\"\[\]_.]{2,}")
_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.I | re.ASCII)
_one_line = line(LONGEST)


def address(raw: Raw) -> str | None:
    """Reads an e-mail address or a upn, which has the same shape."""
    words = _one_line(raw)
    if words is None:
        return None
    if not _ADDRESS.fullmatch(words) or ".." in words or words.startswith((".", "'")):
        raise UnfitError("It is not an address.", "Write one address, such as name@example.gov.uk.")
    return words


def object_id(raw: Raw) -> str | None:
    """Reads an Entra object id, as Teams writes it: in small letters, without braces."""
    words = _one_line(raw)
    if words is None:
        return None
    found = _GUID.fullmatch(words)
    if not found or not found[1].strip("0-"):
        raise UnfitError(
            "It is not an Entra object id.",
            "Copy the Object ID from the person's page in the Entra admin centre; it has four hyphens.",
        )
    return found[1].lower()


def unknown_addresses(column: str, used: Iterable[str], known: Collection[str] | None) -> Iterator[str]:
    """One warning for the addresses in a column that belong to nobody who is known; none if nobody was asked about."""
    if known is None:
        return
    folded = {each.casefold() for each in known}
    strangers = Counter(each for each in used if each and each.casefold() not in folded)
    if strangers:
        named = ", ".join(f"{each} ({count})" for each, count in strangers.most_common(MOST_NAMED))
        more = f" and {len(strangers) - MOST_NAMED:,} more" if len(strangers) > MOST_NAMED else ""
        yield f"{column}: not among the people, with how many cases: {named}{more}. Mail reaches them all the same."
