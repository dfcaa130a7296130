"""Which addresses of the Bot Connector may be talked to: a token of ours goes nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NEVER = ("@", "\\", "..", " ", "\t", "\r", "\n", "%2e", "%2f", "%5c", "?", "#")


def _split(url: str) -> SplitResult | None:
    if any(part in url.lower() for part in _NEVER):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        return None
    return parts


def safe_to_fetch(url: str) -> bool:
    """Whether an address is https, or plain http on this machine, and has nothing odd in it."""
    return _split(url) is not None


@dataclass(frozen=True)
class ServiceUrls:
    """An allow-list of prefixes, compared by scheme, host, port and whole path segments."""

    prefixes: tuple[str, ...]

    @staticmethod
    def faults(prefixes: Iterable[str]) -> list[str]:
        """What is wrong with these prefixes, in words."""
        return [
            f"{prefix!r} should be an https address (plain http only on this machine)."
            for prefix in prefixes
            if _split(prefix) is None
        ]

    def allows(self, url: str) -> bool:
        """Whether this service URL lies under one of the prefixes."""
        return _allowed(self.prefixes, url)


@lru_cache(maxsize=256)
def _allowed(prefixes: tuple[str, ...], url: str) -> bool:
    asked = _split(url)
    if asked is None:
        return False
    return any(_lies_under(asked, allowed) for prefix in prefixes if (allowed := _split(prefix)))


def _lies_under(asked: SplitResult, allowed: SplitResult) -> bool:
    same_origin = (asked.scheme, asked.hostname, asked.port) == (allowed.scheme, allowed.hostname, allowed.port)
    root = allowed.path.rstrip("/") + "/"
    return same_origin and (asked.path.rstrip("/") + "/").startswith(root)
