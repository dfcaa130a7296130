"""What is written can be read by its id at once, and is found by lists, filters and deltas a little later."""

from typing import Any

from tests.sandbox.conftest import Api, Clock

BOX = "/v1.0/users/panels@panels.example"
ROOT = "/v1.0/drives/b!sandbox-drive/items/root"
KEY = "String {8b7e9a40-1111-4111-8111-0123456789ab} Name cppEffect"
WINDOW = {"startDateTime": "2026-12-01T00:00:00Z", "endDateTime": "2026-12-31T00:00:00Z"}
EVENT = {
    "subject": "Panel",
    "start": {"dateTime": "2026-12-08T10:00:00", "timeZone": "Europe/London"},
    "end": {"dateTime": "2026-12-08T12:30:00", "timeZone": "Europe/London"},
    "isOnlineMeeting": True,
    "onlineMeetingProvider": "teamsForBusiness",
    "singleValueExtendedProperties": [{"id": KEY, "value": "k"}],
}


async def grows_stale(api: Api, target: str) -> None:
    await api.control("POST", "/faults", {"kind": "stale", "target": target, "seconds": 30})


async def listed(api: Api, path: str, **query: str) -> list[Any]:
    status, answer = await api.call("GET", path, params=query)
    assert status == 200, answer
    found: list[Any] = answer["value"]
    return found


class TestOutlook:
    async def test_finds_an_event_later_than_it_shows_it(self, api: Api, clock: Clock) -> None:
        await grows_stale(api, "outlook")
        _, made = await api.call("POST", f"{BOX}/events", EVENT)
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'k')"
        assert (await api.call("GET", f"{BOX}/events/{made['id']}"))[0] == 200
        for path, query in ((f"{BOX}/events", {"$filter": wanted}), (f"{BOX}/calendarView", WINDOW)):
            assert await listed(api, path, **query) == []
        clock.forward(seconds=31)
        for path, query in ((f"{BOX}/events", {"$filter": wanted}), (f"{BOX}/calendarView", WINDOW)):
            assert len(await listed(api, path, **query)) == 1

    async def test_loses_no_change_in_its_delta(self, api: Api, clock: Clock) -> None:
        _, first = await api.call("POST", f"{BOX}/events", EVENT)
        clock.forward(minutes=1)
        await grows_stale(api, "outlook")
        await api.call("PATCH", f"{BOX}/events/{first['id']}", {"subject": "Moved"})
        _, other = await api.call("POST", f"{BOX}/events", {**EVENT, "subject": "Other"})
        await api.call("DELETE", f"{BOX}/events/{other['id']}")
        _, page = await api.call("GET", f"{BOX}/calendarView/delta", params=WINDOW)
        assert page["value"] == []
        clock.forward(seconds=31)
        link = page["@odata.deltaLink"].removeprefix(api.running.base_url)
        _, later = await api.call("GET", link)
        assert [one.get("subject", "gone") for one in later["value"]] == ["Moved", "gone"]

    async def test_finds_a_draft_later(self, api: Api, clock: Clock) -> None:
        await grows_stale(api, "outlook")
        _, draft = await api.call("POST", f"{BOX}/messages", {"subject": "x"})
        assert await listed(api, f"{BOX}/messages") == []
        assert (await api.call("GET", f"{BOX}/messages/{draft['id']}"))[0] == 200
        clock.forward(seconds=31)
        assert len(await listed(api, f"{BOX}/messages")) == 1


async def test_sharepoint_lists_a_folder_later(api: Api, clock: Clock) -> None:
    await grows_stale(api, "sharepoint")
    _, made = await api.call("POST", f"{ROOT}/children", {"name": "Panels", "folder": {}})
    assert await listed(api, f"{ROOT}/children") == []
    assert (await api.call("GET", f"/v1.0/drives/b!sandbox-drive/items/{made['id']}"))[0] == 200
    clock.forward(seconds=31)
    assert len(await listed(api, f"{ROOT}/children")) == 1


async def test_teams_adds_the_link_later(api: Api, clock: Clock) -> None:
    await grows_stale(api, "teams")
    _, made = await api.call("POST", f"{BOX}/events", EVENT)
    assert made["onlineMeeting"] is None
    clock.forward(seconds=31)
    _, later = await api.call("GET", f"{BOX}/events/{made['id']}")
    assert later["onlineMeeting"]["joinUrl"].startswith("https://teams.microsoft.com/")
