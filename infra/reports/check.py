"""Check the record of a case: every file against the manifest, and every entry of the chain against the one before it.

It needs Python 3 alone and stands beside the files that it checks: `python3 check.py`. It ends with 1 if anything fails.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def faults(folder: Path) -> Iterator[str]:
    """What does not hold, as sentences."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["sha256"].items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != digest:
            yield f"{name} is not as it was disclosed"
    yield from chain_faults(json.loads((folder / "chain.json").read_text(encoding="utf-8")))


def chain_faults(chain: Mapping[str, Any]) -> Iterator[str]:
    """What does not hold in the chain."""
    last_seq, last_hash = 0, "0" * 64
    for entry in chain["entries"]:
        where = f"entry {entry['seq']} of {chain['chain']}"
        if entry["seq"] != last_seq + 1 or entry["prev_hash"] != last_hash:
            yield f"{where} does not stand on the one before it"
        names = ("seq", "at", "by", "what", "clause", "details", "digests", "prev_hash")
        said = json.dumps(
            [chain["chain"], *(entry[name] for name in names)],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        if hashlib.sha256(said.encode()).hexdigest() != entry["hash"]:
            yield f"{where} does not say what it said when it was written"
        for name, text in entry["texts"].items():
            digest = hmac.new(bytes.fromhex(text["salt"]), text["text"].encode(), hashlib.sha256).hexdigest()
            if digest != entry["digests"].get(name):
                yield f"{where}: its {name} is not what was written"
        last_seq, last_hash = entry["seq"], entry["hash"]


if __name__ == "__main__":
    wrong = list(faults(Path(__file__).parent))
    print("\n".join(wrong) or "Everything holds.")
    sys.exit(1 if wrong else 0)
