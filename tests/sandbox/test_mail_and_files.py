"""Mail goes out once, files are open to whom they were shared with and for as long."""

import base64
import io
from typing import Any

from tests.sandbox.conftest import ALDER, BIRCH, Api, Clock

BOX = "/v1.0/users/panels@panels.example"
DRIVE = "/v1.0/drives/b!sandbox-drive"
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name cppKey"
PART = 320 * 1024


def a_mail(*names: str, **more: Any) -> dict[str, Any]:
    return {
        "subject": "Outcome EX-000001",
        "body": {"contentType": "html", "content": "<p>Recommendation</p>"},
        "toRecipients": [{"emailAddress": {"address": f"{name}@panels.example"}} for name in names],
        **more,
    }


class TestMail:
    async def test_goes_from_draft_to_inbox_under_one_immutable_id(self, api: Api) -> None:
        body = a_mail("alder", singleValueExtendedProperties=[{"id": KEY, "value": "outcome/1"}])
        _, mutable = await api.call("POST", f"{BOX}/messages", body)
        _, draft = await api.call("GET", f"{BOX}/messages/{mutable['id']}", headers=IMMUTABLE)
        file = {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": "a.txt",
            "contentBytes": base64.b64encode(b"a").decode(),
        }
        assert (await api.call("POST", f"{BOX}/messages/{draft['id']}/attachments", file))[0] == 201
        assert (await api.call("POST", f"{BOX}/messages/{draft['id']}/send"))[0] == 202
        _, sent = await api.call("GET", f"{BOX}/messages/{draft['id']}", headers=IMMUTABLE)
        assert (sent["isDraft"], sent["id"]) == (False, draft["id"])
        assert (await api.call("GET", f"{BOX}/messages/{mutable['id']}"))[0] == 404
        clause = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'outcome/1')"
        _, found = await api.call("GET", f"{BOX}/messages", params={"$filter": clause}, headers=IMMUTABLE)
        assert [one["id"] for one in found["value"]] == [draft["id"]]
        (mail,) = (await api.control("GET", "/mailboxes/alder@panels.example"))["mails"]
        assert (mail["subject"], mail["attachments"][0]["name"]) == ("Outcome EX-000001", "a.txt")

    async def test_to_nobody_known_bounces(self, api: Api) -> None:
        assert (await api.call("POST", f"{BOX}/sendMail", {"message": a_mail("nobody", "alder")}))[0] == 202
        (report,) = (await api.control("GET", "/mailboxes/panels@panels.example"))["mails"]
        assert report["subject"] == "Undeliverable: Outcome EX-000001"
        assert len((await api.control("GET", "/mailboxes/alder@panels.example"))["mails"]) == 1

    async def test_needs_a_recipient_and_cannot_change_once_sent(self, api: Api) -> None:
        _, draft = await api.call("POST", f"{BOX}/messages", a_mail(), headers=IMMUTABLE)
        status, answer = await api.call("POST", f"{BOX}/messages/{draft['id']}/send")
        assert (status, answer["error"]["code"]) == (400, "ErrorInvalidRecipients")
        change = {"toRecipients": a_mail("alder")["toRecipients"]}
        assert (await api.call("PATCH", f"{BOX}/messages/{draft['id']}", change))[0] == 200
        await api.call("POST", f"{BOX}/messages/{draft['id']}/send")
        assert (await api.call("PATCH", f"{BOX}/messages/{draft['id']}", {"subject": "B"}))[0] == 400

    async def test_is_limited_to_thirty_a_minute(self, api: Api, clock: Clock) -> None:
        for _ in range(30):
            assert (await api.call("POST", f"{BOX}/sendMail", {"message": a_mail("alder")}))[0] == 202
        status, _, headers = await api.whole("POST", f"{BOX}/sendMail", {"message": a_mail("alder")})
        assert (status, int(headers["Retry-After"])) == (429, 60)
        clock.forward(seconds=61)
        assert (await api.call("POST", f"{BOX}/sendMail", {"message": a_mail("alder")}))[0] == 202

    async def test_takes_a_large_file_in_ranges(self, api: Api) -> None:
        _, draft = await api.call("POST", f"{BOX}/messages", a_mail("alder"))
        size = 3 * 1024 * 1024 + 5
        item = {"AttachmentItem": {"attachmentType": "file", "name": "big.bin", "size": size}}
        path = f"{BOX}/messages/{draft['id']}/attachments"
        status, session = await api.call("POST", f"{path}/createUploadSession", item)
        assert status == 201
        content = bytes(size)
        upload = session["uploadUrl"].removeprefix(api.running.base_url)
        for first, status in ((0, 200), (2_000_000, 201)):
            part = content[first : first + 2_000_000]
            headers = {"Content-Range": f"bytes {first}-{first + len(part) - 1}/{size}"}
            got, _ = await api.call("PUT", upload, data=io.BytesIO(part), headers=headers)
            assert got == status
        _, found = await api.call("GET", path)
        assert found["value"][0]["name"] == "big.bin"


class TestTheDrive:
    async def folder(self, api: Api, name: str = "Panel 1", **more: Any) -> tuple[int, Any]:
        body = {"name": name, "folder": {}, **more}
        return await api.call("POST", f"{DRIVE}/items/root/children", body)

    async def test_makes_a_folder_once(self, api: Api) -> None:
        assert (await self.folder(api))[0] == 201
        status, answer = await self.folder(api)
        assert (status, answer["error"]["code"]) == (409, "nameAlreadyExists")
        _, renamed = await self.folder(api, **{"@microsoft.graph.conflictBehavior": "rename"})
        assert renamed["name"] == "Panel 1 1"
        assert (await self.folder(api, "a/b"))[0] == 400

    async def test_replaces_a_file_of_the_version_that_was_seen(self, api: Api) -> None:
        _, folder = await self.folder(api)
        path = f"{DRIVE}/items/{folder['id']}:/list.csv:/content"
        status, first = await api.call("PUT", path, data=b"one")
        assert status == 201
        headers = {"If-Match": first["eTag"]}
        assert (await api.call("PUT", path, data=b"two", headers=headers))[0] == 200
        assert (await api.call("PUT", path, data=b"three", headers=headers))[0] == 412
        status, _, answered = await api.whole("GET", f"{DRIVE}/root:/Panel 1/list.csv:/content")
        assert status == 302
        location = answered["Location"].removeprefix(api.running.base_url)
        assert (await api.call("GET", location))[1] == b"two"

    async def test_takes_parts_in_multiples_of_320_kib(self, api: Api) -> None:
        path = f"{DRIVE}/items/root:/a/b/big.bin:/createUploadSession"
        _, session = await api.call("POST", path, {"item": {"@microsoft.graph.conflictBehavior": "replace"}})
        upload, size = session["uploadUrl"].removeprefix(api.running.base_url), PART + 10

        async def put(first: int, length: int) -> tuple[int, Any]:
            headers = {"Content-Range": f"bytes {first}-{first + length - 1}/{size}"}
            return await api.call("PUT", upload, data=bytes(length), headers=headers)

        assert (await put(0, 1000))[0] == 400
        status, answer = await put(0, PART)
        assert (status, answer["nextExpectedRanges"]) == (202, [f"{PART}-"])
        status, item = await put(PART, 10)
        assert (status, item["name"], item["size"]) == (201, "big.bin", size)
        assert (await api.call("GET", f"{DRIVE}/root:/a/b"))[0] == 200

    async def test_is_open_to_whom_it_was_shared_with_until_then(self, api: Api, clock: Clock) -> None:
        _, folder = await self.folder(api)
        invite = {
            "recipients": [{"email": "alder@panels.example"}],
            "roles": ["read"],
            "requireSignIn": True,
            "sendInvitation": False,
            "retainInheritedPermissions": False,
            "expirationDateTime": "2026-11-25T17:00:00Z",
        }
        path = f"{DRIVE}/items/{folder['id']}"
        status, granted = await api.call("POST", f"{path}/invite", invite)
        assert (status, granted["value"][0]["grantedToV2"]["user"]["id"]) == (200, ALDER)
        again = await api.call("POST", f"{path}/invite", invite)
        assert again[1]["value"][0]["id"] == granted["value"][0]["id"]

        async def opens(user: str) -> int:
            return (await api.call("GET", "/control/drive/open", params={"user": user, "path": "/Panel 1"}))[0]

        assert (await opens(ALDER), await opens(BIRCH)) == (200, 403)
        permission = f"{path}/permissions/{granted['value'][0]['id']}"
        assert (await api.call("GET", permission))[0] == 200
        clock.forward(days=3)
        assert await opens(ALDER) == 403
        assert (await api.call("DELETE", permission))[0] == 404
        assert (await api.call("POST", f"{path}/invite", invite))[0] == 400

    async def test_shares_with_nobody_unknown(self, api: Api) -> None:
        _, folder = await self.folder(api)
        invite = {"recipients": [{"email": "nobody@panels.example"}], "roles": ["read"], "requireSignIn": True}
        assert (await api.call("POST", f"{DRIVE}/items/{folder['id']}/invite", invite))[0] == 400
        invite |= {"colour": "red"}
        assert (
            "colour" in (await api.call("POST", f"{DRIVE}/items/{folder['id']}/invite", invite))[1]["error"]["message"]
        )


class TestAttendance:
    async def test_is_read_by_the_join_link(self, api: Api) -> None:
        event = {
            "subject": "Panel",
            "start": {"dateTime": "2026-12-08T10:00:00", "timeZone": "UTC"},
            "end": {"dateTime": "2026-12-08T12:30:00", "timeZone": "UTC"},
            "isOnlineMeeting": True,
        }
        _, event = await api.call("POST", f"{BOX}/events", event)
        url = event["onlineMeeting"]["joinUrl"]
        rows = [{"user": ALDER, "joined": "2026-12-08T10:04:00Z", "left": "2026-12-08T12:30:00Z"}]
        await api.control("POST", "/meetings/attendance", {"join_url": url, "participants": rows})
        box = "/v1.0/users/44444444-4444-4444-8444-444444444444/onlineMeetings"
        _, found = await api.call("GET", box, params={"$filter": f"JoinWebUrl eq '{url}'"})
        reports = f"{box}/{found['value'][0]['id']}/attendanceReports"
        _, listed = await api.call("GET", reports)
        _, records = await api.call("GET", f"{reports}/{listed['value'][0]['id']}/attendanceRecords")
        (record,) = records["value"]
        assert (record["identity"]["id"], record["totalAttendanceInSeconds"]) == (ALDER, 146 * 60)
        assert (await api.call("GET", box.replace("44444444-4444-4444-8444-444444444444", "panels@panels.example")))[
            0
        ] == 404
        await api.control("POST", "/permissions", {"access_policy": False})
        assert (await api.call("GET", reports))[0] == 403
