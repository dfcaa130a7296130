"""`panels doctor` on a local Microsoft 365, with what can be wrong with a tenant taken from the sandbox's orders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from infra.demo.world import GUIDE, embedded_in, settings_for
from infra.doctor import diagnose
from infra.sandbox.app import RunningSandbox, start
from infra.sandbox.config import SandboxConfig
from infra.settings import Settings
from integrations.graph.checkup import State, check_claims
from scheduling.virtual_time import VirtualClock
from tests.infra.support import panels
from tests.integrations.graph.microsoft365 import environment
from tests.integrations.storage.databases import START, fresh_database, opened

ROLES = [
    "User.Read.All",
    "Files.ReadWrite.All",
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "OnlineMeetingArtifact.Read.All",
    "AppCatalog.Read.All",
]
SCOPED = ["Calendars.ReadWrite", "Mail.ReadWrite", "Mail.Send"]


class Tenant:
    """A tenant, and the doctor who looks at it."""

    def __init__(self, running: RunningSandbox, settings: Settings, session: aiohttp.ClientSession) -> None:
        self.running = running
        self.settings = settings
        self._session = session

    async def order(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.running.base_url}/control{path}"
        async with self._session.request(method, url, json=body) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json(content_type=None)

    async def grants(self, **changed: Any) -> None:
        given = {"roles": ROLES, "access_policy": True, "mailboxes": {self.settings.mailbox: SCOPED}}
        await self.order("POST", "/permissions", {**given, **changed})

    async def has(self, **changed: Any) -> dict[str, list[str]]:
        """What the doctor says, by state."""
        found: dict[str, list[str]] = {"ok": [], "warning": [], "bad": []}
        for check in await diagnose(self.settings.model_copy(update=changed)):
            found[check.state].append(check.what)
            assert bool(check.mend) == (check.state is not State.OK), check
        return found


@pytest.fixture
async def tenant(tmp_path: Path) -> AsyncIterator[Tenant]:
    """Set up as it should be."""
    running = await start(SandboxConfig())
    guide = tmp_path / "guide.pdf"
    guide.write_bytes(GUIDE)
    settings = settings_for(running, embedded_in(tmp_path), guide, None)
    try:
        with environment(running.identity_environment):
            async with aiohttp.ClientSession() as session:
                found = Tenant(running, settings, session)
                rows = [{"id": "a0000000-0000-4000-8000-000000000001", "upn": "rowan@panels.example", "name": "Rowan"}]
                await found.order("POST", "/users", rows)
                await found.grants()
                yield found
    finally:
        await running.stop()


class TestATenantThatIsSetUpWell:
    async def test_has_nothing_bad(self, tenant: Tenant) -> None:
        found = await tenant.has()
        assert found["bad"] == []
        assert [what for what in found["warning"] if "PUBLIC_URL" not in what] == []
        for what in ("Other mailboxes are refused.", "A Teams meeting can be made.", "The drive answers."):
            assert what in found["ok"]

    async def test_is_left_as_it_was_and_nobody_hears_of_it(self, tenant: Tenant) -> None:
        await tenant.has()
        assert (await tenant.order("GET", f"/calendar/{tenant.settings.mailbox}"))["events"] == []
        for who in (tenant.settings.mailbox, "rowan@panels.example"):
            box = await tenant.order("GET", f"/mailboxes/{who}")
            assert (box["mails"], box["invitations"], box["sent"], box["drafts"]) == ([], [], [], [])


class TestWhatIsWrongIsNamed:
    @pytest.mark.parametrize(
        ("role", "says"),
        [
            ("User.Read.All", "The directory can be read: no (403"),
            ("Files.ReadWrite.All", "The drive answers: no (403"),
            ("OnlineMeetingArtifact.Read.All", "The meeting's attendance can be looked up: no (403"),
        ],
    )
    async def test_a_permission_that_is_missing(self, tenant: Tenant, role: str, says: str) -> None:
        await tenant.grants(roles=[one for one in ROLES if one != role])
        assert any(what.startswith(says) for what in (await tenant.has())["bad"])

    async def test_a_mailbox_that_does_not_answer(self, tenant: Tenant) -> None:
        await tenant.grants(mailboxes={tenant.settings.mailbox: []})
        found = (await tenant.has())["bad"]
        assert any(what.startswith("The mailbox answers: no") for what in found)
        assert any(what.startswith("A meeting can be made: no") for what in found)

    async def test_a_policy_that_is_missing(self, tenant: Tenant) -> None:
        await tenant.grants(access_policy=False)
        assert any("attendance" in what for what in (await tenant.has())["bad"])

    async def test_an_account_without_a_teams_licence(self, tenant: Tenant) -> None:
        users = await tenant.order("GET", "/users")
        account = next(user for user in users if user["upn"] == tenant.settings.mailbox)
        await tenant.order("POST", "/users", [{**account, "teamsLicensed": False}])
        assert "A meeting gets no link to join." in (await tenant.has())["bad"]

    async def test_an_app_that_is_not_in_the_catalogue(self, tenant: Tenant) -> None:
        other = "00000000-0000-4000-8000-00000000ffff"
        assert "The Teams app is not in the organisation's catalogue." in (await tenant.has(teams_app_id=other))["bad"]

    async def test_a_token_that_cannot_be_had(self, tenant: Tenant) -> None:
        await tenant.order("POST", "/faults", {"kind": "down", "target": "identity", "status": 500, "count": 20})
        assert any(what.startswith("A token for Graph can be had: no") for what in (await tenant.has())["bad"])

    async def test_another_tenant(self, tenant: Tenant) -> None:
        found = await tenant.has(tenant_id="00000000-0000-4000-8000-00000000eeee")
        assert "The token is for another tenant than PANELS_TENANT_ID." in found["bad"]

    async def test_an_address_at_which_nobody_answers(self, tenant: Tenant) -> None:
        found = await tenant.has(public_url="http://127.0.0.1:9")
        assert any(what.startswith("PANELS_PUBLIC_URL does not answer") for what in found["bad"])

    async def test_an_address_that_graph_does_not_notify(self, tenant: Tenant) -> None:
        found = await tenant.has(public_url="http://panels.example")
        assert any(what.startswith("PANELS_PUBLIC_URL is no https address") for what in found["bad"])


class TestAnOutboxThatStandsStill:
    async def test_is_a_warning_where_somebody_paused_it(self, tenant: Tenant, tmp_path: Path) -> None:
        url = fresh_database("sqlite", tmp_path)
        storage = opened(url, VirtualClock(START))
        await storage.outbox.pause("mailbox", "a wrong template")
        await storage.outbox.pause()
        await storage.close()
        found = await tenant.has(database_url=url)
        assert "The outbox is paused: mailbox (a wrong template)." in found["warning"]
        assert "The outbox is paused: everything." in found["warning"]
        assert found["bad"] == []

    async def test_is_a_warning_after_a_restore_until_it_goes_on(self, tenant: Tenant, tmp_path: Path) -> None:
        lost, url = fresh_database("sqlite", tmp_path), fresh_database("sqlite", tmp_path)
        before, storage = opened(lost, VirtualClock(START)), opened(url, VirtualClock(START))
        await before.backup(tmp_path / "backup")
        await storage.restore(tmp_path / "backup")
        await before.close()
        why = "Nothing leaves: the database was restored on 01/12/2026 09:00."
        assert why in (await tenant.has(database_url=url))["warning"]
        await storage.outbox.resume(even_so=True)
        await storage.close()
        assert why not in (await tenant.has(database_url=url))["warning"]


class TestWhatIsWiderThanNeeded:
    async def test_is_a_warning_where_every_mailbox_opens(self, tenant: Tenant) -> None:
        await tenant.grants(roles=[*ROLES, "Calendars.ReadWrite"])
        found = await tenant.has()
        assert "Other mailboxes than PANELS_MAILBOX can be opened." in found["warning"]
        assert "The token has Calendars.ReadWrite, which reaches every mailbox of the tenant." in found["warning"]
        assert found["bad"] == []

    def test_is_a_warning_for_each_role(self) -> None:
        checks = check_claims({"tid": "t", "roles": ["User.Read.All", "Directory.ReadWrite.All"]}, "t")
        assert [check.what for check in checks if check.state is State.WARNING] == [
            "The token has Directory.ReadWrite.All, which is not needed."
        ]


def test_the_command_prints_one_document_and_ends_with_1_where_something_is_bad(tmp_path: Path) -> None:
    ran = panels(
        tmp_path, "doctor", "--json", graph_base_url="http://127.0.0.1:9/v1.0", database_url="sqlite:///x.sqlite"
    )
    document = ran.document()
    assert ran.code == 1
    assert document["ok"] is False
    assert {row["state"] for row in document["checks"]} <= {"ok", "warning", "bad"}
