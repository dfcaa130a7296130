"""What people do in Teams reaches the use cases, and what these answer reaches the people."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.links import link_key
from cpp_core.effects import Channel, Done, Effect
from cpp_core.messages.message import Text
from cpp_core.orders import ChatOrder
from cpp_core.ports import Attempt
from cpp_core.refusals import Fault, NotAllowed, Refusal
from cpp_core.usecases.commands import ConfirmAttendance, DeclineAttendance, ShowAttendance
from cpp_core.usecases.find_cards import ShowNomination
from cpp_core.usecases.frame import Actor, ActorKind
from tests.bot.world import NADIA, World, a_message, a_person

NADIA_ACTS = Actor(ActorKind.PERSON, NADIA)


def an_attempt(key: str = "ATT-1:ask:P1", number: int = 1, *, doubtful: bool = False, **more: Any) -> Attempt:
    """A try at sending a card."""
    given: dict[str, Any] = {"what": "attendance", "clause": "ATT-1", "subject": "P1", "lane": f"chat:{NADIA}"}
    return Attempt(Effect(key, Channel.CHAT, **{**given, **more}), number, doubtful)


async def sent_card(world: World, **message: Any) -> str:
    """Send Nadia a card; the id of its activity."""
    outcome = await world.bot.sender.send(an_attempt(), ChatOrder(a_person(), a_message(**message)))
    assert isinstance(outcome, Done), outcome
    return outcome.remote_id


class TestInstalling:
    async def test_an_installation_teaches_where_the_chat_is_and_is_greeted(self, world: World) -> None:
        answer = await world.control("/install", {"user_id": NADIA})
        assert answer["statuses"] == [200, 200]
        conversation = await world.bot.conversations.of(NADIA)
        assert conversation is not None
        assert conversation.id == answer["conversation_id"]
        assert [one["activity"]["summary"] for one in await world.messages()] == [
            "I will write to you here about Case Progression Panels."
        ]

    async def test_taking_the_app_away_forgets_the_chat(self, installed: World) -> None:
        await installed.control("/uninstall", {"user_id": NADIA})
        assert await installed.bot.conversations.of(NADIA) is None


class TestPressing:
    async def test_a_press_asks_for_the_use_case_as_whoever_teams_vouches_for(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        answer = await installed.control(
            "/press", {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.confirm"}
        )
        assert installed.use_cases.asked == [("attendance.confirm", ConfirmAttendance("P1"), NADIA_ACTS)]
        assert answer["status"] == 200
        assert answer["replaced"], answer

    async def test_what_was_typed_comes_along(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.decline"}
        await installed.control("/press", {**press, "inputs": {"reason": "  on leave "}})
        assert installed.use_cases.asked[0][1] == DeclineAttendance("P1", "on leave")

    async def test_a_refusal_is_a_card_that_says_why_with_the_way_back(self, installed: World) -> None:
        installed.use_cases.refuse(
            "attendance.confirm", Refusal("ATT-5", Fault("", "The seat is taken.", "Thank you."))
        )
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.confirm"}
        answer = await installed.control("/press", press)
        assert answer["replaced"], answer
        assert "The seat is taken. Thank you." in str(answer["body"])
        await installed.control("/press", {**press, "verb": "attendance.show"})
        assert installed.use_cases.asked[-1][1] == ShowAttendance("P1")

    async def test_a_form_comes_back_with_what_was_typed_where_that_cannot_be_taken(self, installed: World) -> None:
        fault = Fault("Reason", "is longer than 300 letters.", "Make it shorter.")
        installed.use_cases.refuse("attendance.decline", Refusal("ATT-3", fault))
        installed.use_cases.answer("attendance.show", a_message())
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.decline"}
        answer = await installed.control("/press", {**press, "inputs": {"reason": "on leave"}})
        assert [command for _, command, _ in installed.use_cases.asked][1:] == [ShowAttendance("P1")]
        for words in ("Nothing was saved yet", "Make it shorter.", "'value': 'on leave'"):
            assert words in str(answer["body"])

    async def test_where_the_form_cannot_be_had_either_it_is_said_why(self, installed: World) -> None:
        for name in ("attendance.decline", "attendance.show"):
            installed.use_cases.refuse(name, Refusal("ATT-3", Fault("Panel", "is gone.", "Ask the CPP team.")))
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.decline"}
        answer = await installed.control("/press", {**press, "inputs": {"reason": "on leave"}})
        assert "That is not possible now" in str(answer["body"])
        assert "Panel: is gone. Ask the CPP team." in str(answer["body"])

    async def test_who_may_not_gets_no_way_back(self, installed: World) -> None:
        installed.use_cases.refuse("attendance.confirm", NotAllowed("ATT-1", Fault("", "This is not yours.", "")))
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.confirm"}
        answer = await installed.control("/press", press)
        assert "actions" not in answer["body"]["value"]

    async def test_a_fault_of_ours_leaves_the_card_as_it_was(self, installed: World) -> None:
        installed.use_cases.refuse("attendance.confirm", RuntimeError("broken"))
        activity_id = await sent_card(installed)
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.confirm"}
        answer = await installed.control("/press", press)
        assert answer["status"] == 200
        assert not answer["replaced"]
        assert answer["body"]["type"] == "application/vnd.microsoft.error"
        assert "broken" not in str(answer["body"])

    async def test_what_was_typed_is_shown_again_with_what_is_to_be_mended(self, installed: World) -> None:
        form = a_message("escalation", "asked", refs={"panel": "P1", "case": "C1"})
        installed.use_cases.answer("escalation.answer", a_message("escalation", "asked", errors=("Say when.",)))
        activity_id = await sent_card(installed, **vars(form))
        press = {"user_id": NADIA, "activity_id": activity_id, "verb": "escalation.answer"}
        answer = await installed.control("/press", {**press, "inputs": {"answer": "Soon"}})
        assert "Say when." in str(answer["body"])
        assert "'value': 'Soon'" in str(answer["body"])

    async def test_the_card_stays_changed_when_the_chat_is_loaded_again(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        await installed.control("/press", {"user_id": NADIA, "activity_id": activity_id, "verb": "attendance.confirm"})
        await installed.bot.background.settle()
        traffic = await installed.control("/traffic")
        assert [one["path"] for one in traffic if one["method"] == "PUT"] != []
        shown = (await installed.messages())[-1]
        assert shown["activity"]["summary"] == "Can you attend? Tuesday 8 December"
        assert "✓ Confirmed" in str(shown["activity"])

    async def test_a_refresh_by_the_client_itself_changes_no_message(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        await installed.control("/refresh", {"user_id": NADIA, "activity_id": activity_id})
        await installed.bot.background.settle()
        assert [one for one in await installed.control("/traffic") if one["method"] == "PUT"] == []

    async def test_the_refresh_shows_how_things_stand(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        await installed.control("/refresh", {"user_id": NADIA, "activity_id": activity_id})
        assert installed.use_cases.asked[-1][1] == ShowAttendance("P1")


class TestSubmitting:
    async def test_an_old_client_sends_a_message_and_its_card_is_changed_in_place(self, installed: World) -> None:
        activity_id = await sent_card(installed)
        chat = await installed.control(f"/chats/{NADIA}")
        status, _ = await installed.control_activity(
            {"type": "message", "replyToId": activity_id, "value": {"verb": "attendance.confirm", "panel": "P1"}}
        )
        assert status == 200
        after = await installed.control(f"/chats/{NADIA}")
        assert installed.use_cases.asked[0][1] == ConfirmAttendance("P1")
        assert len(after["messages"]) == len(chat["messages"])
        assert "✓ Confirmed" in str(after["messages"][-1]["activity"])

    async def test_a_refusal_comes_as_a_message_of_its_own(self, installed: World) -> None:
        installed.use_cases.refuse("attendance.confirm", Refusal("ATT-5", Fault("", "The seat is taken.", "")))
        activity_id = await sent_card(installed)
        await installed.control_activity(
            {"type": "message", "replyToId": activity_id, "value": {"verb": "attendance.confirm", "panel": "P1"}}
        )
        shown = await installed.messages()
        assert "The seat is taken." in str(shown[-1]["activity"])
        assert "Please answer" in str(shown[-2]["activity"])


class TestDroppingFiles:
    async def drop(self, world: World, name: str = "cases.csv", **changes: Any) -> None:
        """Drop a file into the chat, and wait until it is dealt with."""
        content = base64.b64encode(b"case_ref,detained_on").decode()
        kept = await world.control("/files", {"name": name, "contentBytes": content})
        attachment = {**kept["attachment"], **changes}
        await world.control("/say", {"user_id": NADIA, "text": "", "attachments": [attachment]})
        await world.bot.background.settle()

    async def said(self, world: World) -> list[str]:
        """What the bot said last, first to last."""
        return [str(one["activity"]["attachments"][0]["content"]) for one in (await world.messages())[-2:]]

    async def test_a_file_is_fetched_and_taken_as_its_sender(self, installed: World) -> None:
        await self.drop(installed)
        assert installed.files.taken == [("cases.csv", b"case_ref,detained_on", NADIA_ACTS)]
        reading, done = await self.said(installed)
        assert "as soon as it is read" in reading
        assert "cases.csv is imported" in done

    async def test_a_refusal_says_why(self, installed: World) -> None:
        installed.files.error = Refusal("LST-3", Fault("Row 7", "“soon” is no date.", "Write it as 2026-12-08."))
        await self.drop(installed)
        assert "Row 7: “soon” is no date." in (await self.said(installed))[-1]

    async def test_a_fault_of_ours_is_said_kindly(self, installed: World) -> None:
        installed.files.error = RuntimeError("broken")
        await self.drop(installed)
        assert "Nothing was changed" in (await self.said(installed))[-1]

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/cases.csv",
            "http://contoso.sharepoint.com/cases.csv",
            "https://contoso.sharepoint.com.evil.example/cases.csv",
            "https://user@contoso.sharepoint.com/cases.csv",
            "http://169.254.169.254/metadata",
            "file:///etc/passwd",
            "",
        ],
    )
    async def test_a_file_from_elsewhere_is_not_fetched(self, installed: World, url: str) -> None:
        await self.drop(installed, content={"downloadUrl": url})
        assert installed.files.taken == []
        assert "does not lie in SharePoint" in (await self.said(installed))[-1]

    async def test_a_file_that_is_gone_is_asked_for_again(self, installed: World) -> None:
        gone = f"{installed.sandbox.base_url}/download/file/gone"
        await self.drop(installed, content={"downloadUrl": gone})
        assert "Please send it again" in (await self.said(installed))[-1]


class TestTyping:
    async def test_typed_words_open_the_attendance_card_of_the_only_panel(self, installed: World) -> None:
        installed.use_cases.answer("cards.find", a_message("my_panels", "", choices={"panel": (("P7", "8 December"),)}))
        await installed.control("/say", {"user_id": NADIA, "text": "I can’t make Tuesday, sorry"})
        assert [name for name, _, _ in installed.use_cases.asked] == ["cards.find", "attendance.show"]
        assert installed.use_cases.asked[-1][1] == ShowAttendance("P7")

    async def test_with_several_panels_the_person_chooses(self, installed: World) -> None:
        both = (("P7", "8 December"), ("P8", "15 December"))
        installed.use_cases.answer("cards.find", a_message("my_panels", "", choices={"panel": both}))
        await installed.control("/say", {"user_id": NADIA, "text": "can't make it"})
        assert [name for name, _, _ in installed.use_cases.asked] == ["cards.find"]
        assert "15 December" in str((await installed.messages())[-1])

    async def test_a_spoc_finds_the_names_to_give_for_their_area(self, installed: World) -> None:
        to_name = {"nomination": (("P7/RL", "8 December"),)}
        installed.use_cases.answer("cards.find", a_message("my_panels", "", choices=to_name))
        await installed.control("/say", {"user_id": NADIA, "text": "I want to nominate someone"})
        assert installed.use_cases.asked[-1][1] == ShowNomination("P7", "RL")

    async def test_words_that_we_do_not_know_get_the_help(self, installed: World) -> None:
        installed.use_cases.answer("help", a_message("help", "", blocks=(Text("This is what you can do."),)))
        await installed.control("/say", {"user_id": NADIA, "text": "what is the weather like?"})
        assert "This is what you can do." in str((await installed.messages())[-1])

    async def test_a_fault_of_ours_is_said_kindly(self, installed: World) -> None:
        installed.use_cases.refuse("help", RuntimeError("broken"))
        await installed.control("/say", {"user_id": NADIA, "text": "help"})
        assert "Nothing was changed" in str((await installed.messages())[-1])

    async def test_the_case_list_opens_with_the_address_of_its_folder(self, installed: World) -> None:
        address = "https://contoso.sharepoint.com/Panels/P1"
        await installed.references.put(link_key("P1"), address)
        installed.use_cases.answer("cards.find", a_message("my_panels", "", choices={"list": (("P1", "8 December"),)}))
        installed.use_cases.answer("list.show", a_message("case_list", "shared"))
        await installed.control("/say", {"user_id": NADIA, "text": "where is the case list?"})
        assert address in str((await installed.messages())[-1])
