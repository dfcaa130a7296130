"""Events behave as in Exchange Online: who is mailed, when, and with what."""

import base64
from typing import Any

import pytest

from infra.sandbox.app import RunningSandbox
from tests.sandbox.conftest import ALDER, Api, Bot, Clock

BOX = "/v1.0/users/panels@panels.example"
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
GUIDE = b"%PDF-1.7 a stand-in for the guide"
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name cppKey"


def a_panel(**more: Any) -> dict[str, Any]:
    return {
        "subject": "Case progression panel",
        "body": {"contentType": "html", "content": "<p>Cameras on at introductions.</p>"},
        "start": {"dateTime": "2026-12-08T10:00:00", "timeZone": "Europe/London"},
        "end": {"dateTime": "2026-12-08T12:30:00", "timeZone": "Europe/London"},
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "transactionId": "panel-1",
        **more,
    }


def attendees(*names: str) -> list[dict[str, Any]]:
    return [{"type": "required", "emailAddress": {"address": f"{name}@panels.example"}} for name in names]


def the_guide() -> dict[str, str]:
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "guide.pdf",
        "contentType": "application/pdf",
        "contentBytes": base64.b64encode(GUIDE).decode(),
    }


async def received(api: Api, name: str) -> list[dict[str, Any]]:
    found = await api.control("GET", f"/mailboxes/{name}@panels.example")
    rows: list[dict[str, Any]] = found["invitations"]
    return rows


class TestAnInvitation:
    async def test_that_gets_its_attendees_last_already_carries_the_guide(self, api: Api) -> None:
        status, event = await api.call("POST", f"{BOX}/events", a_panel(), headers=IMMUTABLE)
        assert status == 201
        assert event["onlineMeeting"]["joinUrl"].startswith("https://teams.microsoft.com/l/meetup-join/")
        assert event["start"] == {"dateTime": "2026-12-08T10:00:00.0000000", "timeZone": "UTC"}
        status, _ = await api.call("POST", f"{BOX}/events/{event['id']}/attachments", the_guide())
        assert status == 201
        status, _ = await api.call("PATCH", f"{BOX}/events/{event['id']}", {"attendees": attendees("alder", "birch")})
        assert status == 200
        for name in ("alder", "birch"):
            (invitation,) = await received(api, name)
            assert invitation["kind"] == "invitation"
            assert [file["name"] for file in invitation["attachments"]] == ["guide.pdf"]
            assert invitation["joinUrl"] == event["onlineMeeting"]["joinUrl"]

    async def test_that_is_made_with_attendees_leaves_at_once_without_it(self, api: Api) -> None:
        body = a_panel(attendees=attendees("alder"), attachments=[the_guide()])
        _, event = await api.call("POST", f"{BOX}/events", body)
        await api.call("POST", f"{BOX}/events/{event['id']}/attachments", the_guide())
        (invitation,) = await received(api, "alder")
        assert invitation["attachments"] == []

    async def test_reaches_only_who_is_new_and_leaves_only_who_is_gone(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("alder", "birch")))
        await api.call("PATCH", f"{BOX}/events/{event['id']}", {"attendees": attendees("alder", "cedar")})
        assert [one["kind"] for one in await received(api, "alder")] == ["invitation"]
        assert [one["kind"] for one in await received(api, "birch")] == ["invitation", "cancellation"]
        assert [one["kind"] for one in await received(api, "cedar")] == ["invitation"]

    async def test_moved_in_time_reaches_everybody_and_asks_again(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("alder")))
        answer = {"user": ALDER, "event_id": event["id"], "response": "accepted"}
        assert (await api.control("POST", "/answer-invite", answer))["arrived"]
        later = {
            name: {"dateTime": f"2026-12-09T1{n}:00:00", "timeZone": "UTC"} for n, name in enumerate(("start", "end"))
        }
        _, event = await api.call("PATCH", f"{BOX}/events/{event['id']}", later)
        assert event["attendees"][0]["status"]["response"] == "none"
        assert [one["kind"] for one in await received(api, "alder")] == ["invitation", "update"]

    async def test_to_nobody_known_comes_back(self, api: Api) -> None:
        await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("nobody")))
        found = await api.control("GET", "/mailboxes/panels@panels.example")
        assert found["mails"][0]["subject"] == "Undeliverable: Case progression panel"

    async def test_is_cancelled_with_a_comment(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("alder")))
        status, _ = await api.call("POST", f"{BOX}/events/{event['id']}/cancel", {"comment": "No quorum"})
        assert status == 202
        assert (await received(api, "alder"))[-1]["comment"] == "No quorum"
        assert (await api.call("GET", f"{BOX}/events/{event['id']}"))[0] == 404


class TestAnEvent:
    async def test_repeated_under_its_transaction_id_is_the_same_one(self, api: Api) -> None:
        first = await api.call("POST", f"{BOX}/events", a_panel())
        again = await api.call("POST", f"{BOX}/events", a_panel())
        assert first == again
        status, other = await api.call("POST", f"{BOX}/events", a_panel(subject="Another"))
        assert (status, other["error"]["code"]) == (409, "ErrorDuplicateTransactionId")

    async def test_loses_its_meeting_with_the_blob_in_its_body(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel())
        kept = event["body"]["content"].replace("Cameras", "Please have cameras")
        _, event = await api.call(
            "PATCH", f"{BOX}/events/{event['id']}", {"body": {"contentType": "html", "content": kept}}
        )
        assert event["isOnlineMeeting"]
        body = {"body": {"contentType": "html", "content": "<p>New words</p>"}}
        _, event = await api.call("PATCH", f"{BOX}/events/{event['id']}", body)
        assert not event["isOnlineMeeting"]
        assert event["onlineMeeting"] is None

    async def test_of_an_unlicensed_organiser_has_no_join_link(self, api: Api) -> None:
        box = {"id": "44444444-4444-4444-8444-444444444444", "upn": "panels@panels.example", "teamsLicensed": False}
        await api.control("POST", "/users", {"users": [box]})
        status, event = await api.call("POST", f"{BOX}/events", a_panel())
        assert (status, event["onlineMeeting"], event["isOnlineMeeting"]) == (201, None, False)

    async def test_has_two_ids_each_in_its_case(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel())
        _, same = await api.call("GET", f"{BOX}/events/{event['id']}", headers=IMMUTABLE)
        assert same["id"] != event["id"]
        assert (await api.call("GET", f"{BOX}/events/{same['id']}"))[1] == event
        assert (await api.call("GET", f"{BOX}/events/{same['id'].swapcase()}"))[0] == 404

    async def test_is_found_by_its_extended_property(self, api: Api) -> None:
        body = a_panel(singleValueExtendedProperties=[{"id": KEY, "value": "panel-1/invite"}])
        _, event = await api.call("POST", f"{BOX}/events", body)
        assert "singleValueExtendedProperties" not in event
        clause = f"singleValueExtendedProperties/any(ep: ep/id eq '{KEY}' and ep/value eq 'panel-1/invite')"
        _, found = await api.call("GET", f"{BOX}/events", params={"$filter": clause})
        assert [one["id"] for one in found["value"]] == [event["id"]]
        expand = {"$expand": f"singleValueExtendedProperties($filter=id eq '{KEY}')"}
        _, shown = await api.call("GET", f"{BOX}/events/{event['id']}", params=expand)
        assert shown["singleValueExtendedProperties"] == [{"id": KEY, "value": "panel-1/invite"}]
        other = clause.replace("invite')", "other')")
        assert (await api.call("GET", f"{BOX}/events", params={"$filter": other}))[1]["value"] == []

    async def test_refuses_a_change_to_an_older_version(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel())
        match = {"If-Match": event["@odata.etag"]}
        assert (await api.call("PATCH", f"{BOX}/events/{event['id']}", {"subject": "B"}, headers=match))[0] == 200
        assert (await api.call("PATCH", f"{BOX}/events/{event['id']}", {"subject": "C"}, headers=match))[0] == 412


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"organiser": {}}, "organiser"),
        ({"isOnlineMeeting": "yes"}, "Edm.Boolean"),
        ({"body": {"contentType": "HTML", "content": "x"}}, "HTML"),
        ({"attendees": [{"emailAddress": {"adress": "x"}}]}, "adress"),
        ({"attendees": {}}, "collection"),
        ({"start": {"dateTime": "2026-12-08T10:00:00", "timeZone": "Mars"}}, "Mars"),
        ({"transactionId": "another"}, "transactionId"),
    ],
)
async def test_a_wrong_body_is_refused_by_name(api: Api, change: dict[str, Any], named: str) -> None:
    _, event = await api.call("POST", f"{BOX}/events", a_panel())
    status, answer = await api.call("PATCH", f"{BOX}/events/{event['id']}", change)
    assert status == 400
    assert named in answer["error"]["message"]
    assert set(answer["error"]["innerError"]) == {"date", "request-id", "client-request-id"}


class TestTheWindow:
    async def test_shows_what_touches_it_in_pages(self, api: Api) -> None:
        for n in range(3):
            await api.call("POST", f"{BOX}/events", a_panel(transactionId=f"panel-{n}"))
        window = {"startDateTime": "2026-12-08T00:00:00Z", "endDateTime": "2026-12-09T00:00:00Z", "$top": "2"}
        _, first = await api.call("GET", f"{BOX}/calendarView", params=window)
        assert len(first["value"]) == 2
        link = first["@odata.nextLink"].removeprefix(api.running.base_url)
        _, second = await api.call("GET", link)
        assert len(second["value"]) == 1
        assert "@odata.nextLink" not in second

    async def test_tells_by_delta_what_notifications_missed(self, api: Api) -> None:
        _, event = await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("alder")))
        window = {"startDateTime": "2026-12-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}
        _, first = await api.call("GET", f"{BOX}/calendarView/delta", params=window)
        link = first["@odata.deltaLink"].removeprefix(api.running.base_url)
        assert (await api.call("GET", link))[1]["value"] == []
        await api.control("POST", "/answer-invite", {"user": ALDER, "event_id": event["id"], "response": "declined"})
        _, changed = await api.call("GET", link)
        assert changed["value"][0]["attendees"][0]["status"]["response"] == "declined"
        await api.call("DELETE", f"{BOX}/events/{event['id']}")
        _, gone = await api.call("GET", link)
        assert gone["value"] == [{"id": event["id"], "@removed": {"reason": "deleted"}}]
        await api.control("POST", "/delta/expire", {})
        assert (await api.call("GET", link))[0] == 410

    async def test_shows_who_is_busy(self, api: Api) -> None:
        await api.call("POST", f"{BOX}/events", a_panel(attendees=attendees("alder")))
        body = {
            "schedules": ["alder@panels.example", "nobody@panels.example"],
            "startTime": {"dateTime": "2026-12-08T09:30:00", "timeZone": "UTC"},
            "endTime": {"dateTime": "2026-12-08T11:00:00", "timeZone": "UTC"},
        }
        status, found = await api.call("POST", f"{BOX}/calendar/getSchedule", body)
        assert status == 200
        assert found["value"][0]["availabilityView"] == "011"
        assert found["value"][1]["error"]["responseCode"] == "ErrorMailRecipientNotFound"


class TestSubscriptions:
    async def subscribe(self, api: Api, bot: Bot, **more: Any) -> tuple[int, Any]:
        body = {
            "changeType": "created,updated,deleted",
            "notificationUrl": f"{bot.base_url}/api/graph/notifications",
            "resource": "/users/panels@panels.example/events",
            "expirationDateTime": "2026-11-29T09:30:00Z",
            "clientState": "secret",
            **more,
        }
        return await api.call("POST", "/v1.0/subscriptions", body, headers=IMMUTABLE)

    async def test_tell_of_an_answer(self, api: Api, bot: Bot) -> None:
        status, subscription = await self.subscribe(api, bot)
        assert status == 201, subscription
        body = a_panel(attendees=attendees("alder"))
        _, event = await api.call("POST", f"{BOX}/events", body, headers=IMMUTABLE)
        await api.control("POST", "/answer-invite", {"user": ALDER, "event_id": event["id"], "response": "accepted"})
        await api.settle()
        assert [one["changeType"] for one in bot.notifications] == ["created", "updated"]
        assert {one["resourceData"]["id"] for one in bot.notifications} == {event["id"]}
        assert bot.notifications[0]["clientState"] == "secret"

    async def test_need_an_echo_and_an_end_within_seven_days(self, api: Api, bot: Bot) -> None:
        assert (await self.subscribe(api, bot, expirationDateTime="2026-11-30T09:31:00Z"))[0] == 400
        bot.echo = False
        status, answer = await self.subscribe(api, bot)
        assert (status, answer["error"]["code"]) == (400, "ValidationError")

    @pytest.mark.parametrize(("mode", "count"), [("lost", 0), ("repeated", 2), ("delayed", 0)])
    async def test_can_fail(self, api: Api, bot: Bot, mode: str, count: int) -> None:
        await self.subscribe(api, bot)
        await api.control("POST", "/faults", {"kind": "notifications", "mode": mode})
        await api.call("POST", f"{BOX}/events", a_panel())
        await api.settle()
        assert len(bot.notifications) == count
        await api.control("POST", "/notifications/release")
        await api.settle()
        assert len(bot.notifications) == (1 if mode == "delayed" else count)

    async def test_end_by_the_clock(self, api: Api, bot: Bot, clock: Clock, running: RunningSandbox) -> None:
        await self.subscribe(api, bot)
        clock.forward(days=6)
        assert running.sandbox.subscriptions.living() == []

    async def test_are_renewed_and_hear_of_their_own_life(self, api: Api, bot: Bot) -> None:
        url = f"{bot.base_url}/api/graph/notifications"
        _, one = await self.subscribe(api, bot, lifecycleNotificationUrl=url)
        path = f"/v1.0/subscriptions/{one['id']}"
        status, renewed = await api.call("PATCH", path, {"expirationDateTime": "2026-11-25T09:30:00Z"})
        assert (status, renewed["expirationDateTime"][:10]) == (200, "2026-11-25")
        assert (await api.call("PATCH", path, {"clientState": "other"}))[0] == 400
        await api.control("POST", "/lifecycle", {"event": "reauthorizationRequired"})
        await api.settle()
        assert bot.notifications[-1]["lifecycleEvent"] == "reauthorizationRequired"
        assert (await api.call("POST", f"{path}/reauthorize"))[0] == 204
        await api.control("POST", "/lifecycle", {"event": "subscriptionRemoved"})
        assert (await api.call("GET", path))[0] == 404
