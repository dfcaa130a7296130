"""Officers without a shell lay a file into the drive or send it to the bot; it is previewed, then imported (LST-3)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpp_core.effects import Channel, Effect
from cpp_core.model.file_import import FileImport, ImportState
from cpp_core.orders import ImportOrder
from cpp_core.ports import Attempt
from cpp_core.usecases.commands import ImportCases
from cpp_core.usecases.frame import CLOCK, SERVICE_OWNER, Actor, ActorKind
from cpp_core.usecases.upload_commands import ApplyImport, CarryOutImport
from infra.demo.people import card_of, texts
from infra.importing import ImportSender
from tests.journeys.small_panel import SmallPanel, small_panel

CASES = "case_ref,detained_on,location\nCPP-1,31/08/2026,Brook House\nCPP-2,01/09/2026,Colnbrook\n"
LATER = "case_ref,detained_on,location\nCPP-2,01/09/2026,Harmondsworth\nCPP-3,02/09/2026,Colnbrook\n"
FAULTY = "case_ref,detained_on\nCPP-1,31/08/2026\nCPP-2,soon\n"
ANSWERS = (
    "case_ref,panel_on,recommendation,answer,answered_on,answered_by\n"
    "CPP-1,08/09/2026,release,agree,15/09/2026,owner@panels.example\n"
)
UNKNOWN_ANSWER = "case_ref,panel_on,answer,answered_on\nCPP-9,08/09/2026,agree,15/09/2026\n"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[SmallPanel]:
    async with small_panel(tmp_path) as panel:
        await panel.stays()
        yield panel


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


class TestAFileInTheDrive:
    async def test_is_previewed_and_changes_nothing(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        assert "New: 2" in await newest(office, "Officer")
        assert await known(office) == {}

    async def test_names_the_cases_that_are_gone_before_they_are(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await imports(office)
        await office.later(hours=1)
        await lays(office, LATER, "extract-2.csv")
        words = await newest(office, "Officer")
        assert "Gone: 1" in words
        assert "CPP-1" in words
        assert (await known(office))["CPP-1"].gone_since is None

    async def test_is_previewed_once_for_each_content(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        before = len(await office.actor("Officer").cards())
        await office.stays()
        assert len(await office.actor("Officer").cards()) == before
        await office.later(hours=1)
        await lays(office, CASES, "another.csv")
        assert len(await office.actor("Officer").cards()) == before + 1

    async def test_that_is_faulty_says_where_and_how_to_mend_it(self, office: SmallPanel) -> None:
        await lays(office, FAULTY)
        words = await newest(office, "Officer")
        assert "This file cannot be imported" in words
        assert "detained_on" in words
        assert "soon" not in str(await office.world.service.storage.outbox.list(limit=100))
        assert await known(office) == {}

    async def test_is_previewed_by_mail_to_who_has_blocked_the_bot(self, office: SmallPanel) -> None:
        officer = office.people["Officer"]
        await office.control("/install", {"user_id": officer.id})
        await office.control("/faults", {"name": "this person has blocked the bot", "user_id": officer.id})
        await lays(office, CASES)
        await office.later(minutes=1)
        box = await office.world.stage.control("GET", f"/mailboxes/{officer.upn}")
        assert "Import these cases?" in [mail["subject"] for mail in box["mails"]]

    async def test_reaches_nobody_outside_the_team(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        assert await office.actor("FNORC member").cards() == []


class TestAFileInTheChat:
    async def test_is_previewed_kept_in_the_drive_and_imported(self, office: SmallPanel) -> None:
        await sends(office, "Officer", CASES)
        assert "New: 2" in await newest(office, "Officer")
        await imports(office)
        assert set(await known(office)) == {"CPP-1", "CPP-2"}

    async def test_that_is_faulty_shows_what_was_found_there(self, office: SmallPanel) -> None:
        await sends(office, "Officer", FAULTY)
        words = await newest(office, "Officer")
        assert "soon" in words
        assert "detained_on" in words

    async def test_from_somebody_else_is_refused_and_not_kept(self, office: SmallPanel) -> None:
        await office.control("/install", {"user_id": office.people["FNORC member"].id})
        await sends(office, "FNORC member", CASES)
        assert "That is not possible now" in await newest(office, "FNORC member")
        drive = await office.world.stage.control("GET", "/drive")
        assert "extract.csv" not in str(drive)

    async def test_is_read_again_after_a_kill_for_whoever_sent_it(self, office: SmallPanel) -> None:
        """The process ended after the file was kept, and before anything was said about it."""
        uploads = office.world.service.listening.uploads
        refs = office.world.service.storage.remote_references
        await lays(office, CASES, by="FNORC member")
        file_id = (await file_imports(office))[0].id
        by, until = office.people["Officer"].id, office.world.service.clock.now().isoformat()
        await refs.put(f"incoming:{file_id}", f'{{"by": "{by}", "until": "{until}"}}')
        assert len(await uploads.look()) == 1
        assert (await file_imports(office))[0].readers == (by,)


class TestTheImportItself:
    async def test_waits_in_the_outbox_and_edits_its_result_into_the_card(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        before = len(await office.actor("Officer").cards())
        await presses_import(office)
        assert "It is on its way" in await newest(office, "Officer")
        assert await known(office) == {}
        await goes_on(office)
        assert "Done: 2 new" in await newest(office, "Officer")
        assert len(await office.actor("Officer").cards()) == before

    async def test_asked_for_or_tried_twice_is_done_once(self, office: SmallPanel) -> None:
        """Two presses; then the process ends after the import was committed, and before the outbox knew."""
        await lays(office, CASES)
        await presses_import(office)
        await imports_again(office, (await file_imports(office))[0])
        await goes_on(office)
        rows = await office.world.service.storage.outbox.list(limit=500)
        assert sum("import_job" in row.effect.key for row in rows) == 1
        (before,) = await file_imports(office)
        assert before.counts == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
        upload = await office.world.service.listening.uploads.read(before.id)
        await office.world.service.ask("import.carry_out", CarryOutImport(before.id, upload), CLOCK)
        assert await file_imports(office) == (before,)

    async def test_is_previewed_anew_where_what_is_known_has_changed_since(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await presses_import(office)
        file = (await file_imports(office))[0]
        upload = await office.world.service.listening.uploads.read(file.id)
        assert upload is not None
        elsewhere = ImportCases(upload.cases[:1], office.world.service.clock.now())
        await office.world.service.ask("cases.import", elsewhere, SERVICE_OWNER)
        await goes_on(office)
        words = await newest(office, "Officer")
        assert "has changed since" in words
        assert set(await known(office)) == {"CPP-1"}

    async def test_of_an_older_extract_is_refused_with_why(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await office.later(hours=1)
        await lays(office, LATER.replace("01/09", "03/09"), "second.csv")
        await imports(office)
        file = (await file_imports(office))[0]
        await imports_again(office, file)
        await office.later(seconds=5)
        assert (await file_imports(office))[0].state is ImportState.FAULTY
        assert "older than the newest" in str((await file_imports(office))[0].faults)

    async def test_tells_how_far_it_is(self, office: SmallPanel) -> None:
        rows = "".join(f"BIG-{number:05},31/08/2026,Brook House\n" for number in range(20_000))
        await lays(office, f"case_ref,detained_on,location\n{rows}")
        await presses_import(office)
        file = (await file_imports(office))[0]
        service, told = office.world.service, []

        async def ask(name: str, command: Any, actor: Any) -> Any:
            told.append(getattr(command, "said", ""))
            return await service.ask(name, command, actor)

        sender = ImportSender(service.listening.uploads, ask, tell_every=0.01)
        await sender.send(an_attempt(file.id), ImportOrder(file.id))
        assert any("of 20,000 rows" in said for said in told)
        assert told[-2].startswith("The file is read")
        assert (await file_imports(office))[0].counts["new"] == 20_000


class TestAFileThatWasDealtWith:
    async def test_is_moved_to_done_with_what_happened(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await imports(office)
        assert await lie_in(office, "Incoming") == []
        file, note = await lie_in(office, "Incoming/Done")
        assert file.endswith(" extract.csv")
        assert note == f"{file} - what happened.txt"

    async def test_is_moved_to_refused_and_looked_at_again_when_it_is_laid_back(self, office: SmallPanel) -> None:
        await lays(office, FAULTY)
        await office.stays()
        assert await lie_in(office, "Incoming") == []
        file, _ = await lie_in(office, "Incoming/Refused")
        (before,) = await file_imports(office)
        await office.control("/drive/move", {"path": f"Incoming/Refused/{file}", "to": "Incoming/again.csv"})
        await office.stays()
        (after,) = await file_imports(office)
        assert after.id == before.id
        assert after.revision > before.revision

    async def test_stays_where_it_is_when_it_changed_meanwhile(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await presses_import(office)
        stage = office.world.stage
        url = f"{stage.sandbox_url}/control/drive/file"
        async with stage.session.put(url, params={"path": "Incoming/extract.csv"}, data=LATER.encode()) as answer:
            assert answer.status == 200
        await goes_on(office)
        assert await lie_in(office, "Incoming") == ["extract.csv"]
        assert await known(office) == {}
        assert "has changed since" in await newest(office, "Officer")


class TestEarlierAnswers:
    async def test_come_in_the_same_way(self, office: SmallPanel) -> None:
        await lays(office, ANSWERS, "answers.csv")
        words = await newest(office, "Officer")
        assert "Import these answers to recommendations?" in words
        assert "From panels before this service: 1" in words
        await imports(office)
        async with office.world.service.storage.reading() as unit:
            (made,) = await unit.follow_ups.of_case("CPP-1")
        assert made.imported
        assert made.panel_on == date(2026, 9, 8)
        assert made.answers[0].on_atlas

    async def test_that_name_no_recommendation_are_refused_with_why(self, office: SmallPanel) -> None:
        await lays(office, UNKNOWN_ANSWER, "answers.csv")
        words = await newest(office, "Officer")
        assert "This file cannot be imported" in words
        assert "This recommendation is not known here." in words
