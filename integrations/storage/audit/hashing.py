"""What the hashes of the audit trail are made of. Changing this makes every chain unverifiable: add, never alter."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.storage.columns import moment_text, to_json

BEGINNING = "0" * 64
"""What stands before the first entry of a chain, and before the first anchor."""
SALT_BYTES = 16


def text_digest(salt: bytes, text: str) -> str:
    """The digest of a text under its salt; without the salt, which is deleted with the text, it says nothing."""
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def entry_hash(
    *,
    chain: str,
    seq: int,
    at: datetime,
    by: str,
    what: str,
    clause: str,
    details: Mapping[str, str],
    digests: Mapping[str, str],
    prev_hash: str,
) -> str:
    """The hash of one entry, over all that it says and the hash of the entry before it."""
    said = [chain, seq, moment_text(at), by, what, clause, dict(details), dict(digests), prev_hash]
    return hashlib.sha256(to_json(said).encode()).hexdigest()


def anchor_root(prev_root: str, at: datetime, heads: Sequence[tuple[str, int, str]]) -> str:
    """The root over the heads of all chains that grew since the anchor before, and over that anchor's root."""
    said = [prev_root, moment_text(at), [list(head) for head in sorted(heads)]]
    return hashlib.sha256(to_json(said).encode()).hexdigest()
