"""Change notifications, over HTTP against a local Microsoft 365 that calls back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from cpp_core.effects import Channel
from cpp_core.orders import MeetingAct
from integrations.graph.calendar import CalendarSender
from integrations.graph.failures import GraphFailure
from integrations.graph.subscriptions import Notice, Subscriptions
from tests.integrations.graph.builders import GUIDE, PANEL, Memory, attempt, meeting
from tests.integrations.graph.listener import Listener, listening
from tests.integrations.graph.microsoft365 import Microsoft365

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STATE = "a state that only we and Graph know"


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as found:
        yield found


@pytest.fixture
async def subscriptions(tenant: Microsoft365, listener: Listener) -> Subscriptions:
    await tenant.order("/clock", now=NOW.isoformat())
    return Subscriptions(tenant.graph, f"{listener.url}/notifications", f"{listener.url}/lifecycle", STATE)


class TestEnsuring:
    async def test_subscribes_for_almost_seven_days(self, subscriptions: Subscriptions) -> None:
        watch = await subscriptions.ensure(subscriptions.calendar, NOW)
        assert timedelta(days=6, hours=23) < watch.expires_at - NOW < timedelta(days=7)

    async def test_twice_is_one_subscription(self, subscriptions: Subscriptions) -> None:
        first = await subscriptions.ensure(subscriptions.calendar, NOW)
        assert await subscriptions.ensure(subscriptions.calendar, NOW) == first
        assert await subscriptions.living() == (first,)

    async def test_renews_what_ends_soon(self, tenant: Microsoft365, subscriptions: Subscriptions) -> None:
        first = await subscriptions.ensure(subscriptions.calendar, NOW)
        later = NOW + timedelta(days=6)
        await tenant.order("/clock", now=later.isoformat())
        renewed = await subscriptions.ensure(subscriptions.calendar, later)
        assert renewed.id == first.id
        assert renewed.expires_at > later + timedelta(days=6)

    async def test_subscribes_anew_after_the_end(self, tenant: Microsoft365, subscriptions: Subscriptions) -> None:
        first = await subscriptions.ensure(subscriptions.calendar, NOW)
        later = NOW + timedelta(days=8)
        await tenant.order("/clock", now=later.isoformat())
        assert (await subscriptions.ensure(subscriptions.calendar, later)).id != first.id

    async def test_ends_what_is_there_twice(self, subscriptions: Subscriptions) -> None:
        await subscriptions.create(subscriptions.calendar, NOW)
        await subscriptions.create(subscriptions.calendar, NOW)
        watch = await subscriptions.ensure(subscriptions.calendar, NOW)
        assert await subscriptions.living() == (watch,)

    async def test_leaves_the_subscriptions_of_others(
        self, tenant: Microsoft365, listener: Listener, subscriptions: Subscriptions
    ) -> None:
        other = Subscriptions(tenant.graph, f"{listener.url}/other", f"{listener.url}/lifecycle", STATE)
        await other.ensure(other.calendar, NOW)
        await subscriptions.ensure(subscriptions.calendar, NOW)
        assert len(await subscriptions.living()) == 2

    async def test_raises_where_nobody_echoes_the_token(self, tenant: Microsoft365) -> None:
        await tenant.order("/clock", now=NOW.isoformat())
        deaf = Subscriptions(tenant.graph, "http://127.0.0.1:9/notifications", "http://127.0.0.1:9/lifecycle", STATE)
        with pytest.raises(GraphFailure, match="ValidationError"):
            await deaf.ensure(deaf.calendar, NOW)

    async def test_renewing_or_ending_what_is_gone_is_no_failure(self, subscriptions: Subscriptions) -> None:
        assert await subscriptions.renew("b0000000-0000-4000-8000-000000000009", NOW) is None
        await subscriptions.delete("b0000000-0000-4000-8000-000000000009")

    @pytest.mark.parametrize("state", ["", "x" * 129])
    def test_needs_a_state_that_graph_takes(self, tenant: Microsoft365, state: str) -> None:
        with pytest.raises(ValueError, match="128"):
            Subscriptions(tenant.graph, "http://127.0.0.1:9/n", "http://127.0.0.1:9/l", state)


class TestWhatComes:
    async def test_names_the_meeting_that_changed_by_the_id_that_we_keep(
        self, tenant: Microsoft365, listener: Listener, subscriptions: Subscriptions, memory: Memory
    ) -> None:
        watch = await subscriptions.ensure(subscriptions.calendar, NOW)
        sender = CalendarSender(tenant.graph, memory, GUIDE)
        await sender.send(attempt("make", Channel.CALENDAR), meeting(MeetingAct.MAKE))
        await tenant.order("/settle")
        notices = {notice for body in listener.told for notice in subscriptions.believed(body)}
        assert Notice(watch.id, memory.kept[f"meeting:{PANEL}"], "created") in notices

    async def test_may_be_about_the_subscription_itself(
        self, tenant: Microsoft365, listener: Listener, subscriptions: Subscriptions
    ) -> None:
        watch = await subscriptions.ensure(subscriptions.calendar, NOW)
        await tenant.order("/lifecycle", event="reauthorizationRequired")
        await tenant.order("/settle")
        (body,) = listener.told
        assert subscriptions.believed(body) == (Notice(watch.id, lifecycle="reauthorizationRequired"),)

    async def test_twice_counts_once(self, subscriptions: Subscriptions) -> None:
        row = {"clientState": STATE, "subscriptionId": "s", "changeType": "updated", "resourceData": {"id": "e"}}
        assert subscriptions.believed({"value": [row, dict(row)]}) == (Notice("s", "e", "updated"),)

    @pytest.mark.parametrize(
        "body",
        [
            None,
            [],
            "text",
            {},
            {"value": None},
            {"value": ["text", None, 3]},
            {"value": [{"subscriptionId": "s"}]},
            {"value": [{"subscriptionId": "s", "clientState": None}]},
            {"value": [{"subscriptionId": "s", "clientState": "another state"}]},
            {"value": [{"subscriptionId": "s", "clientState": "é"}]},
        ],
    )
    async def test_without_our_state_is_not_believed(self, subscriptions: Subscriptions, body: object) -> None:
        assert subscriptions.believed(body) == ()

    async def test_with_odd_content_is_still_read(self, subscriptions: Subscriptions) -> None:
        row = {"clientState": STATE, "resourceData": "text"}
        assert subscriptions.believed({"value": [row]}) == (Notice(""),)
