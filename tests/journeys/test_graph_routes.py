"""The routes that Graph calls: its handshake, notifications that are believed, and those that are not."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpp_core.model.panel import PlaceStatus
from tests.journeys.small_panel import SmallPanel, small_panel

NOTIFICATIONS = "/api/graph/notifications"
BOTH = pytest.mark.parametrize("route", [NOTIFICATIONS, "/api/graph/lifecycle"])


@pytest.fixture
async def watched(kind: str, tmp_path: Path) -> AsyncIterator[SmallPanel]:
    """A panel whose service is subscribed."""
    async with small_panel(kind, tmp_path, reachable=True) as panel:
        await panel.at(date(2026, 11, 24), 14)
        yield panel


async def posts(panel: SmallPanel, route: str, body: Any = None, **query: str) -> tuple[int, str, str]:
    """Somebody calls; answers with status, content type and body."""
    stage = panel.world.stage
    async with stage.session.post(f"{stage.service_url}{route}", params=query, json=body) as answer:
        return answer.status, answer.content_type, await answer.text()


async def subscription(panel: SmallPanel) -> dict[str, Any]:
    found: dict[str, Any] = (await panel.world.stage.control("GET", "/subscriptions"))["subscriptions"][0]
    return found


async def looks(panel: SmallPanel) -> int:
    """How often a single event was read."""
    await panel.world.service.listening.watching.work()
    return await panel.traffic("GET", "/events/")


class TestAHandshake:
    @BOTH
    async def test_is_answered_with_its_token_as_plain_text(self, watched: SmallPanel, route: str) -> None:
        token = "Validation: <b>Testing</b> & reachability"
        assert await posts(watched, route, validationToken=token) == (200, "text/plain", token)

    async def test_with_a_token_beyond_measure_is_refused(self, watched: SmallPanel) -> None:
        assert (await posts(watched, NOTIFICATIONS, validationToken="x" * 5000))[0] == 400


class TestANotification:
    async def test_with_another_client_state_is_accepted_and_passed_over(self, watched: SmallPanel) -> None:
        before = await looks(watched)
        row = {"subscriptionId": "s", "clientState": "guessed", "changeType": "updated", "resourceData": {"id": "e"}}
        assert (await posts(watched, NOTIFICATIONS, {"value": [row, {"clientState": None}, 7]}))[0] == 202
        assert await looks(watched) == before

    async def test_of_ours_has_the_event_read(self, watched: SmallPanel) -> None:
        before = await looks(watched)
        state = (await subscription(watched))["clientState"]
        row = {"subscriptionId": "s", "clientState": state, "changeType": "updated", "resourceData": {"id": "gone"}}
        assert (await posts(watched, NOTIFICATIONS, {"value": [row, row]}))[0] == 202
        assert await looks(watched) == before + 1

    @pytest.mark.parametrize("body", [[], {}, {"value": 3}, {"value": [None]}, "text", None])
    async def test_that_is_none_is_accepted_and_passed_over(self, watched: SmallPanel, body: Any) -> None:
        assert (await posts(watched, NOTIFICATIONS, body))[0] in (202, 400)

    async def test_is_answered_at_once_while_graph_is_slow(self, watched: SmallPanel) -> None:
        await watched.control("/faults", {"kind": "slow", "target": "outlook", "seconds": 2, "count": 3})
        state = (await subscription(watched))["clientState"]
        row = {"subscriptionId": "s", "clientState": state, "changeType": "updated", "resourceData": {"id": "gone"}}
        began = time.monotonic()
        assert (await posts(watched, NOTIFICATIONS, {"value": [row]}))[0] == 202
        assert time.monotonic() - began < 1


class TestLifecycle:
    async def test_missed_notifications_are_swept_for(self, watched: SmallPanel) -> None:
        await watched.control("/faults", {"kind": "notifications", "mode": "lost", "count": 1})
        await watched.answers("FNORC member", "accepted")
        await watched.control("/lifecycle", {"event": "missed"})
        await watched.control("/settle", {})
        await watched.world.service.listening.watching.work()
        assert await watched.status("FNORC member") is PlaceStatus.CONFIRMED

    async def test_reauthorisation_is_given_by_renewing_at_once(self, watched: SmallPanel) -> None:
        first = await subscription(watched)
        await watched.later(hours=2)
        await watched.control("/lifecycle", {"event": "reauthorizationRequired"})
        await watched.control("/settle", {})
        await watched.world.service.listening.watching.work()
        now = await subscription(watched)
        assert now["id"] == first["id"]
        assert now["expirationDateTime"] > first["expirationDateTime"]

    async def test_a_subscription_with_another_client_state_is_made_anew(self, watched: SmallPanel) -> None:
        first = await subscription(watched)
        await watched.world.service.storage.remote_references.put("notifications:subscription", f"{first['id']} other")
        await watched.control("/lifecycle", {"event": "reauthorizationRequired"})
        await watched.control("/settle", {})
        await watched.world.service.listening.watching.work()
        assert (await subscription(watched))["id"] != first["id"]
