"""The Teams app for one person, so that the bot may write to them first.

App-only Graph cannot write into a chat; an installation lets the bot do so, and tells it the conversation.
Source: Graph: userteamwork post-installedapps.
"""

from __future__ import annotations

from cpp_core.effects import Done, Outcome, Refused
from cpp_core.orders import InstallOrder, Order
from cpp_core.ports import Attempt
from integrations.graph.client import GraphClient
from integrations.graph.failures import GraphFailure, as_outcome
from integrations.graph.sdk import UserScopeTeamsAppInstallation


class InstallSender:
    """Installs the app; that it is there already is as good."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have the app installed, or say why not: `no-app` where the person cannot have it."""
        if not isinstance(order, InstallOrder):
            raise TypeError(f"an install takes an InstallOrder, not a {type(order).__name__}")
        return await as_outcome(self._install(order.person.id))

    async def _install(self, person_id: str) -> Outcome:
        settings = self._graph.settings
        app = f"{settings.base_url}/appCatalogs/teamsApps/{settings.teams_app_id}"
        body = UserScopeTeamsAppInstallation(additional_data={"teamsApp@odata.bind": app})
        builder = self._graph.sdk.users.by_user_id(person_id).teamwork.installed_apps
        try:
            await self._graph.ask(builder.to_post_request_information(body))
        except GraphFailure as failure:
            if failure.status == 409:
                return Done()
            if failure.status in (403, 404):
                return Refused("no-app", str(failure))
            raise
        return Done()
