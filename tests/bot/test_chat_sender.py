"""Cards reach people once, are changed in place, and what cannot be sent says why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.links import link_key
from bot.proactive import ChatSender, Home, card_key, is_reminder, sent_key
from cpp_core.effects import Done, Later, Outcome, Refused, Unknown
from cpp_core.messages.message import Message
from cpp_core.orders import ChatOrder, InstallOrder
from tests.bot.test_turns_in_teams import an_attempt
from tests.bot.world import NADIA, References, World, a_message, a_person


async def send(world: World, message: Message | None = None, key: str = "ATT-1:ask:P1", **attempt: Any) -> Outcome:
    """Have a card sent to Nadia."""
    return await world.bot.sender.send(an_attempt(key, **attempt), ChatOrder(a_person(), message or a_message()))


async def fault(world: World, kind: str, method: str = "POST", **more: Any) -> None:
    """Order a fault of the Connector."""
    await world.control("/faults", {"kind": kind, "target": "connector", "method": method, "count": 1, **more})


async def cards(world: World) -> list[dict[str, Any]]:
    """The cards that Nadia sees, but for the greeting."""
    return [one for one in await world.messages() if "I will write to you here" not in one["activity"]["summary"]]


class DiedError(Exception):
    """The process is no more."""


class Mortal(References):
    """Remote references of a process that dies when it has made one note."""

    async def put(self, key: str, value: str) -> None:
        """Keep it, and die over the next one."""
        if key in self.kept or any(one.startswith(("chat:", "card:")) for one in self.kept):
            raise DiedError
        await super().put(key, value)


class TestSending:
    async def test_a_card_arrives_with_the_words_of_its_notification(self, installed: World) -> None:
        outcome = await send(installed)
        (shown,) = await cards(installed)
        assert outcome == Done(shown["id"])
        assert shown["activity"]["summary"] == "Can you attend? Tuesday 8 December"
        assert shown["activity"]["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"

    async def test_what_was_sent_is_remembered_by_effect_and_by_person_and_panel(self, installed: World) -> None:
        outcome = await send(installed)
        assert isinstance(outcome, Done)
        assert installed.references.kept[sent_key("ATT-1:ask:P1")] == outcome.remote_id
        assert installed.references.kept[card_key(NADIA, "attendance", "P1")] == outcome.remote_id

    async def test_whose_sender_died_over_its_notes_is_changed_all_the_same_when_an_answer_comes(
        self, installed: World
    ) -> None:
        mortal = Mortal(installed.references.kept)
        dying = ChatSender(installed.bot.connector, installed.bot.conversations, mortal, Home("", "", ""))
        with pytest.raises(DiedError):
            await dying.send(an_attempt("ATT-1:ask:P1"), ChatOrder(a_person(), a_message()))
        await send(installed, number=2, doubtful=True)
        shown = [one["id"] for one in await cards(installed)]
        assert installed.references.kept[card_key(NADIA, "attendance", "P1")].split() == shown

    async def test_an_effect_that_was_sent_is_not_sent_again(self, installed: World) -> None:
        first = await send(installed)
        assert await send(installed, number=2, doubtful=True) == first
        assert len(await cards(installed)) == 1

    async def test_an_order_of_another_channel_is_refused(self, installed: World) -> None:
        outcome = await installed.bot.sender.send(an_attempt(), InstallOrder(a_person()))
        assert isinstance(outcome, Refused)

    async def test_the_token_is_fetched_once(self, installed: World) -> None:
        for number in range(3):
            await send(installed, key=f"k{number}")
        assert installed.credential.asked == 1


class TestTheCaseList:
    async def test_its_card_opens_the_panels_folder_once_that_is_known(self, installed: World) -> None:
        listed = a_message("case_list", "shared")
        await send(installed, listed, key="early")
        await installed.references.put(link_key("P1"), "https://contoso.sharepoint.com/Panels/P1")
        await send(installed, listed, key="late")
        early, late = await cards(installed)
        assert "Action.OpenUrl" not in json.dumps(early)
        assert "https://contoso.sharepoint.com/Panels/P1" in json.dumps(late)


class TestReplacing:
    async def test_a_card_that_replaces_another_changes_it(self, installed: World) -> None:
        first = await send(installed)
        changed = a_message(state="confirmed")
        assert await send(installed, changed, key="later", replaces="ATT-1:ask:P1") == first
        (shown,) = await cards(installed)
        assert "✓ Confirmed" in json.dumps(shown["activity"], ensure_ascii=False)
        assert len(shown["history"]) == 1

    async def test_its_reminders_change_with_it(self, installed: World) -> None:
        await send(installed)
        await send(installed, key="ATT-2:remind:P1")
        other = a_message()
        await send(installed, replace(other, refs={"panel": "P2"}), key="ATT-1:ask:P2")
        await send(installed, a_message(state="confirmed"), key="later", replaces="ATT-1:ask:P1")
        shown = [json.dumps(one["activity"], ensure_ascii=False) for one in await cards(installed)]
        assert ["✓ Confirmed" in one for one in shown] == [True, True, False]

    async def test_where_the_other_is_gone_it_is_sent_anew(self, installed: World) -> None:
        installed.references.kept[sent_key("ATT-1:ask:P1")] = "1700000000000"
        outcome = await send(installed, key="later", replaces="ATT-1:ask:P1")
        (shown,) = await cards(installed)
        assert outcome == Done(shown["id"])

    async def test_where_the_other_was_never_sent_it_is_sent_anew(self, installed: World) -> None:
        assert isinstance(await send(installed, key="later", replaces="never"), Done)
        assert len(await cards(installed)) == 1

    async def test_a_lost_answer_to_a_change_is_tried_again(self, installed: World) -> None:
        await send(installed)
        await fault(installed, "after", "PUT")
        assert isinstance(await send(installed, key="later", replaces="ATT-1:ask:P1"), Later)
        assert isinstance(await send(installed, key="later", replaces="ATT-1:ask:P1", number=2, doubtful=True), Done)
        assert len(await cards(installed)) == 1


class TestWhereTheChatIs:
    async def test_the_chat_of_someone_who_has_the_app_is_found_by_asking(self, installed: World) -> None:
        await installed.bot.conversations.forget(NADIA)
        assert isinstance(await send(installed), Done)
        found = await installed.bot.conversations.of(NADIA)
        assert found is not None

    async def test_while_the_app_is_being_installed_it_comes_later(self, world: World) -> None:
        outcome = await send(world, after=f"install:{NADIA}")
        assert isinstance(outcome, Later)
        assert outcome.wait == timedelta(seconds=10)
        assert not outcome.maybe_done

    async def test_once_that_has_lasted_too_long_it_is_refused(self, world: World) -> None:
        outcome = await send(world, after=f"install:{NADIA}", number=6)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-conversation"

    async def test_without_any_installation_it_is_refused(self, world: World) -> None:
        outcome = await send(world)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-conversation"

    async def test_a_chat_that_moved_is_looked_for_again(self, installed: World) -> None:
        known = await installed.bot.conversations.of(NADIA)
        assert known is not None
        await installed.bot.conversations.learn(NADIA, replace(known, id="a:gone"))
        moved = await send(installed)
        assert isinstance(moved, Later)
        assert not moved.maybe_done
        assert isinstance(await send(installed, number=2), Done)

    async def test_who_took_the_app_away_is_refused(self, installed: World) -> None:
        known = await installed.bot.conversations.of(NADIA)
        assert known is not None
        await installed.control("/uninstall", {"user_id": NADIA})
        await installed.bot.conversations.learn(NADIA, known)
        outcome = await send(installed, number=2)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "no-conversation"


class TestWhenTheConnectorRefuses:
    async def test_who_blocked_the_bot_is_known_by_a_code(self, installed: World) -> None:
        await installed.control("/block", {"user_id": NADIA, "blocked": True})
        outcome = await send(installed)
        assert isinstance(outcome, Refused)
        assert outcome.reason == "blocked"

    async def test_to_be_throttled_holds_the_whole_lane_for_as_long_as_asked(self, installed: World) -> None:
        await fault(installed, "throttle", retry_after=17)
        expected = Later("the Bot Connector asks us to slow down", timedelta(seconds=17), True, maybe_done=False)
        assert await send(installed) == expected

    @pytest.mark.parametrize(("status", "doubt"), [(412, False), (500, True), (502, False), (503, False)])
    async def test_a_passing_failure_is_tried_again(self, installed: World, status: int, *, doubt: bool) -> None:
        await fault(installed, "down", status=status)
        outcome = await send(installed)
        assert isinstance(outcome, Later)
        assert outcome.maybe_done is doubt
        assert isinstance(await send(installed, number=2), Done)
        assert len(await cards(installed)) == 1


class TestDoubt:
    @pytest.mark.parametrize("kind", ["after", "drop"])
    async def test_a_reminder_whose_answer_was_lost_is_not_sent_again(self, installed: World, kind: str) -> None:
        await fault(installed, kind)
        assert isinstance(await send(installed, what="attendance_reminder"), Unknown)
        assert isinstance(await send(installed, what="attendance_reminder", number=2, doubtful=True), Unknown)
        assert len(await cards(installed)) == 1

    @pytest.mark.parametrize("kind", ["after", "drop"])
    async def test_a_decision_whose_answer_was_lost_is_sent_again_and_marked_so(
        self, installed: World, kind: str
    ) -> None:
        await fault(installed, kind)
        first_try = await send(installed)
        assert isinstance(first_try, Later)
        assert first_try.maybe_done
        assert isinstance(await send(installed, number=2, doubtful=True), Done)
        first, second = await cards(installed)
        assert "You may have this twice" not in json.dumps(first)
        assert "You may have this twice" in json.dumps(second)

    def test_what_only_reminds_is_known_by_its_name(self) -> None:
        assert is_reminder(an_attempt(what="attendance_reminder").effect)
        assert is_reminder(an_attempt("ATT-2:remind:P1@20261208T1000Z:7").effect)
        assert not is_reminder(an_attempt(what="quorum").effect)
