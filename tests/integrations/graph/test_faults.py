"""Whatever goes wrong on the way, each person gets one invitation and one mail, and each panel one meeting."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential

from cpp_core.effects import Channel, Done, Later
from cpp_core.orders import AccessAct, MeetingAct, Order
from cpp_core.ports import Sender
from integrations.graph.client import GraphClient
from integrations.graph.senders import graph_senders
from tests.integrations.graph.builders import GUIDE, Memory, access, attempt, draw, install, mail, meeting, workbook
from tests.integrations.graph.microsoft365 import MAILBOX, Microsoft365, microsoft_365

WORK: tuple[tuple[str, Channel, Order], ...] = (
    ("make", Channel.CALENDAR, meeting(MeetingAct.MAKE)),
    ("invite rowan", Channel.CALENDAR, meeting(MeetingAct.INVITE, "rowan")),
    ("invite sam", Channel.CALENDAR, meeting(MeetingAct.INVITE, "sam")),
    ("mail rowan", Channel.MAIL, mail("rowan")),
    ("mail sam", Channel.MAIL, mail("sam")),
    ("list", Channel.FILES, workbook()),
    ("open rowan", Channel.FILES, access(AccessAct.OPEN, "rowan")),
    ("install rowan", Channel.INSTALL, install("rowan")),
)


@dataclass
class Outbox:
    """What a dispatcher does: try until it is done, doubting where the try before may have been done."""

    senders: Mapping[Channel, Sender]
    tries: dict[str, int] = field(default_factory=dict)

    pause: float = 0.0

    async def drain(self, *, at_most: int = 6) -> None:
        for key, channel, order in WORK:
            doubtful, outcome = key in self.tries, None
            while not isinstance(outcome, Done):
                number = self.tries[key] = self.tries.get(key, 0) + 1
                assert number <= at_most, f"{key}: {outcome}"
                one_try = replace(attempt(key, channel, number=number), doubtful=doubtful)
                outcome = await self.senders[channel].send(one_try, order)
                assert isinstance(outcome, Done | Later), f"{key}: {outcome}"
                if isinstance(outcome, Later):
                    doubtful = outcome.maybe_done
                    await asyncio.sleep(self.pause)


async def assert_everything_is_there_once(tenant: Microsoft365) -> None:
    (event,) = await tenant.events()
    assert [file["name"] for file in event["attachments"]] == [GUIDE.name]
    assert len(event["attendees"]) == 2
    for who in ("rowan", "sam"):
        assert [one["kind"] for one in await tenant.invitations(who)] == ["invitation"]
        assert len(await tenant.mails(who)) == 1
    assert len((await tenant.see(f"/mailboxes/{MAILBOX}"))["sent"]) == 2
    (panels,) = (await tenant.see("/drive"))["children"]
    (folder,) = panels["children"]
    assert [file["name"] for file in folder["children"]] == ["Case list v1.xlsx"]
    assert len(folder["permissions"]) == 1


class Token(AsyncTokenCredential):
    """A credential with one token, for where nobody reads it."""

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken("token", 4_000_000_000)

    async def close(self) -> None:
        pass

    async def __aexit__(self, *_error: object) -> None:
        pass


def outbox(tenant: Microsoft365, memory: Memory) -> Outbox:
    return Outbox(graph_senders(tenant.graph, memory, GUIDE, draw))


class TestEverybodyGetsEverythingOnce:
    async def test_when_nothing_goes_wrong(self, tenant: Microsoft365, memory: Memory) -> None:
        work = outbox(tenant, memory)
        await work.drain()
        await assert_everything_is_there_once(tenant)
        assert set(work.tries.values()) == {1}

    @pytest.mark.parametrize("method", ["POST", "PATCH", "GET", "PUT"])
    @pytest.mark.parametrize("kind", ["throttle", "down", "after", "drop"])
    async def test_when_calls_of_one_kind_fail_in_one_way(
        self, tenant: Microsoft365, memory: Memory, kind: str, method: str
    ) -> None:
        await tenant.fails(kind, "graph", method=method, count=4)
        await outbox(tenant, memory).drain()
        await assert_everything_is_there_once(tenant)

    async def test_when_everything_fails_in_every_way(self, tenant: Microsoft365, memory: Memory) -> None:
        for kind in ("after", "drop", "down", "throttle", "after", "drop"):
            for method in ("POST", "PATCH", "PUT"):
                await tenant.fails(kind, "graph", method=method)
        await outbox(tenant, memory).drain(at_most=20)
        await assert_everything_is_there_once(tenant)

    async def test_when_what_graph_called_things_is_forgotten_between_tries(
        self, tenant: Microsoft365, memory: Memory
    ) -> None:
        work = outbox(tenant, memory)
        await work.drain()
        memory.kept.clear()
        await work.drain()
        await assert_everything_is_there_once(tenant)

    @pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
    @pytest.mark.parametrize("kind", ["after", "drop"])
    async def test_when_lists_do_not_show_yet_what_was_done_in_doubt(
        self, tenant: Microsoft365, memory: Memory, kind: str, method: str
    ) -> None:
        for target in ("outlook", "sharepoint"):
            await tenant.order("/faults", kind="stale", target=target, seconds=600)
        await tenant.fails(kind, "graph", method=method, count=4)
        await outbox(tenant, memory).drain()
        await assert_everything_is_there_once(tenant)

    async def test_when_an_answer_comes_too_late(self, memory: Memory) -> None:
        async with microsoft_365(read_timeout=0.2) as tenant:
            for path in ("/events", "/send"):
                await tenant.fails("slow", "outlook", method="POST", path=path, seconds=0.4)
            work = outbox(tenant, memory)
            work.pause = 0.4
            await work.drain()
            await assert_everything_is_there_once(tenant)

    async def test_when_somebody_answers_while_another_is_invited(self, tenant: Microsoft365, memory: Memory) -> None:
        senders = outbox(tenant, memory).senders
        make, *invite = WORK[:3]
        await senders[make[1]].send(attempt(make[0], make[1]), make[2])
        outcomes = await asyncio.gather(
            *(senders[channel].send(attempt(key, channel), order) for key, channel, order in invite)
        )
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        (event,) = await tenant.events()
        assert len(event["attendees"]) == 2


class TestTheMailbox:
    async def test_is_never_asked_more_than_four_things_at_once(self, memory: Memory) -> None:
        async with microsoft_365(latency=0.02) as tenant:
            senders = outbox(tenant, memory).senders
            outcomes = await asyncio.gather(
                *(senders[Channel.MAIL].send(attempt(f"mail {n}", Channel.MAIL), mail("rowan")) for n in range(20))
            )
            assert all(isinstance(outcome, Done) for outcome in outcomes)
            assert len(await tenant.mails("rowan")) == 20


class TestNobodyThere:
    async def test_is_tried_again_later(self, tenant: Microsoft365, memory: Memory) -> None:
        nowhere = replace(tenant.settings, base_url="http://127.0.0.1:9/v1.0")
        async with GraphClient(nowhere, Token()) as graph:
            sender = graph_senders(graph, memory, GUIDE, draw)[Channel.MAIL]
            outcome = await sender.send(attempt("m", Channel.MAIL), mail("rowan"))
        assert isinstance(outcome, Later)
        assert not outcome.maybe_done

    async def test_to_give_a_token_holds_the_lane(self, tenant: Microsoft365, memory: Memory) -> None:
        await tenant.fails("down", "identity", count=20, status=400)
        outcome = await outbox(tenant, memory).senders[Channel.MAIL].send(attempt("m", Channel.MAIL), mail("rowan"))
        assert isinstance(outcome, Later)
        assert outcome.lane_wide
        assert outcome.why.startswith("no token")
