"""Officers without a shell lay a file into the drive or send it to the bot; it is previewed, then imported (LST-3)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.demo.people import card_of, texts
from tests.journeys.small_panel import SmallPanel, small_panel

CASES = "case_ref,detained_on,location\nCPP-1,31/08/2026,Brook House\nCPP-2,01/09/2026,Colnbrook\n"
LATER = "case_ref,detained_on,location\nCPP-2,01/09/2026,Harmondsworth\nCPP-3,02/09/2026,Colnbrook\n"
FAULTY = "case_ref,detained_on\nCPP-1,31/08/2026\nCPP-2,soon\n"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[SmallPanel]:
    async with small_panel(tmp_path) as panel:
        await panel.stays()
        yield panel


async def lays(office: SmallPanel, text: str, name: str = "extract.csv") -> None:
    """An officer lays a file into the drive."""
    stage = office.world.stage
    url = f"{stage.sandbox_url}/control/drive/file"
    async with stage.session.put(url, params={"path": f"Incoming/{name}"}, data=text.encode()) as answer:
        assert answer.status == 200
    await office.stays()


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


async def newest(office: SmallPanel, who: str) -> str:
    cards = await office.actor(who).cards()
    return " | ".join(texts(card_of(cards[-1]))) if cards else ""


async def known(office: SmallPanel) -> dict[str, Any]:
    async with office.world.service.storage.reading() as unit:
        return {case.case_ref: case for case in await unit.cases.all()}


class TestAFileInTheDrive:
    async def test_is_previewed_and_changes_nothing(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        assert "New: 2 cases" in await newest(office, "Officer")
        assert await known(office) == {}

    async def test_is_imported_at_the_press_of_a_button(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await office.actor("Officer").press("import.apply", "imports the file", "LST-3")
        assert set(await known(office)) == {"CPP-1", "CPP-2"}
        assert "Cases imported" in await newest(office, "Officer")

    async def test_names_the_cases_that_are_gone_before_they_are(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        await office.actor("Officer").press("import.apply", "imports the file", "LST-3")
        await office.later(hours=1)
        await lays(office, LATER, "extract-2.csv")
        words = await newest(office, "Officer")
        assert "Gone: 1 cases" in words
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

    async def test_reaches_nobody_outside_the_team(self, office: SmallPanel) -> None:
        await lays(office, CASES)
        assert await office.actor("FNORC member").cards() == []


class TestAFileInTheChat:
    async def test_is_previewed_kept_in_the_drive_and_imported(self, office: SmallPanel) -> None:
        await sends(office, "Officer", CASES)
        assert "New: 2 cases" in await newest(office, "Officer")
        await office.stays()
        await office.actor("Officer").press("import.apply", "imports the file", "LST-3")
        assert set(await known(office)) == {"CPP-1", "CPP-2"}

    async def test_that_is_faulty_shows_what_was_found_there(self, office: SmallPanel) -> None:
        await sends(office, "Officer", FAULTY)
        words = await newest(office, "Officer")
        assert "soon" in words
        assert "detained_on" in words

    async def test_from_somebody_else_is_refused_and_not_kept(self, office: SmallPanel) -> None:
        await office.control("/install", {"user_id": office.people["FNORC member"].id})
        await sends(office, "FNORC member", CASES)
        assert "This could not be done" in await newest(office, "FNORC member")
        drive = await office.world.stage.control("GET", "/drive")
        assert "extract.csv" not in str(drive)
