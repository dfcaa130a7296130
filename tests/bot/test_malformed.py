"""What is no activity, too large, or no press of ours is answered plainly, and never with a fault of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.door import APP, SERVICE, TENANT, Door, a_token, an_activity
from tests.bot.tokens import claims, signed_with_a_secret
from tests.bot.world import World

Json = dict[str, Any]

UNREADABLE = {
    "no JSON": b"{",
    "no UTF-8": b'{"type": "\xff"}',
    "a list": b"[]",
    "a number that is none": b'{"type": NaN}',
    "nested too deep": b'{"a":' * 50 + b"1" + b"}" * 50,
    "nested without end": b"[" * 100_000,
    "a number of many digits": b'{"a":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_an_unreadable_body_is_a_bad_request(door: Door, body: bytes) -> None:
    status, _ = await door.knock(a_token(), body)
    assert status == 400


async def test_an_unreadable_body_without_a_good_token_is_not_even_read(door: Door) -> None:
    assert (await door.knock("abc", b"{"))[0] == 401


@pytest.mark.parametrize("activity", [an_activity(id=None), an_activity(type=None), an_activity(type=7)])
async def test_an_activity_without_id_or_type_is_a_bad_request(door: Door, activity: Json) -> None:
    assert (await door.knock(a_token(), activity))[0] == 400


MALFORMED = {
    "no value": an_activity(value=None),
    "a value that is text": an_activity(value="x"),
    "no action": an_activity(value={}),
    "an action that is text": an_activity(value={"action": "attendance.confirm"}),
    "another kind of action": an_activity(value={"action": {"type": "Action.Http", "verb": "attendance.confirm"}}),
    "no verb": an_activity(value={"action": {"type": "Action.Execute"}}),
    "an unknown verb": an_activity(value={"action": {"type": "Action.Execute", "verb": "panel.destroy"}}),
    "a verb that is a number": an_activity(value={"action": {"type": "Action.Execute", "verb": 3}}),
    "data that is a list": an_activity(
        value={"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": [1]}}
    ),
    "data within data": an_activity(
        value={"action": {"type": "Action.Execute", "verb": "attendance.confirm", "data": {"panel": {"a": 1}}}}
    ),
    "another invoke": an_activity(name="task/fetch"),
    "no name": an_activity(name=None),
    "nobody": an_activity(**{"from": {"id": "29:1"}}),
    "no sender at all": an_activity(**{"from": None}),
    "a group chat": an_activity(conversation={"id": "19:x", "conversationType": "groupChat", "tenantId": TENANT}),
}


@pytest.mark.parametrize("activity", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_press_is_answered_with_a_card_error(door: Door, activity: Json) -> None:
    status, body = await door.knock(a_token(), activity)
    assert status == 200
    assert body is not None
    assert body["statusCode"] == 400
    assert body["type"] == "application/vnd.microsoft.error"
    assert door.use_cases.asked == []


class TestLimitsOfTheRoute:
    async def test_a_body_that_is_too_large_is_refused(self, installed: World) -> None:
        status, _ = await installed.post(b"x" * (256 * 1024 + 1))
        assert status == 413

    async def test_a_body_whose_size_is_not_told_is_refused_once_it_is_too_large(self, installed: World) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"x" * 8192

        async with installed.http.post(installed.url, data=endless()) as answer:
            assert answer.status == 413

    async def test_the_hs256_token_of_the_playground_is_refused(self, installed: World) -> None:
        token = signed_with_a_secret(claims(APP, SERVICE), "dummy-secret-of-the-playground-0123456789")
        assert await installed.post(an_activity(), token) == (401, {"error": "unauthorised"})
