"""The Teams app for one person, over HTTP against a local Microsoft 365."""

from dataclasses import replace

import pytest

from cpp_core.effects import Channel, Done, Later, Outcome, Refused
from cpp_core.orders import InstallOrder
from integrations.graph.client import GraphClient
from integrations.graph.installs import InstallSender
from tests.integrations.graph.builders import attempt, install, stranger
from tests.integrations.graph.microsoft365 import PEOPLE, Microsoft365


async def installs(graph: GraphClient, order: InstallOrder, *, number: int = 1) -> Outcome:
    return await InstallSender(graph).send(attempt("install", Channel.INSTALL, number=number), order)


class TestInstallingTheApp:
    async def test_lets_the_bot_write_to_that_person(self, tenant: Microsoft365) -> None:
        assert await installs(tenant.graph, install("rowan")) == Done()
        apps = tenant.graph.sdk.users.by_user_id(PEOPLE["rowan"]).teamwork.installed_apps
        assert len((await tenant.graph.ask(apps.to_get_request_information())).values) == 1

    async def test_that_is_there_already_is_done(self, tenant: Microsoft365) -> None:
        await installs(tenant.graph, install("rowan"))
        assert await installs(tenant.graph, install("rowan"), number=2) == Done()

    async def test_whose_answer_was_lost_is_done_the_next_time(self, tenant: Microsoft365) -> None:
        await tenant.fails("after", "teams")
        assert isinstance(await installs(tenant.graph, install("rowan")), Later)
        assert await installs(tenant.graph, install("rowan"), number=2) == Done()

    async def test_for_somebody_who_left_is_refused(self, tenant: Microsoft365) -> None:
        outcome = await installs(tenant.graph, InstallOrder(stranger()))
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-app"

    async def test_without_leave_to_do_so_is_refused(self, tenant: Microsoft365) -> None:
        await tenant.order("/permissions", roles=[])
        outcome = await installs(tenant.graph, install("rowan"))
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-app"

    async def test_that_the_organisation_does_not_have_is_refused(self, tenant: Microsoft365) -> None:
        settings = replace(tenant.settings, teams_app_id="99999999-0000-4000-8000-000000000000")
        tenant.graph.settings = settings
        outcome = await installs(tenant.graph, install("rowan"))
        assert isinstance(outcome, Refused)

    @pytest.mark.parametrize(("kind", "lane_wide"), [("throttle", True), ("down", False)])
    async def test_waits_where_graph_asks_it_to(self, tenant: Microsoft365, kind: str, lane_wide: bool) -> None:
        await tenant.fails(kind, "teams", retry_after=9)
        outcome = await installs(tenant.graph, install("rowan"))
        assert isinstance(outcome, Later)
        assert outcome.lane_wide is lane_wide
        assert outcome.wait is not None
        assert outcome.wait.total_seconds() == 9
