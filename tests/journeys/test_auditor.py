"""What is broken by hand in Microsoft 365, or forgotten by us, is found, mended once, and told once a day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpp_core.auditing import FolderSeen, MeetingSeen, Outside
from cpp_core.model.person import Person
from cpp_core.usecases.frame import Actor, Reply
from infra.metrics_page import metrics_page
from infra.sandbox.drive import Permission
from infra.sandbox.exchange import Event
from infra.web import standing
from tests.journeys.small_panel import SmallPanel, small_panel

STRANGER = {"emailAddress": {"address": "stranger@example.gov.uk", "name": "S"}, "type": "required"}
INVITED = date(2026, 11, 24)
LISTED = date(2026, 12, 2)


@pytest.fixture
async def invited(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """Everybody has their invitation."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(INVITED, 14)
        yield panel


@pytest.fixture
async def listed(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """The case list is shared."""
    async with small_panel(kind, tmp_path) as panel:
        await panel.at(LISTED, 11)
        yield panel


async def audited(panel: SmallPanel) -> list[tuple[str, bool]]:
    """Audit now, have done what follows, and say what was found."""
    found = await panel.world.service.listening.auditor.audit()
    await panel.stays()
    return [(one.code, one.mended) for one in found]


def event_of(panel: SmallPanel) -> Event:
    """The panel's event, as it lies in the mailbox."""
    tenant = panel.world.sandbox.sandbox.tenant
    user = tenant.find_user(panel.world.service.settings.mailbox)
    assert user is not None
    return sorted(tenant.mailboxes[user.id].events(), key=lambda event: event.cancelled)[0]


def take_off(panel: SmallPanel, who: str) -> None:
    """Somebody edits the attendees in Outlook."""
    event, address = event_of(panel), panel.people[who].email
    event.data["attendees"] = [one for one in event.attendees if one["emailAddress"]["address"] != address]


def attendees(panel: SmallPanel) -> list[str]:
    return [one["emailAddress"]["address"] for one in event_of(panel).attendees]


def permissions(panel: SmallPanel) -> list[Permission]:
    return panel.world.sandbox.sandbox.tenant.drive.find("root", f"Panels/{panel.panel_id}").permissions


async def written(panel: SmallPanel, part: str) -> list[str]:
    rows = await panel.world.service.storage.outbox.list(limit=10_000)
    return [row.effect.key for row in rows if part in row.effect.key]


async def reports(panel: SmallPanel) -> list[Any]:
    found = await panel.world.stage.control("GET", f"/mailboxes/{panel.people['Officer'].upn}")
    return [mail for mail in found["mails"] if "Panels service" in mail["subject"]]


class TestWhereAllIsAsPromised:
    async def test_nothing_is_found_and_nothing_written(self, listed: SmallPanel) -> None:
        before = await listed.world.stage.written()
        assert await audited(listed) == []
        assert await listed.world.stage.written() == before

    async def test_the_audit_says_that_it_ran(self, listed: SmallPanel) -> None:
        await audited(listed)
        service = listed.world.service
        page = metrics_page(service.metrics, await standing(service))
        assert f"\npanels_audit_last_run_seconds {service.clock.now().timestamp():.0f}\n" in page
        assert await service.storage.remote_references.get("audit:last") == service.clock.now().isoformat()


class TestAnAttendeeTakenOffByHand:
    async def test_is_invited_again_once(self, invited: SmallPanel) -> None:
        take_off(invited, "RL member")
        assert await audited(invited) == [("not-invited", True)]
        assert attendees(invited).count(invited.people["RL member"].email) == 1
        assert await audited(invited) == []
        assert len(await written(invited, "INV-3:audit:invite")) == 1

    async def test_is_not_fought_over_all_day_and_told(self, invited: SmallPanel) -> None:
        take_off(invited, "RL member")
        await audited(invited)
        take_off(invited, "RL member")
        assert await audited(invited) == [("not-invited", False)]
        assert await audited(invited) == [("not-invited", False)]
        assert len(await written(invited, "INV-3:audit:invite")) == 1
        assert len(await reports(invited)) == 2

    async def test_is_found_by_the_clock_alone(self, invited: SmallPanel) -> None:
        take_off(invited, "LO member")
        await invited.at(date(2026, 11, 25), 12)
        assert invited.people["LO member"].email in attendees(invited)


class TestAStrangerOnTheInvitation:
    async def test_is_put_to_the_team_and_left_alone(self, invited: SmallPanel) -> None:
        event = event_of(invited)
        event.data["attendees"] = [*event.attendees, STRANGER]
        assert await audited(invited) == [("strangers-invited", False)]
        assert "stranger@example.gov.uk" in attendees(invited)
        assert len(await reports(invited)) == 1


class NeverAnswers:
    """An outside that says that it was asked, and nothing else."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def meeting(self, panel_id: str, people: Sequence[Person]) -> MeetingSeen | None:
        """Wait for ever."""
        self.asked.set()
        await asyncio.Event().wait()
        return None

    async def folder(self, panel_id: str, people: Sequence[Person]) -> FolderSeen | None:
        """There is none."""
        return None


class TestAnAuditThatIsCutShort:
    async def test_is_done_by_whoever_comes_next_and_once(self, invited: SmallPanel) -> None:
        service = invited.world.service
        await invited.world.service.storage.remote_references.drop("audit:last")
        take_off(invited, "RL member")
        outside = NeverAnswers()
        killed = asyncio.create_task(replace(service.listening.auditor, outside=outside).look())
        await outside.asked.wait()
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
        restarted, other = replace(service.listening.auditor), replace(service.listening.auditor)
        assert [one.outcome for one in await restarted.look()] == ["mended"]
        assert await restarted.look() == await other.look() == (), "the next one is in an hour"


@dataclass(frozen=True)
class LooksWhileSomebodyDeclines:
    """An outside that shows the meeting as it was before somebody declined and was taken off it."""

    real: Outside
    panel: SmallPanel
    who: str

    async def meeting(self, panel_id: str, people: Sequence[Person]) -> MeetingSeen | None:
        """What the meeting was a moment ago."""
        before = await self.real.meeting(panel_id, people)
        await self.panel.actor(self.who).press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
        await self.panel.stays()
        return before

    async def folder(self, panel_id: str, people: Sequence[Person]) -> FolderSeen | None:
        """As it is."""
        return await self.real.folder(panel_id, people)


class TestAPanelThatChangesWhileItIsLookedAt:
    async def test_is_not_compared_with_what_it_was_before(self, invited: SmallPanel) -> None:
        auditor = invited.world.service.listening.auditor
        outside = LooksWhileSomebodyDeclines(auditor.outside, invited, "RL member")
        assert await replace(auditor, outside=outside).audit() == ()
        assert await audited(invited) == [], "and is as promised, the next time"


class DiedError(Exception):
    """The process is no more."""


class TestAnAuditorThatDies:
    async def test_before_it_could_tell_has_the_next_one_tell_it(self, invited: SmallPanel) -> None:
        auditor = invited.world.service.listening.auditor

        async def ask(name: str, command: Any, actor: Actor) -> Reply:
            if name == "audit.tell":
                raise DiedError
            return await auditor.ask(name, command, actor)

        event_of(invited).data["attendees"] = [*event_of(invited).attendees, STRANGER]
        with pytest.raises(DiedError):
            await replace(auditor, ask=ask).audit()
        assert await audited(invited) == [("strangers-invited", False)]
        assert len(await reports(invited)) == 1


class TestAMeetingThatIsGone:
    async def test_is_made_again_with_everybody_on_it(self, invited: SmallPanel) -> None:
        expected = sorted(attendees(invited))
        event_of(invited).cancelled = True
        assert await audited(invited) == [("meeting-gone", True)]
        assert sorted(attendees(invited)) == expected
        assert not event_of(invited).cancelled
        assert await audited(invited) == []


class TestAFolder:
    async def test_from_which_a_permission_was_deleted_is_opened_again_once(self, listed: SmallPanel) -> None:
        permissions(listed).pop()
        assert await audited(listed) == [("cannot-open", True)]
        assert {one.user_id for one in permissions(listed)} == (await listed.panel()).opened_to
        assert await audited(listed) == []

    async def test_that_somebody_without_a_place_can_open_is_closed_to_them(self, listed: SmallPanel) -> None:
        await listed.actor("RL member").press("attendance.decline", "declines", "ATT-3", {"reason": "On leave."})
        await listed.stays()
        gone = listed.people["RL member"].id
        permissions(listed).append(Permission("by-hand", gone, ["read"]))
        assert ("can-still-open", True) in await audited(listed)
        assert gone not in {one.user_id for one in permissions(listed)}

    async def test_opened_to_a_stranger_is_put_to_the_team_and_left_alone(self, listed: SmallPanel) -> None:
        permissions(listed).append(Permission("by-hand", listed.people["LO spoc"].id, ["read"]))
        assert await audited(listed) == [("strangers-can-open", False)]
        assert await audited(listed) == [("strangers-can-open", False)]
        assert any(one.id == "by-hand" for one in permissions(listed))
        assert len(await reports(listed)) == 1


class TestWhatWeForgot:
    async def test_a_panel_that_the_clock_has_lost_is_offered_to_it_again(self, invited: SmallPanel) -> None:
        async with invited.world.service.storage.unit_of_work() as unit:
            panel = await unit.panels.get(invited.panel_id)
            assert panel is not None
            await unit.panels.save(panel, None)
        await invited.at(LISTED, 11)
        assert (await invited.panel()).list_version == 1

    async def test_nothing_is_mended_while_graph_does_not_answer(self, invited: SmallPanel) -> None:
        take_off(invited, "RL member")
        await invited.control("/faults", {"kind": "down", "target": "outlook", "status": 503, "count": 1})
        found = await invited.world.service.listening.auditor.audit()
        assert found == ()
        assert await audited(invited) == [("not-invited", True)]


class TestHousekeeping:
    async def test_anchors_the_audit_trail_outside_of_itself_once_for_what_is_new(
        self, invited: SmallPanel, caplog: pytest.LogCaptureFixture
    ) -> None:
        service = invited.world.service
        with caplog.at_level("INFO", logger="infra.service"):
            await service.ticks.nudge("housekeeping")
            await service.ticks.nudge("housekeeping")
        (said,) = [record.message for record in caplog.records if "audit anchor" in record.message]
        assert re.fullmatch(r"audit anchor \d+ over \d+ chains: [0-9a-f]{64}", said)
        assert await service.storage.audit.verify() == ()
