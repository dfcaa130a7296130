"""A panel's folder in the drive, over HTTP against a local Microsoft 365."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cpp_core.effects import Channel, Done, Later, Outcome, Refused
from cpp_core.orders import AccessAct, Order
from integrations.graph.files import FilesSender
from tests.integrations.graph.builders import ENDS, PANEL, DiedError, Memory, Mortal, access, attempt, draw, workbook
from tests.integrations.graph.microsoft365 import Microsoft365, upn

FOLDER = f"Panels/{PANEL}"


class Team:
    """The CPP team's drive, asked the way the dispatcher asks."""

    def __init__(self, tenant: Microsoft365, memory: Memory) -> None:
        self.tenant = tenant
        self.sender = FilesSender(tenant.graph, memory, draw)

    async def does(self, order: Order, *, number: int = 1) -> Outcome:
        return await self.sender.send(attempt("key", Channel.FILES, number=number), order)

    async def opens(self, who: str, until: datetime = ENDS) -> Outcome:
        return await self.does(access(AccessAct.OPEN, who, until))

    async def ends(self, who: str) -> Outcome:
        return await self.does(access(AccessAct.END, who))

    async def folder(self) -> Any:
        """The panel's folder as it lies in the drive."""
        found = await self.tenant.see("/drive")
        for name in FOLDER.split("/"):
            found = next(child for child in found["children"] if child["name"] == name)
        return found

    async def opens_for(self, who: str) -> bool:
        """Whether the person sees what is in the folder."""
        path = "/control/drive/open"
        response = await self.tenant.control.get(path, params={"user": upn(who), "path": FOLDER})
        return response.status_code == 200


@pytest.fixture
def team(tenant: Microsoft365, memory: Memory) -> Team:
    return Team(tenant, memory)


class TestAWorkbook:
    async def test_is_laid_into_the_panels_folder(self, team: Team) -> None:
        assert isinstance(await team.does(workbook()), Done)
        folder = await team.folder()
        assert [(file["name"], file["size"]) for file in folder["children"]] == [("Case list v1.xlsx", 16)]

    async def test_leaves_the_address_at_which_the_folder_opens(self, team: Team, memory: Memory) -> None:
        await team.does(workbook())
        address = await memory.get(f"link:{PANEL}")
        assert address is not None
        assert address.endswith(f"/drive/{FOLDER}")

    @pytest.mark.parametrize("notes", [0, 1])
    async def test_leaves_it_also_where_who_made_the_folder_died_over_it(
        self, tenant: Microsoft365, team: Team, memory: Memory, notes: int
    ) -> None:
        with pytest.raises(DiedError):
            await Team(tenant, Mortal(memory, notes)).does(workbook())
        await team.does(workbook(), number=2)
        assert await memory.get(f"link:{PANEL}") is not None

    async def test_laid_twice_is_one_file(self, team: Team) -> None:
        first = await team.does(workbook())
        assert await team.does(workbook(), number=2) == first
        assert len((await team.folder())["children"]) == 1

    async def test_lies_beside_the_versions_before_it(self, team: Team) -> None:
        await team.does(workbook("Case list v1.xlsx"))
        await team.does(workbook("Case list v2.xlsx"))
        assert len((await team.folder())["children"]) == 2

    async def test_may_have_any_sign_in_its_name_that_sharepoint_takes(self, team: Team) -> None:
        await team.does(workbook("Case list 8 Dec (100% of #1).xlsx"))
        assert [file["name"] for file in (await team.folder())["children"]] == ["Case list 8 Dec (100% of #1).xlsx"]

    async def test_finds_a_folder_that_was_forgotten(self, team: Team, memory: Memory) -> None:
        await team.does(workbook("Case list v1.xlsx"))
        memory.kept.clear()
        await team.does(workbook("Case list v2.xlsx"))
        assert len((await team.folder())["children"]) == 2

    async def test_makes_the_folder_anew_where_somebody_deleted_it(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        await team.does(workbook())
        item = tenant.graph.drive.items.by_drive_item_id(memory.kept[f"folder:{PANEL}"])
        await tenant.graph.ask(item.to_delete_request_information())
        assert isinstance(await team.does(workbook()), Done)
        assert len((await team.folder())["children"]) == 1

    async def test_whose_answer_was_lost_is_laid_again_in_its_place(self, tenant: Microsoft365, team: Team) -> None:
        await tenant.fails("drop", "sharepoint", method="PUT")
        assert isinstance(await team.does(workbook()), Later)
        assert isinstance(await team.does(workbook(), number=2), Done)
        assert len((await team.folder())["children"]) == 1


class TestOpeningTheFolder:
    async def test_lets_that_person_read_until_the_hour_and_mails_nobody(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        assert isinstance(await team.opens("rowan"), Done)
        (permission,) = (await team.folder())["permissions"]
        assert permission["roles"] == ["read"]
        assert permission["expires"] == "2026-12-08T13:00:00Z"
        assert await team.opens_for("rowan")
        assert not await team.opens_for("sam")
        assert await tenant.mails("rowan") == []

    async def test_takes_off_what_the_folder_inherited(self, team: Team) -> None:
        await team.opens("rowan")
        assert (await team.folder())["inherits"] is False

    async def test_twice_is_one_permission(self, tenant: Microsoft365, team: Team) -> None:
        first = await team.opens("rowan")
        assert await team.opens("rowan") == first
        assert len((await team.folder())["permissions"]) == 1
        assert len([path for _, path in await tenant.requests() if path.endswith("/invite")]) == 1

    async def test_again_with_another_end_moves_the_end(self, team: Team) -> None:
        await team.opens("rowan")
        await team.opens("rowan", ENDS + timedelta(days=7))
        (permission,) = (await team.folder())["permissions"]
        assert permission["expires"] == "2026-12-15T13:00:00Z"

    async def test_to_somebody_who_is_not_there_is_refused(self, tenant: Microsoft365, team: Team) -> None:
        await tenant.order("/reset")
        outcome = await team.opens("rowan")
        assert isinstance(outcome, Refused)
        assert outcome.reason == "bad-request"

    async def test_ends_by_itself_at_the_hour(self, tenant: Microsoft365, team: Team) -> None:
        await team.opens("rowan")
        await tenant.order("/clock", now=(ENDS + timedelta(seconds=1)).isoformat())
        assert not await team.opens_for("rowan")


class TestEndingAccess:
    async def test_takes_it_from_that_person_alone(self, team: Team) -> None:
        await team.opens("rowan")
        await team.opens("sam")
        assert await team.ends("rowan") == Done()
        assert not await team.opens_for("rowan")
        assert await team.opens_for("sam")

    async def test_twice_is_done(self, team: Team) -> None:
        await team.opens("rowan")
        await team.ends("rowan")
        assert await team.ends("rowan") == Done()

    async def test_works_where_the_permission_was_forgotten(self, team: Team, memory: Memory) -> None:
        await team.opens("rowan")
        del memory.kept[f"access:{PANEL}:{access(AccessAct.END, 'rowan').person.id}"]
        assert await team.ends("rowan") == Done()
        assert not await team.opens_for("rowan")

    async def test_that_ended_by_itself_is_done(self, tenant: Microsoft365, team: Team) -> None:
        await team.opens("rowan")
        await tenant.order("/clock", now=(ENDS + timedelta(seconds=1)).isoformat())
        assert await team.ends("rowan") == Done()

    async def test_to_a_folder_that_was_never_made_is_done(self, team: Team) -> None:
        assert await team.ends("rowan") == Done()
