"""What holds for the whole: tokens, grants, faults, limits, batches, and the record of what was asked."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from infra.sandbox import checks, names
from tests.sandbox.conftest import ALDER, Api, Clock

BOX = "/v1.0/users/panels@panels.example"
ALDERS_BOX = "/v1.0/users/alder@panels.example"


class TestATokenOfGraph:
    async def test_is_needed(self, api: Api) -> None:
        for token in ("", "nonsense", api.bot_token):
            api.token = token
            status, answer = await api.call("GET", f"{BOX}/events")
            assert (status, answer["error"]["code"]) == (401, "InvalidAuthenticationToken")

    async def test_ends(self, api: Api) -> None:
        api.token = (await api.control("POST", "/token", {"seconds": -1}))["access_token"]
        assert (await api.call("GET", f"{BOX}/events"))[0] == 401

    async def test_opens_one_mailbox_and_no_other(self, api: Api) -> None:
        assert (await api.call("GET", f"{BOX}/events"))[0] == 200
        status, answer = await api.call("GET", f"{ALDERS_BOX}/events")
        assert (status, answer["error"]["code"]) == (403, "ErrorAccessDenied")
        api.token = (await api.control("POST", "/token", {"roles": ["Calendars.Read"]}))["access_token"]
        assert (await api.call("GET", f"{ALDERS_BOX}/events"))[0] == 403  # in the token, but not granted
        await api.control("POST", "/permissions", {"roles": ["Calendars.Read"]})
        assert (await api.call("GET", f"{ALDERS_BOX}/events"))[0] == 200
        assert (await api.call("POST", f"{ALDERS_BOX}/events", {}))[0] == 403

    async def test_without_the_role_is_denied(self, api: Api) -> None:
        await api.control("POST", "/permissions", {"roles": []})
        status, answer = await api.call("GET", f"/v1.0/users/{ALDER}")
        assert (status, answer["error"]["code"]) == (403, "Authorization_RequestDenied")

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", f"{BOX}/events", None),
            ("POST", f"{BOX}/events", {"subject": "x"}),
            ("POST", f"{BOX}/calendar/getSchedule", {"schedules": []}),
            ("POST", f"{BOX}/messages", {"subject": "x"}),
            ("POST", f"{BOX}/messages/none/send", None),
            ("GET", f"/v1.0/users/{ALDER}", None),
            ("GET", "/v1.0/drives/b!sandbox-drive/items/root/children", None),
            ("POST", "/v1.0/drives/b!sandbox-drive/items/root/children", {"name": "x", "folder": {}}),
            ("POST", f"/v1.0/users/{ALDER}/teamwork/installedApps", {}),
            ("GET", "/v1.0/appCatalogs/teamsApps", None),
            ("GET", f"{BOX}/onlineMeetings?$filter=JoinWebUrl eq 'x'", None),
        ],
    )
    async def test_without_any_role_opens_nothing(self, api: Api, method: str, path: str, body: Any) -> None:
        await api.control("POST", "/permissions", {"roles": [], "mailboxes": {"panels@panels.example": []}})
        assert (await api.call(method, path, body))[0] == 403


class TestTheDirectory:
    async def test_is_read_by_id_name_and_filter(self, api: Api) -> None:
        _, by_id = await api.call("GET", f"/v1.0/users/{ALDER}")
        _, by_name = await api.call("GET", "/v1.0/users/ALDER@panels.example")
        _, found = await api.call("GET", "/v1.0/users", params={"$filter": "mail eq 'alder@panels.example'"})
        assert by_id == by_name == found["value"][0]
        assert "accountEnabled" not in by_id
        _, chosen = await api.call("GET", f"/v1.0/users/{ALDER}", params={"$select": "id,accountEnabled"})
        assert chosen == {"id": ALDER, "accountEnabled": True}
        assert (await api.call("GET", "/v1.0/users", params={"$filter": "shoeSize eq 3"}))[0] == 400
        _, some = await api.call(
            "POST", "/v1.0/directoryObjects/getByIds", {"ids": [ALDER, "other"], "types": ["user"]}
        )
        assert [one["id"] for one in some["value"]] == [ALDER]

    async def test_knows_nobody_else(self, api: Api) -> None:
        status, answer = await api.call("GET", "/v1.0/users/nobody@panels.example")
        assert (status, answer["error"]["code"]) == (404, "Request_ResourceNotFound")


class TestAFault:
    async def test_throttles_by_count(self, api: Api) -> None:
        await api.control("POST", "/faults", {"kind": "throttle", "target": "outlook", "retry_after": 7, "count": 1})
        status, answer, headers = await api.whole("GET", f"{BOX}/events")
        assert (status, answer["error"]["code"], headers["Retry-After"]) == (429, "ApplicationThrottled", "7")
        assert (await api.call("GET", f"{BOX}/events"))[0] == 200

    async def test_throttles_by_the_clock(self, api: Api, clock: Clock) -> None:
        await api.control("POST", "/faults", {"kind": "throttle", "target": "graph", "retry_after": 30})
        clock.forward(seconds=10)
        status, _, headers = await api.whole("GET", f"{BOX}/events")
        assert (status, headers["Retry-After"]) == (429, "20")
        clock.forward(seconds=20)
        assert (await api.call("GET", f"{BOX}/events"))[0] == 200

    async def test_answers_no_after_it_was_done(self, api: Api) -> None:
        await api.control("POST", "/faults", {"kind": "after", "target": "outlook", "count": 1})
        mail = {"message": {"subject": "x", "toRecipients": [{"emailAddress": {"address": "alder@panels.example"}}]}}
        assert (await api.call("POST", f"{BOX}/sendMail", mail))[0] == 504
        assert len((await api.control("GET", "/mailboxes/alder@panels.example"))["mails"]) == 1

    async def test_closes_the_connection(self, api: Api) -> None:
        await api.control("POST", "/faults", {"kind": "drop", "target": "outlook", "count": 1, "method": "POST"})
        with pytest.raises(aiohttp.ClientError):
            await api.call("POST", f"{BOX}/messages", {"subject": "x"})
        assert len((await api.call("GET", f"{BOX}/messages"))[1]["value"]) == 1
        assert [one["status"] for one in await api.control("GET", "/traffic")] == [0, 200]

    async def test_is_over_when_cleared(self, api: Api) -> None:
        await api.control("POST", "/faults", {"kind": "down", "target": "sharepoint", "status": 503})
        assert (await api.call("GET", "/v1.0/drives/b!sandbox-drive"))[0] == 503
        await api.control("DELETE", "/faults")
        assert (await api.call("GET", "/v1.0/drives/b!sandbox-drive"))[0] == 200

    @pytest.mark.parametrize(("name", "status"), [("Outlook throttles", 429), ("Graph is down", 503)])
    async def test_can_be_named_in_words(self, api: Api, name: str, status: int) -> None:
        await api.control("POST", "/faults", {"name": name, "count": 1})
        assert [(await api.call("GET", f"{BOX}/events"))[0] for _ in range(2)] == [status, 200]

    async def test_lasts_for_who_has_blocked_the_bot_until_it_is_cleared(self, api: Api) -> None:
        await api.control("POST", "/install", {"user_id": ALDER})
        chat = await api.control("GET", f"/chats/{ALDER}")
        url = f"/connector/v3/conversations/{chat['conversation_id']}/activities"
        await api.control("POST", "/faults", {"name": "this person has blocked the bot", "user_id": ALDER})
        assert (await api.call("POST", url, {"type": "message", "text": "x"}))[0] == 403
        await api.control("DELETE", "/faults")
        assert (await api.call("POST", url, {"type": "message", "text": "x"}))[0] == 201

    @pytest.mark.parametrize("body", [{"kind": "boredom"}, {"kind": "down", "target": "moon"}, {"name": "rain"}])
    async def test_must_be_one_that_is_known(self, api: Api, body: dict[str, Any]) -> None:
        assert (await api.call("POST", "/control/faults", body))[0] == 400


async def test_a_mailbox_serves_four_at_once(api: Api) -> None:
    await api.control("POST", "/settings", {"latency": 0.2})
    answers = await asyncio.gather(*(api.call("GET", f"{BOX}/events") for _ in range(6)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 429, 429]
    assert (await api.call("GET", f"{BOX}/events"))[0] == 200


async def test_a_batch_treats_each_by_itself(api: Api) -> None:
    steps = [
        {"id": "a", "method": "GET", "url": f"/users/{ALDER}?$select=id"},
        {"id": "b", "method": "GET", "url": "/users/nobody"},
        {"id": "c", "method": "GET", "url": f"/users/{ALDER}", "dependsOn": ["b"]},
        {"id": "d", "method": "POST", "url": f"/users/{ALDER}/teamwork/installedApps", "body": {"x": 1},
         "headers": {"Content-Type": "application/json"}},
    ]  # fmt: skip
    status, answer = await api.call("POST", "/v1.0/$batch", {"requests": steps})
    assert status == 200
    assert {one["id"]: one["status"] for one in answer["responses"]} == {"a": 200, "b": 404, "c": 424, "d": 400}
    many = [{"id": str(n), "method": "GET", "url": "/users"} for n in range(21)]
    assert (await api.call("POST", "/v1.0/$batch", {"requests": many}))[0] == 400


async def test_traffic_is_recorded_without_credentials(api: Api) -> None:
    await api.call("PATCH", f"{BOX}/events/none", {"subject": "x"}, headers={"Prefer": "a"})
    (entry,) = await api.control("GET", "/traffic")
    assert (entry["method"], entry["path"], entry["status"]) == ("PATCH", f"{BOX}/events/none", 404)
    assert entry["body"] == {"subject": "x"}
    assert entry["headers"]["prefer"] == "a"
    assert "authorization" not in entry["headers"]
    await api.control("DELETE", "/traffic")
    assert await api.control("GET", "/traffic") == []


async def test_the_clock_can_be_set(api: Api) -> None:
    await api.control("POST", "/clock", {"now": "2027-01-04T09:30:00+00:00"})
    assert (await api.control("GET", "/clock"))["now"].startswith("2027-01-04T09:30:00")
    await api.control("POST", "/clock", {"now": None})
    assert (await api.control("GET", "/clock"))["now"].startswith("2026-11-23")
    assert (await api.call("POST", "/control/clock", {"now": "soon"}))[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1.0/nothing", 400), ("PUT", f"{BOX}/events", 405), ("GET", f"{BOX}/events/x", 404)],
)
async def test_unknown_paths_are_refused(api: Api, method: str, path: str, status: int) -> None:
    assert (await api.call(method, path))[0] == status


async def test_a_request_costs_little(api: Api) -> None:
    await api.control("POST", "/settings", {"throttling": False})
    began = time.perf_counter()
    for _ in range(300):
        await api.call("GET", f"/v1.0/users/{ALDER}")
    assert (time.perf_counter() - began) / 300 < 0.01  # both ends of the line, on a busy machine


class TestTheNames:
    def test_are_those_of_the_library(self) -> None:
        built = names.build()
        assert built["types"] == checks._TYPES
        assert {name: frozenset(values) for name, values in built["enums"].items()} == checks._ENUMS
