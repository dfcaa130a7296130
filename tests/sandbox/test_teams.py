"""People and the bot in Teams: installing, writing, pressing, blocking, and how fast the bot may write."""

import base64
from typing import Any

import pytest

from tests.sandbox.conftest import ALDER, BIRCH, Api, Bot, Clock

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "Will you sit?"},
        {"type": "Input.Text", "id": "why", "isRequired": True, "errorMessage": "Say why."},
        {
            "type": "ActionSet",
            "actions": [{"type": "Action.Execute", "title": "No", "verb": "decline", "data": {"panel": "1"}}],
        },
    ],
    "actions": [
        {
            "type": "Action.Execute",
            "title": "Yes",
            "verb": "confirm",
            "associatedInputs": "none",
            "data": {"panel": "1"},
        },
        {
            "type": "Action.ShowCard",
            "title": "Later",
            "card": {
                "type": "AdaptiveCard",
                "body": [{"type": "Input.Date", "id": "day", "value": "2026-12-01"}],
                "actions": [{"type": "Action.Submit", "title": "Send", "data": {"verb": "later"}}],
            },
        },
    ],
}
APP = {
    "teamsApp@odata.bind": "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/33333333-3333-4333-8333-333333333333"
}
APPS = f"/v1.0/users/{ALDER}/teamwork/installedApps"


def message(card: dict[str, Any] | None = None) -> dict[str, Any]:
    if card is None:
        return {"type": "message", "text": "Good morning"}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


async def the_chat(api: Api, user: str = ALDER) -> str:
    """The address of the activities in a chat with somebody who has the app."""
    found = await api.control("POST", "/install", {"user_id": user})
    assert found["statuses"] == [202, 202]
    return f"/connector/v3/conversations/{found['conversation_id']}/activities"


class TestTheApp:
    async def test_is_installed_once_and_tells_the_bot(self, api: Api, bot: Bot) -> None:
        assert (await api.call("POST", APPS, APP))[0] == 201
        assert (await api.call("POST", APPS, APP))[0] == 409
        await api.settle()
        first, second = bot.activities
        assert {first["type"], second["type"]} == {"conversationUpdate", "installationUpdate"}
        assert first["from"]["aadObjectId"] == ALDER
        assert first["conversation"]["tenantId"] == first["channelData"]["tenant"]["id"]
        assert first["recipient"]["id"].startswith("28:")
        _, found = await api.call("GET", APPS, params={"$expand": "teamsApp,teamsAppDefinition"})
        assert found["value"][0]["teamsApp"]["distributionMethod"] == "organization"
        status, chat = await api.call("GET", f"{APPS}/{found['value'][0]['id']}/chat")
        assert (status, chat["chatType"]) == (200, "oneOnOne")

    async def test_once_gone_leaves_the_bot_outside(self, api: Api) -> None:
        chat = await the_chat(api)
        _, found = await api.call("GET", APPS)
        assert (await api.call("DELETE", f"{APPS}/{found['value'][0]['id']}"))[0] == 204
        status, answer = await api.call("POST", chat, message())
        assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")

    async def test_of_another_catalogue_is_not_found(self, api: Api) -> None:
        body = {"teamsApp@odata.bind": "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/other"}
        assert (await api.call("POST", APPS, body))[0] == 404


class TestTheBot:
    async def test_writes_updates_and_deletes(self, api: Api, clock: Clock) -> None:
        chat = await the_chat(api)
        status, sent = await api.call("POST", chat, message())
        assert status == 201
        clock.forward(seconds=5)
        status, _ = await api.call("PUT", f"{chat}/{sent['id']}", {"type": "message", "text": "Corrected"})
        assert status == 200
        (shown,) = (await api.control("GET", f"/chats/{ALDER}"))["messages"]
        assert shown["activity"]["text"] == "Corrected"
        assert [one["text"] for one in shown["history"]] == ["Good morning"]
        assert (await api.call("DELETE", f"{chat}/{sent['id']}"))[0] == 200
        assert (await api.call("PUT", f"{chat}/{sent['id']}", message()))[0] == 404

    async def test_starts_a_chat_with_who_has_the_app(self, api: Api) -> None:
        tenant = api.running.sandbox.config.tenant_id
        body = {"members": [{"id": BIRCH}], "tenantId": tenant, "bot": {"id": "28:x"}, "isGroup": False}
        status, answer = await api.call("POST", "/connector/v3/conversations", body)
        assert (status, answer["error"]["code"]) == (403, "ForbiddenOperationException")
        chat = await the_chat(api, BIRCH)
        status, answer = await api.call("POST", "/connector/v3/conversations", body)
        assert (status, answer["id"] in chat) == (201, True)

    async def test_is_told_when_it_is_blocked(self, api: Api) -> None:
        chat = await the_chat(api)
        await api.control("POST", "/block", {"user_id": ALDER, "blocked": True})
        status, answer = await api.call("POST", chat, message())
        assert (status, answer["error"]["code"]) == (403, "ConversationBlockedByUser")

    async def test_needs_its_own_token(self, api: Api) -> None:
        chat = await the_chat(api)
        api.bot_token = api.token
        assert (await api.call("POST", chat, message()))[0] == 401

    async def test_may_not_write_faster_than_documented(self, api: Api, clock: Clock) -> None:
        chat = await the_chat(api)
        statuses = [(await api.call("POST", chat, message()))[0] for _ in range(7)]
        assert statuses == [201] * 7
        status, _, headers = await api.whole("POST", chat, message())
        assert (status, headers["Retry-After"]) == (429, "2")
        clock.forward(seconds=3)
        assert (await api.call("POST", chat, message()))[0] == 201

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"type": "message"}, 400),  # nothing to show
            ({"type": "message", "text": "x", "colour": "red"}, 400),  # no such property
            ({"type": "message", "text": "x" * 110_000}, 413),  # over 100 KB
            ({"type": "trace", "text": "x"}, 400),  # for the emulator only
            (message({**CARD, "version": "1.6"}), 400),  # Teams shows up to 1.5
            (message({**CARD, "body": [{"type": "Input.Text"}]}), 400),  # an input needs an id
            (message({**CARD, "body": [{"type": "Badge", "text": "x"}]}), 400),  # not in 1.5
            (message(CARD), 201),
        ],
    )
    async def test_is_refused_what_teams_cannot_show(self, api: Api, body: dict[str, Any], status: int) -> None:
        assert (await api.call("POST", await the_chat(api), body))[0] == status

    async def test_finds_nobody_in_a_chat_that_is_none(self, api: Api) -> None:
        status, answer = await api.call("POST", "/connector/v3/conversations/a:none/activities", message())
        assert (status, answer["error"]["code"]) == (404, "ConversationNotFound")

    async def test_reads_who_is_in_the_chat(self, api: Api) -> None:
        chat = (await the_chat(api)).removesuffix("/activities")
        _, (member,) = await api.call("GET", f"{chat}/members")
        assert (member["aadObjectId"], member["userPrincipalName"]) == (ALDER, "alder@panels.example")

    @pytest.mark.parametrize(("kind", "status"), [("after", 504), ("down", 503)])
    async def test_can_be_left_in_doubt(self, api: Api, kind: str, status: int) -> None:
        chat = await the_chat(api)
        await api.control("POST", "/faults", {"kind": kind, "target": "connector", "count": 1})
        assert (await api.call("POST", chat, message()))[0] == status
        found = await api.control("GET", f"/chats/{ALDER}")
        assert len(found["messages"]) == (1 if kind == "after" else 0)


class TestAPerson:
    async def sent(self, api: Api, card: dict[str, Any] = CARD) -> str:
        _, answer = await api.call("POST", await the_chat(api), message(card))
        return str(answer["id"])

    async def press(self, api: Api, **order: Any) -> tuple[int, Any]:
        return await api.call("POST", "/control/press", {"user_id": ALDER, **order})

    async def test_presses_a_button_and_sees_the_next_card(self, api: Api, bot: Bot) -> None:
        sent = await self.sent(api)
        after = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Thank you"}]}
        bot.answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": after}
        status, answer = await self.press(api, activity_id=sent, verb="confirm")
        assert (status, answer["status"], answer["replaced"]) == (200, 200, True)
        invoke = bot.activities[-1]
        assert (invoke["name"], invoke["replyToId"]) == ("adaptiveCard/action", sent)
        expected = {"type": "Action.Execute", "title": "Yes", "verb": "confirm", "data": {"panel": "1"}}
        assert invoke["value"] == {"action": expected, "trigger": "manual"}
        (shown,) = (await api.control("GET", f"/chats/{ALDER}"))["messages"]
        assert shown["activity"]["attachments"][0]["content"] == after
        assert (await self.press(api, activity_id=sent, verb="confirm"))[0] == 404

    async def test_must_fill_what_is_required(self, api: Api, bot: Bot) -> None:
        sent = await self.sent(api)
        status, answer = await self.press(api, activity_id=sent, verb="decline")
        assert (status, answer["error"]) == (400, "Say why.")
        await self.press(api, activity_id=sent, verb="decline", inputs={"why": "Leave"})
        assert bot.activities[-1]["value"]["action"]["data"] == {"panel": "1", "why": "Leave"}
        await self.press(api, activity_id=sent, verb="decline", force=True)
        assert bot.activities[-1]["value"]["action"]["data"] == {"panel": "1"}

    async def test_submits_from_a_card_within_the_card(self, api: Api, bot: Bot) -> None:
        sent = await self.sent(api)
        await self.press(api, activity_id=sent, verb="later", inputs={"why": "Away", "day": "2026-12-02"})
        activity = bot.activities[-1]
        assert activity["type"] == "message"
        assert activity["value"] == {"verb": "later", "why": "Away", "day": "2026-12-02"}

    async def test_presses_a_card_that_was_forwarded(self, api: Api, bot: Bot) -> None:
        sent = await self.sent(api)
        await self.press(api, activity_id=sent, verb="confirm", override_user_id=BIRCH)
        assert bot.activities[-1]["from"]["aadObjectId"] == BIRCH

    async def test_writes_and_drops_a_file(self, api: Api, bot: Bot) -> None:
        await the_chat(api)
        body = {"name": "people.csv", "contentBytes": base64.b64encode(b"person_id,upn\n").decode()}
        kept = await api.control("POST", "/files", body)
        order = {"user_id": ALDER, "text": "people", "attachments": [kept["attachment"]]}
        assert (await api.control("POST", "/say", order))["status"] == 202
        url = bot.activities[-1]["attachments"][0]["content"]["downloadUrl"]
        assert (await api.call("GET", url.removeprefix(api.running.base_url)))[1] == b"person_id,upn\n"

    async def test_sees_a_card_that_asks_for_its_refresh(self, api: Api, bot: Bot) -> None:
        action = {"type": "Action.Execute", "verb": "fresh", "data": {"panel": "1"}}
        sent = await self.sent(api, {**CARD, "refresh": {"action": action, "userIds": ["29:x"]}})
        bot.answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
        answer = await api.control("POST", "/refresh", {"user_id": ALDER, "activity_id": sent})
        assert answer["replaced"]
        assert bot.activities[-1]["value"]["trigger"] == "automatic"
