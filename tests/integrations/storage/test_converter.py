"""Every noun of the model goes to JSON and comes back the same."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cpp_core.model
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, Panel
from integrations.storage.columns import NaiveMomentError, to_json
from integrations.storage.converter import from_body, to_body
from tests.integrations.storage.builders import a_case, a_panel

NAIVE = datetime.fromisoformat("2000-01-01T00:00")
LONDON_SUMMER = timezone(timedelta(hours=1))
MOMENTS = st.datetimes(
    NAIVE, datetime.fromisoformat("2100-01-01T00:00"), timezones=st.sampled_from([UTC, LONDON_SUMMER])
)


def nouns() -> list[type[Any]]:
    """Every dataclass of the model."""
    modules = [
        importlib.import_module(f"cpp_core.model.{m.name}") for m in pkgutil.iter_modules(cpp_core.model.__path__)
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == module.__name__
    ]


class TestRoundTrip:
    @pytest.mark.parametrize("noun", nouns(), ids=lambda noun: noun.__name__)
    def test_a_noun_comes_back_as_it_was(self, noun: type[Any]) -> None:
        st.register_type_strategy(datetime, MOMENTS)

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.from_type(noun))
        def comes_back(thing: Any) -> None:
            body = json.loads(to_json(to_body(thing)))
            assert from_body(noun, body) == thing

        comes_back()

    def test_moments_are_kept_in_utc(self) -> None:
        panel = dataclasses.replace(a_panel("one"), starts_at=datetime(2026, 7, 1, 10, tzinfo=LONDON_SUMMER))
        assert to_body(panel)["starts_at"] == "2026-07-01T09:00:00+00:00"

    def test_a_moment_without_a_time_zone_is_refused(self) -> None:
        with pytest.raises(NaiveMomentError, match="has no time zone"):
            to_body(dataclasses.replace(a_panel("one"), starts_at=NAIVE))

    def test_sets_are_written_in_order_so_that_the_same_is_written_the_same(self) -> None:
        panel = dataclasses.replace(a_panel("one"), opened_to=frozenset("cab"))
        assert to_body(panel)["opened_to"] == ["a", "b", "c"]

    def test_what_is_blank_in_a_case_is_not_written(self) -> None:
        assert to_body(a_case("A1")) == {"case_ref": "A1", "detained_on": "2026-06-01"}


class TestOlderBodies:
    def test_a_field_that_was_added_since_has_its_default(self) -> None:
        body = to_body(a_panel("one"))
        del body["off_reason"]
        assert from_body(Panel, body) == a_panel("one")

    def test_a_field_that_is_no_more_is_passed_over(self) -> None:
        assert from_body(Case, {**to_body(a_case("A1")), "shoe_size": 43}) == a_case("A1")

    def test_a_value_that_is_none_is_refused(self) -> None:
        with pytest.raises(ValueError, match="4-month"):
            from_body(Panel, {**to_body(a_panel("one")), "band": "4-month"})
        assert from_body(Panel, to_body(a_panel("one"))).band is Band.TWELVE_PLUS
