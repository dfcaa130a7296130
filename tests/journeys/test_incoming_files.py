"""Officers without a shell lay a file into the drive or send it to the bot; it is previewed first (LST-3)."""

from __future__ import annotations

from datetime import date

from cpp_core.model.case import Case
from cpp_core.usecases.commands import ImportCases
from cpp_core.usecases.frame import SERVICE_OWNER
from tests.journeys.incoming_files import (
    ANSWERS,
    CASES,
    FAULTY,
    LATER,
    UNKNOWN_ANSWER,
    file_imports,
    imports,
    known,
    lays,
    newest,
    sends,
)
from tests.journeys.small_panel import SmallPanel


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

    async def test_that_lacks_most_cases_is_doubted(self, office: SmallPanel) -> None:
        many = tuple(Case(f"CPP-{number}", date(2026, 8, 31)) for number in range(20))
        before = ImportCases(many, office.world.service.clock.now())
        await office.world.service.ask("cases.import", before, SERVICE_OWNER)
        await office.later(hours=1)
        await lays(office, CASES)
        assert "18 of the 20 cases known here are not in this file. Is it the whole caseload?" in await newest(
            office, "Officer"
        )

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
