"""Ids of the forms that Microsoft gives: the same ones in every run, for the same calls in the same order."""

import base64
import hashlib
import itertools
import uuid
from dataclasses import dataclass


class Ids:
    """A counter turned into opaque ids. Case-sensitive, as Exchange's are."""

    def __init__(self, seed: str = "sandbox") -> None:
        self._seed = seed
        self._count = itertools.count(1)

    def _bytes(self, kind: str) -> bytes:
        return hashlib.sha512(f"{self._seed}/{kind}/{next(self._count)}".encode()).digest()

    def guid(self) -> str:
        """A version 4 GUID in lower case."""
        return str(uuid.UUID(bytes=self._bytes("guid")[:16], version=4))

    def text(self, kind: str, length: int) -> str:
        """URL-safe base64 of a given length."""
        return base64.urlsafe_b64encode(self._bytes(kind)).decode().replace("-", "x").replace("_", "y")[:length]

    def item(self) -> "ItemIds":
        """Both ids of a new Outlook item."""
        return ItemIds("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A" + self.text("immutable", 44) + "AAA", self.mutable())

    def mutable(self) -> str:
        """An Outlook id of the default kind, which changes when the item moves."""
        return "AAMkADQ4" + self.text("mutable", 80) + "AAAA="

    def ical_uid(self) -> str:
        """A global object id as Exchange makes them."""
        return "040000008200E00074C5B7101A82E008" + self._bytes("ical").hex().upper()[:48]


@dataclass(slots=True)
class ItemIds:
    """The two names of one Outlook item (Graph: outlook-immutable-id)."""

    immutable: str
    mutable: str

    def shown(self, immutable: bool) -> str:
        """The id for a caller who did or did not ask for immutable ids."""
        return self.immutable if immutable else self.mutable

    def __contains__(self, value: object) -> bool:
        return value in (self.immutable, self.mutable)


def stable_guid(*parts: str) -> str:
    """A GUID that depends on its parts alone."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def stable_text(length: int, *parts: str) -> str:
    """URL-safe text that depends on its parts alone."""
    digest = hashlib.sha512("/".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().replace("-", "x").replace("_", "y")[:length]
