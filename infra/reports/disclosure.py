"""The record of a case as one ZIP file, complete and checkable: page, data, messages, hash chain, manifest, checker."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cpp_core.deadlines.time import in_london
from cpp_core.messages.message import Message, as_text
from cpp_core.model.panel import SEAT_NAMES
from cpp_core.orders import ChatOrder, MailOrder, NotWanted, Order
from cpp_core.outbox import OutboxRow
from cpp_core.usecases.disclosure import CaseRecord
from infra.reports.drawing import environment
from integrations.storage.converter import to_body

HERE = Path(__file__).parent
OLDEST = (1980, 1, 1, 0, 0, 0)
"""Members of the file bear no moment of their own: the same record gives the same bytes."""


@dataclass(frozen=True)
class Sent:
    """One message about the case: its row of the outbox, and how it reads from the facts of now, where it still does."""

    row: OutboxRow
    order: Order | NotWanted | None

    @property
    def to(self) -> str:
        """Whom it was for: an address, or an id of the directory."""
        return self.row.effect.refs.get("to") or self.row.effect.refs.get("person", "")

    @property
    def text(self) -> str:
        """Its words."""
        order = self.order
        message: Message | None = order.message if isinstance(order, ChatOrder | MailOrder) else None
        return as_text(message) if message else ""


@dataclass(frozen=True)
class Disclosure:
    """All that goes into the file; `broken` is what does not hold in the chain of the case."""

    record: CaseRecord
    chain: Sequence[Mapping[str, Any]]
    messages: Sequence[Sent]
    made_at: datetime
    broken: Sequence[str] = ()


def as_zip(found: Disclosure) -> bytes:
    """The bytes of the file."""
    files = {
        "record.html": _page(found).encode(),
        "record.json": _json(to_body(found.record)),
        "messages.json": _json([_message(each) for each in found.messages]),
        "chain.json": _json({"chain": f"case:{found.record.case_ref}", "entries": list(found.chain)}),
        "check.py": (HERE / "check.py").read_bytes(),
    }
    files["README.txt"] = _readme(found).encode()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    made = {"case_ref": found.record.case_ref, "made_at": found.made_at.isoformat(), "whole": not found.broken}
    files["manifest.json"] = _json({**made, "sha256": digests})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, OLDEST), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode()


def _message(each: Sent) -> dict[str, Any]:
    row = each.row
    return {
        "key": row.effect.key,
        "what": row.effect.what,
        "clause": row.effect.clause,
        "by": str(row.effect.channel),
        "to": each.to,
        "written_at": row.written_at.isoformat(),
        "state": str(row.state),
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "outcome": row.outcome,
        "text_from_the_facts_of_now": each.text,
    }


def _page(found: Disclosure) -> str:
    return (
        environment()
        .get_template("record.html.j2")
        .render(
            found=found,
            record=found.record,
            at=lambda moment: f"{in_london(moment):%d/%m/%Y %H:%M}",
            on=lambda day: f"{day:%d/%m/%Y}",
            seat_names=SEAT_NAMES,
            facts=[(name.replace("_", " "), value) for name, value in _facts(found.record).items()],
        )
    )


def _facts(record: CaseRecord) -> dict[str, Any]:
    return to_body(record.case) if record.case is not None else {}


def _readme(found: Disclosure) -> str:
    holds = "Every entry holds." if not found.broken else "IT DOES NOT HOLD: " + "; ".join(found.broken)
    return (
        f"The record of case {found.record.case_ref}, made {in_london(found.made_at):%d/%m/%Y %H:%M}. OFFICIAL-SENSITIVE.\n"
        "\n"
        "record.html    to be read: facts, panels, lists, every entry of every recommendation, what casework answered\n"
        "record.json    the same, complete, for programs\n"
        "messages.json  messages about this case alone: to whom, when, what became of each. Their words are made from\n"
        "               the facts of now. Done messages are kept for 400 days; reminders about several cases are not here.\n"
        "chain.json     the audit trail of the case: each entry with the hash of the one before it; texts that were\n"
        "               deleted are gone, and their digests stand\n"
        "manifest.json  the SHA-256 of each file\n"
        "check.py       checks all of this: python3 check.py\n"
        "\n"
        f"When this was made, the chain was checked against the database. {holds}\n"
        "People are given by the seat that they held and their id in the directory, casework by its addresses.\n"
    )
