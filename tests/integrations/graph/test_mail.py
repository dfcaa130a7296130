"""E-mails from the CPP team's mailbox, over HTTP against a local Microsoft 365."""

import pytest

from cpp_core.effects import Channel, Done, Later, Outcome, Refused, Unknown
from cpp_core.orders import MailOrder
from integrations.graph.mail import MailSender
from tests.integrations.graph.builders import Memory, attempt, install, mail
from tests.integrations.graph.microsoft365 import MAILBOX, Microsoft365

KEY = "nominations-call:2026-12:FNORC"


class Team:
    """The CPP team's mailbox, asked the way the dispatcher asks."""

    def __init__(self, tenant: Microsoft365, memory: Memory) -> None:
        self.sender = MailSender(tenant.graph, memory)

    async def sends(self, order: MailOrder, *, number: int = 1, key: str = KEY) -> Outcome:
        return await self.sender.send(attempt(key, Channel.MAIL, number=number), order)


@pytest.fixture
def team(tenant: Microsoft365, memory: Memory) -> Team:
    return Team(tenant, memory)


class TestAMail:
    async def test_reaches_everybody_it_is_for_as_html(self, tenant: Microsoft365, team: Team) -> None:
        assert isinstance(await team.sends(mail("rowan", "sam")), Done)
        for who in ("rowan", "sam"):
            (received,) = await tenant.mails(who)
            assert received["from"] == MAILBOX
            assert received["to"] == ["rowan@panels.example", "sam@panels.example"]
            assert received["html"].startswith("<!DOCTYPE html>")
            assert "Why am I getting this?" in received["text"]

    async def test_lies_among_the_sent_items_under_the_id_that_is_given_back(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        outcome = await team.sends(mail("rowan"))
        sent = (await tenant.see(f"/mailboxes/{MAILBOX}"))["sent"]
        assert outcome == Done(sent[0]["id"])
        assert memory.kept == {f"mail:{KEY}": sent[0]["id"]}

    async def test_asks_for_answers_to_the_mailbox(self, tenant: Microsoft365, team: Team) -> None:
        await team.sends(mail("rowan"))
        drafted = next(one for one in await tenant.see("/traffic") if one["path"].endswith("/messages"))
        assert drafted["body"]["replyTo"] == [{"emailAddress": {"address": MAILBOX}}]

    async def test_takes_two_requests_when_all_is_well(self, tenant: Microsoft365, team: Team) -> None:
        await team.sends(mail("rowan"))
        assert [method for method, _ in await tenant.requests()] == ["POST", "POST"]

    async def test_to_nobody_that_exists_is_sent_all_the_same_and_bounces_to_the_team(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        assert isinstance(await team.sends(mail("nobody")), Done)
        bounced = (await tenant.see(f"/mailboxes/{MAILBOX}"))["mails"]
        assert [one["subject"].partition(":")[0] for one in bounced] == ["Undeliverable"]

    async def test_to_no_address_at_all_is_refused(self, team: Team) -> None:
        assert isinstance(await team.sends(mail()), Refused)


class TestAMailOfWhichTheAnswerWasLost:
    async def test_is_not_sent_again_when_it_went(self, tenant: Microsoft365, team: Team) -> None:
        await tenant.fails("after", "outlook", path="/send", status=504)
        assert isinstance(await team.sends(mail("rowan")), Later)
        assert isinstance(await team.sends(mail("rowan"), number=2), Done)
        assert len(await tenant.mails("rowan")) == 1

    async def test_is_sent_when_it_did_not_go(self, tenant: Microsoft365, team: Team) -> None:
        await tenant.fails("down", "outlook", path="/send", status=503)
        assert isinstance(await team.sends(mail("rowan")), Later)
        assert await tenant.mails("rowan") == []
        assert isinstance(await team.sends(mail("rowan"), number=2), Done)
        assert len(await tenant.mails("rowan")) == 1

    async def test_is_drafted_once_where_the_draft_was_made(self, tenant: Microsoft365, team: Team) -> None:
        await tenant.fails("drop", "outlook", path="/messages")
        assert isinstance(await team.sends(mail("rowan")), Later)
        assert isinstance(await team.sends(mail("rowan"), number=2), Done)
        shown = await tenant.see(f"/mailboxes/{MAILBOX}")
        assert (len(shown["sent"]), len(shown["drafts"])) == (1, 0)

    async def test_is_found_by_its_mark_where_its_id_was_forgotten(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        await team.sends(mail("rowan"))
        memory.kept.clear()
        assert isinstance(await team.sends(mail("rowan"), number=2), Done)
        assert len(await tenant.mails("rowan")) == 1

    async def test_is_unknown_and_never_sent_again_where_it_is_nowhere(
        self, tenant: Microsoft365, team: Team, memory: Memory
    ) -> None:
        memory.kept[f"mail:{KEY}"] = "AAkALgAAAAAAHYQDEapmEc2byACqAC-gone"
        assert isinstance(await team.sends(mail("rowan"), number=2), Later)
        assert isinstance(await team.sends(mail("rowan"), number=4), Unknown)
        assert await tenant.mails("rowan") == []


class TestTheMailbox:
    async def test_that_is_throttled_holds_its_lane_for_as_long_as_it_says(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        await tenant.fails("throttle", "outlook", retry_after=17)
        outcome = await team.sends(mail("rowan"))
        assert isinstance(outcome, Later)
        assert outcome.lane_wide
        assert outcome.wait is not None
        assert outcome.wait.total_seconds() == 17

    async def test_that_may_not_be_used_is_a_refusal_without_anybodys_address(
        self, tenant: Microsoft365, team: Team
    ) -> None:
        await tenant.order("/permissions", mailboxes={MAILBOX: []})
        outcome = await team.sends(mail("rowan"))
        assert isinstance(outcome, Refused)
        assert outcome.reason == "forbidden"
        assert "@" not in outcome.why


async def test_an_order_of_another_channel_is_a_mistake_of_ours(team: Team) -> None:
    with pytest.raises(TypeError, match="MailOrder"):
        await team.sender.send(attempt(KEY, Channel.MAIL), install("rowan"))
