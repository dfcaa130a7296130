"""Microsoft's own libraries against the sandbox: azure-identity for tokens, msgraph-sdk for an invitation."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import ManagedIdentityCredential
from kiota_abstractions.api_error import APIError
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.kiota_client_factory import KiotaClientFactory
from msgraph.generated.models.attendee import Attendee
from msgraph.generated.models.attendee_type import AttendeeType
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.file_attachment import FileAttachment
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient

from infra.sandbox import population_cases
from infra.sandbox.app import RunningSandbox
from infra.sandbox.config import SandboxConfig
from infra.sandbox.population import population
from infra.sandbox.thread import SandboxThread
from tests.sandbox.conftest import ALDER, Api

SCOPE = "https://graph.microsoft.com/.default"
BOX = "panels@panels.example"


async def test_azure_identity_gets_a_token_that_graph_takes(identity: None, api: Api) -> None:
    async with ManagedIdentityCredential() as credential:
        api.token = (await credential.get_token(SCOPE)).token
        assert (await api.call("GET", f"/v1.0/users/{ALDER}"))[0] == 200
        bot = await credential.get_token("https://api.botframework.com/.default")
        api.token = bot.token
        assert (await api.call("GET", f"/v1.0/users/{ALDER}"))[0] == 401
    async with ManagedIdentityCredential() as credential:
        with pytest.raises(ClientAuthenticationError):
            await credential.get_token("https://elsewhere.example/.default")


@asynccontextmanager
async def graph_client(running: RunningSandbox) -> AsyncIterator[GraphServiceClient]:
    async with ManagedIdentityCredential() as credential, KiotaClientFactory.create_with_default_middleware() as http:
        adapter = GraphRequestAdapter(AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE]), client=http)
        adapter.base_url = f"{running.base_url}/v1.0"
        yield GraphServiceClient(request_adapter=adapter)


def an_event() -> Event:
    return Event(
        subject="Case progression panel",
        body=ItemBody(content_type=BodyType.Html, content="<p>Cameras on</p>"),
        start=DateTimeTimeZone(date_time="2026-12-08T10:00:00", time_zone="Europe/London"),
        end=DateTimeTimeZone(date_time="2026-12-08T12:30:00", time_zone="Europe/London"),
        is_online_meeting=True,
        online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
        transaction_id="panel-1",
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # msgraph-sdk warns of itself while it is imported
async def test_msgraph_sdk_sends_an_invitation_that_carries_its_guide(
    identity: None, api: Api, running: RunningSandbox
) -> None:
    async with graph_client(running) as client:
        events = client.users.by_user_id(BOX).events
        event = await events.post(an_event())
        assert event is not None
        assert event.id is not None
        assert event.online_meeting is not None
        one = events.by_event_id(event.id)
        await one.attachments.post(FileAttachment(name="guide.pdf", content_bytes=b"%PDF-1.7"))
        alder = EmailAddress(address="alder@panels.example")
        await one.patch(Event(attendees=[Attendee(type=AttendeeType.Required, email_address=alder)]))
        read = await one.get()
        assert read is not None
        assert read.has_attachments
        await one.delete()
        with pytest.raises(APIError) as refused:
            await one.get()
        assert refused.value.response_status_code == 404
    found = await api.control("GET", "/mailboxes/alder@panels.example")
    assert [one["kind"] for one in found["invitations"]] == ["invitation", "cancellation"]
    assert found["invitations"][0]["attachments"][0]["name"] == "guide.pdf"


async def test_it_runs_in_a_thread_of_its_own() -> None:
    with SandboxThread(SandboxConfig()) as running:
        async with aiohttp.ClientSession() as session, session.get(running.openid_metadata_url) as answer:
            assert (await answer.json())["issuer"] == "https://api.botframework.com"


class TestAPopulation:
    ON = date(2026, 11, 23)

    def test_is_the_same_for_the_same_seed(self) -> None:
        assert population(7, 300, self.ON) == population(7, 300, self.ON)
        assert population(7, 300, self.ON) != population(8, 300, self.ON)

    def test_has_the_published_shape(self) -> None:
        days = [self.days(row["detained_on"]) for row in population(1, 2000, self.ON).cases]
        assert len(days) == 2000
        assert min(days) >= 0
        assert 200 < sum(one > 84 for one in days) < 700
        assert 20 < sum(one > 365 for one in days) < 90

    def test_enters_and_leaves_at_the_published_pace(self) -> None:
        """22,000 enter a year, 2,000 are there at a time, 75 % leave within 28 days: each within a tenth."""
        survival = dict(population_cases.SURVIVAL)
        assert 1 - survival[28] == pytest.approx(0.75, rel=0.1)
        assert population_cases.mean_stay() * 22_000 / 365 == pytest.approx(2_000, rel=0.1)
        made = [self.days(row["detained_on"]) for seed in range(5) for row in population(seed, 2000, self.ON).cases]
        stayed = sum(math.exp(math.log(survival[7]) * (day + 0.5) / 7) for day in range(7))
        assert sum(day < 7 for day in made) / 5 / stayed * 365 == pytest.approx(22_000, rel=0.1)

    def days(self, text: str) -> int:
        day, month, year = (int(part) for part in text.split("/"))
        return (self.ON - date(year, month, day)).days

    def test_seats_every_core_area(self) -> None:
        people = population(1, 50, self.ON).people
        assert len({row["upn"] for row in people}) == len(people)
        for area in ("FNORC", "NRPC", "RL", "LO"):
            roles = [row["roles"] for row in people if row["area"] == area]
            assert {"spoc", "member", "reserve"} <= set(roles)
        assert all("Example-" in row["name"] for row in people)

    def test_names_owners_who_are_there(self) -> None:
        made = population(1, 200, self.ON)
        known = {row["upn"] for row in made.people}
        assert {row["case_owner"] for row in made.cases} | {row["casework_lead"] for row in made.cases} <= known

    def test_is_written_for_both_kinds_of_table(self, tmp_path: Path) -> None:
        made = population(1, 20, self.ON)
        for path in (*made.write_csv(tmp_path), *made.write_xlsx(tmp_path)):
            assert path.stat().st_size > 1000

    async def test_seeds_the_directory(self, api: Api) -> None:
        users = population(1, 20, self.ON).users()
        assert (await api.control("POST", "/users", {"users": users}))["users"] == len(users) + 4
