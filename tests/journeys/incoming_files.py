"""Officers, their files, and what becomes of them: for the journeys of files that come in."""

from __future__ import annotations

from typing import Any

from cpp_core.effects import Channel, Effect
from cpp_core.model.file_import import FileImport
from cpp_core.ports import Attempt
from cpp_core.usecases.frame import Actor, ActorKind
from cpp_core.usecases.upload_commands import ApplyImport
from infra.demo.people import card_of, texts
from tests.journeys.small_panel import SmallPanel

CASES = "case_ref,detained_on,location\nCPP-1,31/08/2026,Brook House\nCPP-2,01/09/2026,Colnbrook\n"
LATER = "case_ref,detained_on,location\nCPP-2,01/09/2026,Harmondsworth\nCPP-3,02/09/2026,Colnbrook\n"
FAULTY = "case_ref,detained_on\nCPP-1,31/08/2026\nCPP-2,soon\n"
ANSWERS = (
    "case_ref,panel_on,recommendation,answer,answered_on,answered_by\n"
    "CPP-1,08/09/2026,release,agree,15/09/2026,owner@panels.example\n"
)
UNKNOWN_ANSWER = "case_ref,panel_on,answer,answered_on\nCPP-9,08/09/2026,agree,15/09/2026\n"


async def lays(office: SmallPanel, text: str, name: str = "extract.csv", by: str = "") -> None:
    """An officer lays a file into the drive."""
    stage = office.world.stage
    url = f"{stage.sandbox_url}/control/drive/file"
    person = {"user": office.people[by].upn} if by else {}
    async with stage.session.put(url, params={"path": f"Incoming/{name}", **person}, data=text.encode()) as answer:
        assert answer.status == 200
    await office.stays()


async def presses_import(office: SmallPanel, who: str = "Officer") -> None:
    """Somebody presses the button of the newest preview; the import itself waits until `goes_on`."""
    await office.world.service.storage.outbox.pause("import")
    await office.actor(who).press("import.apply", "imports the file", "LST-3")


async def goes_on(office: SmallPanel) -> None:
    """The import, and what follows it."""
    await office.world.service.storage.outbox.resume("import")
    await office.later(seconds=5)


async def imports(office: SmallPanel) -> None:
    """The officer presses the button, and what follows is done."""
    await office.actor("Officer").press("import.apply", "imports the file", "LST-3")
    await office.later(seconds=5)


async def imports_again(office: SmallPanel, file: FileImport) -> None:
    """The officer presses a button that shows this file as it was then."""
    actor = Actor(ActorKind.PERSON, office.people["Officer"].id)
    await office.world.service.ask("import.apply", ApplyImport(file.id, file.expects), actor)


def an_attempt(file_id: str) -> Attempt:
    """The outbox has the import's turn."""
    return Attempt(
        Effect("job", Channel.IMPORT, "import_job", "LST-3", "import", "import", {"import": file_id}), 1, False
    )


async def sends(office: SmallPanel, who: str, text: str, name: str = "extract.csv") -> None:
    """Somebody drops a file into their chat with the bot."""
    stage = office.world.stage
    async with stage.session.post(
        f"{stage.sandbox_url}/control/files", params={"name": name}, data=text.encode()
    ) as got:
        attachment = (await got.json())["attachment"]
    body = {"user_id": office.people[who].id, "text": "", "attachments": [attachment]}
    await office.control("/say", body)
    await office.world.service.bot.background.settle()
    await office.stays()


async def newest(office: SmallPanel, who: str) -> str:
    cards = await office.actor(who).cards()
    return " | ".join(texts(card_of(cards[-1]))) if cards else ""


async def known(office: SmallPanel) -> dict[str, Any]:
    async with office.world.service.storage.reading() as unit:
        return {case.case_ref: case for case in await unit.cases.all()}


async def file_imports(office: SmallPanel) -> tuple[FileImport, ...]:
    async with office.world.service.storage.reading() as unit:
        return await unit.file_imports.all()


async def lie_in(office: SmallPanel, folder: str) -> list[str]:
    """The names of the files in a folder of the drive."""
    item: dict[str, Any] = await office.world.stage.control("GET", "/drive")
    for name in folder.split("/"):
        item = next((child for child in item["children"] if child["name"] == name), {"children": []})
    return sorted(child["name"] for child in item["children"] if not child["folder"])
