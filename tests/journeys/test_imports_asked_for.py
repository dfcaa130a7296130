"""An import that an officer asked for, and what becomes of its file (LST-3)."""

from __future__ import annotations

from typing import Any

from cpp_core.model.file_import import ImportState
from cpp_core.orders import ImportOrder
from cpp_core.usecases.commands import ImportCases
from cpp_core.usecases.frame import CLOCK, SERVICE_OWNER
from cpp_core.usecases.upload_commands import CarryOutImport
from infra.importing import ImportSender
from tests.journeys.incoming_files import (
    CASES,
    FAULTY,
    LATER,
    an_attempt,
    file_imports,
    goes_on,
    imports,
    imports_again,
    known,
    lays,
    lie_in,
    newest,
    presses_import,
)
from tests.journeys.small_panel import SmallPanel


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
