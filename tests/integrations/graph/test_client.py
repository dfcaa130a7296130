"""The seam to msgraph-sdk, over HTTP against a local Microsoft 365."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from azure.identity.aio import ClientSecretCredential, ManagedIdentityCredential

from integrations.graph.client import GraphClient, UnsafeBaseUrlError
from integrations.graph.credential import make_credential
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import RequestInformation
from integrations.graph.settings import GraphSettings
from tests.integrations.graph.microsoft365 import PEOPLE, Microsoft365, environment

SETTINGS = GraphSettings("panels@panels.example", "drive", "app")
IDENTITY = {"IDENTITY_ENDPOINT": "http://127.0.0.1:9/msi/token", "IDENTITY_HEADER": "secret"}


def some_user(graph: GraphClient) -> RequestInformation:
    return graph.sdk.users.by_user_id(PEOPLE["rowan"]).to_get_request_information()


def calendar(graph: GraphClient) -> RequestInformation:
    return graph.mailbox.calendar.to_get_request_information()


class TestEveryCall:
    @pytest.mark.parametrize("call", [some_user, calendar])
    async def test_asks_for_immutable_ids_and_can_be_traced(
        self, tenant: Microsoft365, call: Callable[[GraphClient], RequestInformation]
    ) -> None:
        for _ in range(2):
            await tenant.graph.ask(call(tenant.graph))
        first, second = [one["headers"] for one in await tenant.see("/traffic")]
        assert first["prefer"] == 'IdType="ImmutableId"'
        assert first["client-request-id"] != second["client-request-id"]

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    async def test_is_made_once_whatever_comes(self, tenant: Microsoft365, status: int) -> None:
        await tenant.fails("down", "graph", status=status, count=5)
        with pytest.raises(GraphFailure, match=str(status)):
            await tenant.graph.ask(calendar(tenant.graph))
        assert len(await tenant.requests()) == 1

    async def test_follows_no_redirect(self, tenant: Microsoft365) -> None:
        await tenant.control.put("/control/drive/file", params={"path": "Incoming/people.csv"}, content=b"person_id\n")
        item = tenant.graph.drive.items.by_drive_item_id("root")
        info = item.content.with_url(f"{tenant.graph.drive_url}/root:/Incoming/people.csv:/content")
        with pytest.raises(GraphFailure, match="302"):
            await tenant.graph.ask(info.to_get_request_information())

    async def test_takes_its_token_nowhere_else(self, tenant: Microsoft365) -> None:
        elsewhere = tenant.settings.base_url.replace("127.0.0.1", "localhost")
        with pytest.raises(GraphFailure, match="401"):
            await tenant.graph.ask(tenant.graph.follow(f"{elsewhere}/users/{PEOPLE['rowan']}"))

    async def test_that_fails_names_the_request_and_no_person(self, tenant: Microsoft365) -> None:
        info = tenant.graph.sdk.users.by_user_id("nobody@panels.example").to_get_request_information()
        with pytest.raises(GraphFailure) as caught:
            await tenant.graph.ask(info)
        assert str(caught.value).startswith("404 Request_ResourceNotFound (request ")
        assert "nobody" not in str(caught.value)


class TestWarmingUp:
    async def test_asks_graph_for_nothing(self, tenant: Microsoft365) -> None:
        await tenant.graph.warm_up()
        assert await tenant.requests() == []

    async def test_without_a_token_issuer_is_no_failure(self, tenant: Microsoft365) -> None:
        with environment(IDENTITY):
            credential = make_credential(tenant.settings)
        async with credential, GraphClient(tenant.settings, credential) as graph:
            await graph.warm_up()


class TestTheAddressOfGraph:
    @pytest.mark.parametrize("url", ["http://graph.microsoft.com/v1.0", "http://10.0.0.1/v1.0", "graph.microsoft.com"])
    async def test_in_the_clear_is_refused_away_from_loopback(self, tenant: Microsoft365, url: str) -> None:
        with environment(IDENTITY):
            credential = make_credential(tenant.settings)
        async with credential:
            with pytest.raises(UnsafeBaseUrlError, match="https"):
                GraphClient(replace(tenant.settings, base_url=url), credential)


class TestTheCredential:
    @pytest.mark.parametrize(
        ("more", "kind"),
        [
            ({"tenant_id": "t", "client_id": "c", "client_secret": "s"}, ClientSecretCredential),
            ({}, ManagedIdentityCredential),
            ({"client_id": "c"}, ManagedIdentityCredential),
        ],
    )
    async def test_is_what_the_settings_describe(self, more: dict[str, Any], kind: type) -> None:
        with environment(IDENTITY):
            credential = make_credential(replace(SETTINGS, **more))
        async with credential:
            assert isinstance(credential, kind)

    def test_prefers_a_certificate(self, tmp_path: Path) -> None:
        missing = replace(
            SETTINGS, tenant_id="t", client_id="c", client_secret="s", certificate_path=str(tmp_path / "c")
        )
        with pytest.raises(FileNotFoundError):
            make_credential(missing)

    def test_is_not_shown_with_the_settings(self) -> None:
        shown = repr(replace(SETTINGS, client_secret="hush", certificate_password="quiet"))
        assert "hush" not in shown
        assert "quiet" not in shown
