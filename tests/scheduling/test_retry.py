"""When a failure is tried again, as a value."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpp_core.ports import Attempt
from cpp_core.retry import LONGEST_ASKED, TRIES, GiveUp, TryAgain, after_failure
from tests.integrations.storage.builders import an_effect
from tests.integrations.storage.databases import START

HOUR = timedelta(hours=1)


def wait_after(number: int, key: str = "one", asked: timedelta | None = None) -> timedelta:
    again = after_failure(Attempt(an_effect(key), number, doubtful=False), START, asked)
    assert isinstance(again, TryAgain)
    return again.at - START


class TestRetry:
    @pytest.mark.parametrize(
        ("number", "about"),
        [
            (1, timedelta(seconds=2)),  # a blink of the network
            (2, timedelta(seconds=4)),
            (5, timedelta(seconds=32)),
            (11, timedelta(seconds=2048)),
            (12, HOUR),  # 4096 s, were it not for the longest wait
            (TRIES - 1, HOUR),  # the last time that it is tried again
        ],
    )
    def test_the_wait_doubles_up_to_an_hour(self, number: int, about: timedelta) -> None:
        assert about * 0.8 <= wait_after(number) <= about * 1.2

    def test_after_the_last_try_someone_must_look(self) -> None:
        attempt = Attempt(an_effect("one"), TRIES, doubtful=False)
        assert after_failure(attempt, START, None) == GiveUp(f"tried {TRIES} times in vain")

    def test_all_tries_together_take_about_a_day(self) -> None:
        total = sum((wait_after(number) for number in range(1, TRIES)), timedelta(0))
        assert 20 * HOUR < total < 26 * HOUR

    @given(st.integers(1, TRIES - 1), st.timedeltas(timedelta(0), LONGEST_ASKED))
    def test_what_the_peer_asks_for_is_never_undercut(self, number: int, asked: timedelta) -> None:
        assert wait_after(number, asked=asked) >= asked

    def test_a_peer_that_asks_for_more_than_a_day_is_tried_after_a_day(self) -> None:
        assert wait_after(1, asked=timedelta(days=365)) == LONGEST_ASKED

    def test_those_that_failed_together_do_not_come_back_together(self) -> None:
        waits = {wait_after(6, key=f"effect {n}") for n in range(100)}
        assert len(waits) > 90
        assert max(waits) - min(waits) > timedelta(seconds=15)

    def test_the_same_effect_always_waits_as_long(self) -> None:
        assert wait_after(6) == wait_after(6)
