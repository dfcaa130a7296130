"""`panels disclose`: the record of one case as a file."""

from __future__ import annotations

from pathlib import Path

import click

from cpp_core.outbox import OutboxRow
from cpp_core.usecases.disclosure import CaseRecord, Disclose
from cpp_core.usecases.rendering import render
from cpp_core.usecases.work import Work
from infra.cli.output import as_json, print_json, run
from infra.reports.disclosure import Disclosure, Sent, as_zip
from infra.session import Session, open_session
from infra.settings import read_settings


@click.command()
@click.argument("case_ref")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP file to write; replaced."
)
@as_json
def disclose(case_ref: str, out: Path, json_: bool) -> None:
    """Write the record of CASE_REF, complete and checkable: recommendations, answers, messages, hash chain."""
    found = run(_disclose(case_ref.strip()))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(as_zip(found))
    for fault in found.broken:
        click.echo(f"The audit trail of this case does not hold: {fault}", err=True)
    record = found.record
    if json_:
        counted = {
            "recommendations": len(record.recommendations),
            "answers": sum(len(each.answers) for each in record.follow_ups),
            "messages": len(found.messages),
            "entries": len(found.chain),
        }
        print_json({"case_ref": record.case_ref, "file": str(out), "whole": not found.broken, **counted})
        return
    click.echo(
        f"{out}: {len(record.recommendations)} entries of recommendations, {len(found.messages)} messages, "
        f"{len(found.chain)} entries of the audit trail. Check it with `python3 check.py` where it is unpacked."
    )


async def _disclose(case_ref: str) -> Disclosure:
    async with open_session(read_settings()) as session:
        reply = await session.ask("case.disclose", Disclose(case_ref))
        record: CaseRecord = reply.data["record"]
        chain = f"case:{case_ref}"
        broken = [f"entry {link.seq}: {link.what}" for link in await session.storage.audit.verify(chain)]
        return Disclosure(
            record=record,
            chain=await session.storage.audit.export(chain),
            messages=await messages_of(session, record),
            made_at=session.clock.now(),
            broken=broken,
        )


async def messages_of(session: Session, record: CaseRecord) -> list[Sent]:
    """Every message about this case, with its words where it can still be made."""
    ids = [*(each.id for each in record.escalations), *(each.id for each in record.safeguarding)]
    rows = await session.storage.outbox.mentioning([record.case_ref, *ids])
    async with session.storage.reading() as unit:
        return [await _sent(Work(unit), row) for row in rows]


async def _sent(work: Work, row: OutboxRow) -> Sent:
    return Sent(row, await render(work, row.effect))
