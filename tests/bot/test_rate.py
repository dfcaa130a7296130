"""Nobody's client, or loop, takes the service away from everybody else."""

from __future__ import annotations

from bot.host.rate import PersonLimit, Rate
from tests.bot.door import a_door, a_token, an_activity
from tests.bot.world import NADIA

SAM = "22222222-0000-4000-8000-000000000002"


class TestALimit:
    def test_lets_so_many_through_at_once_and_then_so_many_a_second(self) -> None:
        moment = [100.0]
        limit = PersonLimit(Rate(at_once=3, per_second=2), now=lambda: moment[0])
        assert [limit.wait(NADIA) for _ in range(4)] == [0, 0, 0, 0.5]
        moment[0] += 0.5
        assert [limit.wait(NADIA) for _ in range(2)] == [0, 0.5]

    def test_is_each_persons_own(self) -> None:
        limit = PersonLimit(Rate(at_once=1, per_second=1))
        assert limit.wait(NADIA) == 0
        assert limit.wait(SAM) == 0
        assert limit.wait(NADIA) > 0

    def test_asking_too_often_does_not_make_the_wait_longer(self) -> None:
        moment = [0.0]
        limit = PersonLimit(Rate(at_once=1, per_second=1), now=lambda: moment[0])
        assert [limit.wait(NADIA) for _ in range(3)] == [0, 1, 1]


async def test_a_press_too_many_is_told_kindly_and_does_nothing_and_counts_later() -> None:
    async with a_door(Rate(at_once=2, per_second=0.5)) as door:
        presses = [an_activity(id=f"f:{number}") for number in range(3)]
        answers = [await door.knock(a_token(), press) for press in presses]
    assert [status for status, _ in answers] == [200, 200, 200]
    assert len(door.use_cases.asked) == 2
    body = answers[2][1] or {}
    assert (body["statusCode"], body["type"]) == (429, "application/vnd.microsoft.error")
    assert "Nothing was changed; please try again in 2 seconds" in body["value"]["message"]


async def test_typing_too_much_is_answered_429_with_when_to_come_back() -> None:
    async with a_door(Rate(at_once=0, per_second=0.25)) as door:
        answer = await door.receive(a_token(), an_activity(type="message", text="help"))
    assert (answer.status, answer.retry_after) == (429, 4)
