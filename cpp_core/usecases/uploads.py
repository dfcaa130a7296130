"""Files of people, cases or answers that officers send: what they would change first, then the import (LST-3).

Choices: the file itself stays in the drive, and its rows are read again for the import. What is carried from preview to
import is a digest of what the import would do: where the file or what is known here has changed since, nothing is
imported and the new preview is shown in the same card. The import is a job in the outbox, so that it outlives the press
and a kill; repeated, it finds itself done. Values of faulty cells go to whoever sent the file, and never into the outbox.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpp_core.deadlines.time import in_london
from cpp_core.effects import Channel, Effect
from cpp_core.messages.message import as_text
from cpp_core.messages.uploads import MOST_SHOWN, import_faults, import_message
from cpp_core.model.file_import import FileImport, ImportState
from cpp_core.model.person import Role
from cpp_core.orders import FileAwayOrder
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.usecases.commands import ImportCases, ImportPeople
from cpp_core.usecases.follow_up_commands import ImportResponses
from cpp_core.usecases.frame import Actor, ActorKind, Reply, use_case
from cpp_core.usecases.imports import IMPORTERS, import_cases, import_people
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.responses_import import import_responses
from cpp_core.usecases.upload_commands import (
    ApplyImport,
    CarryOutImport,
    MayImport,
    PreviewImport,
    TellProgress,
    Upload,
)
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys

IMPORT_LANE = "import"
CARD, JOB, FILE_AWAY = "import_card", "import_job", "file_away"
FEW = 10
"""So many cases may go without a word of caution."""
DIFFERS = "the file names another recommendation than the panel's, which stands."
CHANGED = "Nothing was imported: the file, or what is known here, has changed since you saw what it would do."


@use_case("import.may", "LST-3", MayImport, *IMPORTERS)
async def may(work: Work, command: MayImport, actor: Actor) -> Reply:
    """Only the check of who may."""
    return Reply()


@use_case("import.preview", "LST-3", PreviewImport, *IMPORTERS, Relation.CLOCK)
async def preview(work: Work, command: PreviewImport, actor: Actor) -> Reply:
    """Counts and named gone cases, or the faults."""
    upload = command.upload
    asked = actor.kind is ActorKind.PERSON
    readers = await _readers(work, actor.person_id if asked else command.sender)
    before = await work.file_imports.get(upload.id)
    known = before or FileImport(upload.id, upload.file_name, upload.tag, ImportState.FAULTY)
    pressed = known.state is ImportState.ASKED
    card, said = (known.card, CHANGED) if pressed else (None, "")
    fresh = replace(known, file_name=upload.file_name, readers=readers, card=card, said=said)
    file, faults = await _looked_at(work, upload, fresh, actor)
    if file.state is ImportState.FAULTY:
        file = await _filed_away(work, file)
    if file.state is ImportState.FAULTY and asked:
        await work.file_imports.save(replace(file, revision=file.revision + 1))
        return Reply(import_faults(file.file_name, faults, file))
    await _show(work, file)
    return Reply()


@use_case("import.apply", "LST-3", ApplyImport, *IMPORTERS)
async def apply(work: Work, command: ApplyImport, actor: Actor) -> Reply:
    """Write the job down, and say so; what came of it is edited into the card."""
    file = await _known(work, command.upload_id)
    if file.state is not ImportState.OFFERED or file.expects != command.tag:
        return Reply(import_message(file))
    said = "It is on its way. You can go on with other things; this card says what came of it."
    file = replace(file, state=ImportState.ASKED, asked_by=actor.person_id, said=said, revision=file.revision + 1)
    job = Effect(
        key=f"LST-3:{JOB}:{file.id}:{file.revision}",
        channel=Channel.IMPORT,
        what=JOB,
        clause="LST-3",
        subject=f"import:{file.id}",
        lane=IMPORT_LANE,
        refs={"import": file.id},
    )
    details = {"file": file.id, "kind": str(file.kind)}
    await work.unit.record([Entry("imports", "import asked for", "LST-3", actor.name, work.now, details)])
    await work.unit.send((job,))
    await work.file_imports.save(file)
    return Reply(import_message(file))


@use_case("import.progress", "LST-3", TellProgress, Relation.CLOCK)
async def progress(work: Work, command: TellProgress, actor: Actor) -> Reply:
    """Edit it into the card of whoever asked."""
    file = await _known(work, command.upload_id)
    if file.state is ImportState.ASKED and command.said != file.said:
        await _show(work, replace(file, said=command.said), only=(file.asked_by,))
    return Reply()


@use_case("import.carry_out", "LST-3", CarryOutImport, Relation.CLOCK)
async def carry_out(work: Work, command: CarryOutImport, actor: Actor) -> Reply:
    """The import, where it would still do what was asked for; else the new preview. Done once, however often it is asked."""
    file = await _known(work, command.upload_id)
    if file.state is not ImportState.ASKED:
        return Reply()
    asker = Actor(ActorKind.PERSON, file.asked_by)
    upload = command.upload
    if upload is None:
        gone = ("", "", "", "The file is not in the folder any more. Lay it there again.")
        await _show(work, _faulty(file, (gone,)))
        return Reply()
    now, _ = await _looked_at(work, upload, file, asker)
    if now.state is ImportState.OFFERED and now.expects == file.expects:
        counts = _counts(await _imported(work, upload, asker, check=False))
        now = replace(file, state=ImportState.DONE, counts=counts, said="")
    elif now.state is ImportState.OFFERED:
        now = replace(now, said=CHANGED)
    if now.state is not ImportState.OFFERED:
        now = await _filed_away(work, now)
    await _show(work, now)
    return Reply(data=now.counts)


def file_away_key(file: FileImport) -> str:
    """The key of the effect that takes a file which was dealt with out of the folder."""
    return f"LST-3:{FILE_AWAY}:{file.id}:{file.ended_at:%Y%m%dT%H%M%S%f}"


def file_away_order(file: FileImport) -> FileAwayOrder | None:
    """Where the file goes, and the note beside it; None where it has come in anew since."""
    if file.ended_at is None or file.state not in (ImportState.DONE, ImportState.FAULTY):
        return None
    folder = "Done" if file.state is ImportState.DONE else "Refused"
    name = f"{in_london(file.ended_at):%Y-%m-%d %H.%M.%S} {file.file_name}"
    return FileAwayOrder(file.id, file.tag, folder, name, as_text(import_message(file)))


async def _looked_at(
    work: Work, upload: Upload, file: FileImport, actor: Actor
) -> tuple[FileImport, Sequence[tuple[str, str, str, str]]]:
    """What the upload would do now, and its faults with their values."""
    faults = upload.faults
    file = replace(file, tag=upload.tag)
    if not faults:
        try:
            plan = await _imported(work, upload, actor, check=True)
        except Refusal as refusal:
            faults = tuple((fault.where, "", "", f"{fault.what} {fault.mend}") for fault in refusal.faults)
        else:
            return _offered(file, upload, plan.data), ()
    return _faulty(file, faults), faults


def _offered(file: FileImport, upload: Upload, plan: Mapping[str, object]) -> FileImport:
    gone, differing = _refs(plan, "gone_refs"), _refs(plan, "differing")
    counts = {name: count for name, count in plan.items() if isinstance(count, int)}
    warnings = (*_of_a_part(counts), *upload.warnings, *(f"{case_ref}: {DIFFERS}" for case_ref in differing))
    digest = hashlib.sha256(repr((upload.tag, sorted(plan.items()))).encode()).hexdigest()
    return replace(
        file,
        state=ImportState.OFFERED,
        kind=upload.kind,
        expects=digest[:32],
        counts=counts,
        gone_refs=gone[:MOST_SHOWN],
        warnings=tuple(warnings[:MOST_SHOWN]),
        faults=(),
        fault_count=0,
    )


def _of_a_part(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A word of caution where more cases would go than stay: it may be an extract of one team."""
    gone, stay = counts.get("gone", 0), counts.get("changed", 0) + counts.get("unchanged", 0)
    if gone <= max(stay, FEW):
        return ()
    return (f"{gone:,} of the {gone + stay:,} cases known here are not in this file. Is it the whole caseload?",)


def _refs(plan: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = plan.get(name, ())
    return tuple(str(each) for each in found) if isinstance(found, list | tuple) else ()


def _faulty(file: FileImport, faults: Sequence[tuple[str, str, str, str]]) -> FileImport:
    shown = tuple((row, column, mend) for row, column, _, mend in faults[:MOST_SHOWN])
    return replace(file, state=ImportState.FAULTY, faults=shown, fault_count=len(faults), counts={}, said="")


async def _imported(work: Work, upload: Upload, actor: Actor, *, check: bool) -> Reply:
    if upload.people:
        return await import_people(work, ImportPeople(upload.people, check), actor)
    if upload.answers:
        return await import_responses(work, ImportResponses(upload.answers, check), actor)
    return await import_cases(work, ImportCases(upload.cases, upload.extract_at or work.now, check), actor)


def _counts(reply: Reply) -> dict[str, int]:
    return {name: count for name, count in reply.data.items() if isinstance(count, int)}


async def _show(work: Work, file: FileImport, only: tuple[str, ...] = ()) -> None:
    """Keep it, and show it as it stands now: in the card of the same preview, else in a new one."""
    file = replace(file, revision=file.revision + 1)
    replaces = file.card
    file = replace(file, card=file.revision if file.card is None else file.card)
    await work.file_imports.save(file)
    for person_id in only or dict.fromkeys((*file.readers, *filter(None, (file.asked_by,)))):
        card = Effect(
            key=_card_key(file, file.revision, person_id),
            channel=Channel.CHAT,
            what=CARD,
            clause="LST-3",
            subject=f"import:{file.id}:{person_id}",
            lane=f"chat:{person_id}",
            refs={"person": person_id, "import": file.id},
            after=f"install:{person_id}",
            replaces=None if replaces is None else _card_key(file, replaces, person_id),
        )
        await work.unit.send((keys.install(person_id), card))


def _card_key(file: FileImport, revision: int, person_id: str) -> str:
    return f"LST-3:{CARD}:{file.id}:{revision}:{person_id}"


async def _filed_away(work: Work, file: FileImport) -> FileImport:
    """Have the file taken out of the folder, with a note that says what became of it."""
    file = replace(file, ended_at=work.now)
    away = Effect(
        key=file_away_key(file),
        channel=Channel.FILES,
        what=FILE_AWAY,
        clause="LST-3",
        subject=f"import:{file.id}:away",
        lane=keys.DRIVE_LANE,
        refs={"import": file.id, "tag": file.tag},
    )
    await work.unit.send((away,))
    return file


async def _known(work: Work, upload_id: str) -> FileImport:
    file = await work.file_imports.get(upload_id)
    if file is None:
        raise NotFound("LST-3", Fault("The file", "is not known here.", "Send it again."))
    return file


async def _readers(work: Work, sender: str) -> tuple[str, ...]:
    """Whoever laid the file, if they may import; else everybody who may."""
    team = {person.id for role in (Role.OFFICER, Role.CPP_TEAM) for person in await work.people.holding(role)}
    return (sender,) if sender in team else tuple(sorted(team))
