"""Files of people or cases that officers send: first what they would change, and only then the import (LST-3).

Choices: the file itself stays in the drive; what is carried between preview and import is its id and the tag of its
content, so that another content is previewed again. Values of faulty cells go to whoever sent the file, and never into
the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cpp_core.effects import Channel, Effect
from cpp_core.messages.message import Message
from cpp_core.messages.uploads import import_faults, import_preview, imported
from cpp_core.model.case import Case
from cpp_core.model.person import Person, Role
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import ImportCases, ImportPeople
from cpp_core.usecases.frame import Actor, ActorKind, Reply, use_case
from cpp_core.usecases.imports import IMPORTERS, import_cases, import_people
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys


@dataclass(frozen=True)
class Upload:
    """A file that was read: where it lies, the tag of its content, and its rows or their faults.

    A fault is row, column, value and mend.
    """

    id: str
    tag: str
    file_name: str
    people: tuple[Person, ...] = ()
    cases: tuple[Case, ...] = ()
    extract_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    faults: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class PreviewImport:
    """`import.preview`: what would this file change? The clock asks for `sender`, or for the whole CPP team."""

    upload: Upload
    sender: str = ""


@dataclass(frozen=True)
class ApplyImport:
    """`import.apply`: import the file as it was previewed. `upload` is filled in from the drive."""

    upload_id: str
    tag: str
    upload: Upload | None = None


@use_case("import.preview", "LST-3", PreviewImport, *IMPORTERS, Relation.CLOCK)
async def preview(work: Work, command: PreviewImport, actor: Actor) -> Reply:
    """Counts and named gone cases, or the faults; to whoever asked, or by card to the sender or the CPP team."""
    upload = command.upload
    if actor.kind is not ActorKind.CLOCK:
        if upload.faults:
            return Reply(import_faults(upload.file_name, upload.faults))
        return Reply(import_preview(await _refs(work, upload, actor)))
    refs = _fault_refs(upload) if upload.faults else await _refs(work, upload, actor)
    what = "import_faults" if upload.faults else "import_preview"
    for person_id in await _readers(work, command.sender):
        card = Effect(
            key=f"LST-3:{what}:{upload.id}:{upload.tag}:{person_id}",
            channel=Channel.CHAT,
            what=what,
            clause="LST-3",
            subject=f"import:{person_id}",
            lane=f"chat:{person_id}",
            refs={"person": person_id, **refs},
            after=f"install:{person_id}",
        )
        await work.unit.send((keys.install(person_id), card))
    return Reply()


@use_case("import.apply", "LST-3", ApplyImport, *IMPORTERS)
async def apply(work: Work, command: ApplyImport, actor: Actor) -> Reply:
    """The import; refused where the file is gone, has changed since, or is faulty."""
    upload = command.upload
    if upload is None or upload.tag != command.tag:
        what = "is not there any more." if upload is None else "has changed since you saw what it would do."
        raise Refusal("LST-3", Fault("The file", what, "Send it again, or wait for a new preview."))
    if upload.faults:
        return Reply(import_faults(upload.file_name, upload.faults))
    reply = await _imported(work, upload, actor, check=False)
    return Reply(imported(_kind(upload), _counts(reply)), reply.data)


def words_of(effect: Effect) -> Message | None:
    """The card of an effect about an import, which belongs to no panel; None for any other."""
    if effect.what == "import_preview":
        return import_preview(effect.refs)
    if effect.what == "import_faults":
        places = [tuple(line.split("\t")) for line in effect.refs["faults"].split("\n") if line]
        return import_faults(effect.refs["file"], [(row, column, "", mend) for row, column, mend in places])
    return None


def _kind(upload: Upload) -> str:
    return "people" if upload.people else "cases"


async def _imported(work: Work, upload: Upload, actor: Actor, *, check: bool) -> Reply:
    if upload.people:
        return await import_people(work, ImportPeople(upload.people, check), actor)
    return await import_cases(work, ImportCases(upload.cases, upload.extract_at or work.now, check), actor)


def _counts(reply: Reply) -> dict[str, int]:
    return {name: count for name, count in reply.data.items() if isinstance(count, int)}


async def _refs(work: Work, upload: Upload, actor: Actor) -> Mapping[str, str]:
    reply = await _imported(work, upload, actor, check=True)
    counts = {name: str(count) for name, count in _counts(reply).items()}
    gone = "\n".join(reply.data.get("gone_refs", ()))
    warnings = "\n".join(warning.replace("\n", " ") for warning in upload.warnings)
    about = {"upload": upload.id, "tag": upload.tag, "file": upload.file_name, "kind": _kind(upload)}
    return {**about, **counts, "gone_refs": gone, "warnings": warnings}


def _fault_refs(upload: Upload) -> Mapping[str, str]:
    lines = ("\t".join((row, column, mend)) for row, column, _, mend in upload.faults)
    return {"file": upload.file_name, "faults": "\n".join(lines)}


async def _readers(work: Work, sender: str) -> tuple[str, ...]:
    """Whoever laid the file, if they may import; else everybody who may."""
    team = {person.id for role in (Role.OFFICER, Role.CPP_TEAM) for person in await work.people.holding(role)}
    return (sender,) if sender in team else tuple(sorted(team))


def with_upload(command: ApplyImport, upload: Upload | None) -> ApplyImport:
    """The command with what lies in the drive."""
    return replace(command, upload=upload)
