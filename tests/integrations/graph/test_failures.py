"""Which outcome an effect has when its call fails."""

from datetime import timedelta

import httpx
import pytest
from azure.core.exceptions import ClientAuthenticationError

from cpp_core.effects import Later, Refused
from integrations.graph.failures import GraphFailure, as_outcome, outcome_of, retry_after

SECONDS = timedelta(seconds=1)


class TestAFailureThatPasses:
    @pytest.mark.parametrize("status", [408, 412, 423, 500, 502, 503, 504])
    def test_is_tried_again_later(self, status: int) -> None:
        outcome = outcome_of(GraphFailure(status, "serviceUnavailable"))
        assert isinstance(outcome, Later)
        assert not outcome.lane_wide

    @pytest.mark.parametrize("status", [429, 503])
    def test_waits_as_long_as_graph_asked(self, status: int) -> None:
        outcome = outcome_of(GraphFailure(status, "tooManyRequests", wait=17 * SECONDS))
        assert isinstance(outcome, Later)
        assert outcome.wait == 17 * SECONDS

    def test_holds_the_whole_lane_where_graph_throttles(self) -> None:
        outcome = outcome_of(GraphFailure(429, "tooManyRequests", wait=17 * SECONDS))
        assert isinstance(outcome, Later)
        assert outcome.lane_wide

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            (httpx.ConnectError("refused"), "not reached"),
            (httpx.ConnectTimeout("slow"), "not reached"),
            (httpx.ReadTimeout("slow"), "may have been done"),
            (httpx.RemoteProtocolError("Server disconnected"), "may have been done"),
        ],
    )
    def test_of_the_network_says_whether_it_may_have_been_done(self, error: httpx.HTTPError, why: str) -> None:
        outcome = outcome_of(error)
        assert isinstance(outcome, Later)
        assert why in outcome.why

    @pytest.mark.parametrize("error", [httpx.ConnectError("refused"), GraphFailure(429, "tooManyRequests")])
    def test_in_which_graph_did_nothing_leaves_no_doubt(self, error: Exception) -> None:
        outcome = outcome_of(error)
        assert isinstance(outcome, Later)
        assert not outcome.maybe_done

    @pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), GraphFailure(504, "gatewayTimeout")])
    def test_in_which_graph_may_have_done_it_makes_the_next_try_doubt(self, error: Exception) -> None:
        outcome = outcome_of(error)
        assert isinstance(outcome, Later)
        assert outcome.maybe_done

    def test_of_the_token_issuer_holds_the_lane_and_refuses_nothing(self) -> None:
        outcome = outcome_of(ClientAuthenticationError("AADSTS7000222: the secret of app a@b.example has expired"))
        assert isinstance(outcome, Later)
        assert outcome.lane_wide
        assert "a@b.example" not in outcome.why


class TestARefusal:
    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (400, "bad-request"),
            (401, "not-authorised"),
            (403, "forbidden"),
            (404, "not-found"),
            (409, "conflict"),
            (302, "refused"),
        ],
    )
    def test_has_a_short_reason(self, status: int, reason: str) -> None:
        outcome = outcome_of(GraphFailure(status, "SomeCode", "2f0e"))
        assert outcome == Refused(reason, f"{status} SomeCode (request 2f0e)")


class TestRetryAfter:
    def test_is_seconds(self) -> None:
        assert retry_after("10") == 10 * SECONDS

    def test_may_be_a_date_which_is_read_against_the_date_of_the_answer(self) -> None:
        asked = retry_after("Sun, 22 Nov 2026 10:00:30 GMT", "Sun, 22 Nov 2026 10:00:00 GMT")
        assert asked == 30 * SECONDS

    @pytest.mark.parametrize("header", [None, "", "soon"])
    def test_may_be_nothing(self, header: str | None) -> None:
        assert retry_after(header) is None

    def test_is_never_negative(self) -> None:
        assert retry_after("Sun, 22 Nov 2026 10:00:00 GMT", "Sun, 22 Nov 2026 10:00:30 GMT") == 0 * SECONDS
        assert retry_after("-3") == 0 * SECONDS


async def test_a_mistake_of_ours_is_not_an_outcome() -> None:
    async def mistaken() -> Refused:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await as_outcome(mistaken())
