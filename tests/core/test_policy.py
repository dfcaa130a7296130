"""The policy: typed, dated, cited, and complete; a new version of the guidance is a value and not a change of code."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from cpp_core.deadlines.time import cutoff, local
from cpp_core.guidance.dated import Dated, NothingInForceError, Table, Value
from cpp_core.guidance.policy import CURRENT, Policy, PolicyRegister, policy_on
from cpp_core.guidance.policy_table import CPP_9_0, FIRST_PUBLISHED, IPM_1_0
from cpp_core.model.panel import Band, SeatKind
from cpp_core.model.person import Grade
from tests.core.tables import ENGLAND, moment

TODAY = policy_on(CPP_9_0)
NAMES = [attribute.name for attribute in fields(Policy)]
VERSION_10 = date(2027, 1, 1)


def fits(value: object, annotation: Any) -> bool:
    origin, of = get_origin(annotation), get_args(annotation)
    if origin is Table:
        return isinstance(value, Table) and all(fits(k, of[0]) and fits(v, of[1]) for k, v in value.items())
    if origin is tuple:
        items = isinstance(value, tuple) and value
        expected = of[:1] * len(value) if isinstance(value, tuple) and of[-1] is Ellipsis else of
        return bool(items) and isinstance(value, tuple) and all(map(fits, value, expected))
    if origin is not None:
        return value in of
    return type(value) is annotation or (not isinstance(value, bool) and isinstance(value, annotation))


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_of_its_type_and_cites_its_source(name: str) -> None:
    entry = CURRENT.entry(name)
    for value in entry.values:
        assert fits(value.value, get_type_hints(Policy)[name]), f"{name} is {value.value!r}"
        assert value.citation.startswith(("CPP 9.0 §", "IPM 1.0 ", "IPM advert", "IAPNCM 2014"))
    assert entry.unit
    assert entry.clause.count("-") == 1


@pytest.mark.parametrize(
    ("on", "areas", "months"),
    [
        (FIRST_PUBLISHED, 4, 18),
        (IPM_1_0 - timedelta(days=1), 4, 18),  # the day before independent members belong to the core
        (IPM_1_0, 5, 18),
        (CPP_9_0 - timedelta(days=1), 5, 18),  # the day before the newer advert's three years
        (CPP_9_0, 5, 36),
    ],
)
def test_a_panel_has_the_policy_of_its_date(on: date, areas: int, months: int) -> None:
    policy = policy_on(on)
    assert len(policy.core_areas) == areas
    assert policy.appointment_months == months


def test_the_values_of_today() -> None:
    assert TODAY.core_areas == (SeatKind.FNORC, SeatKind.NRPC, SeatKind.RL, SeatKind.LO, SeatKind.IPM)
    assert TODAY.chair_min_grade[Band.THREE_MONTH] is Grade.SEO
    assert (TODAY.cutoff_days, TODAY.cutoff_counts, TODAY.invite_days) == (3, "calendar", 14)
    assert (TODAY.fee_panel_pence, TODAY.fee_half_pence, TODAY.cost_code) == (21000, 10500, "1418255")
    assert hash(TODAY) == hash(policy_on(CPP_9_0))


def test_there_is_no_policy_before_the_first() -> None:
    with pytest.raises(NothingInForceError, match="2019-04-15"):
        policy_on(FIRST_PUBLISHED - timedelta(days=1))


class TestAnInventedVersion10:
    REGISTER = CURRENT.with_version(VERSION_10, "CPP 10.0 §6", {"cutoff_days": 5, "cutoff_counts": "working"})

    def test_is_in_force_from_its_date(self) -> None:
        assert policy_on(VERSION_10 - timedelta(days=1), self.REGISTER).cutoff_days == 3
        assert policy_on(VERSION_10, self.REGISTER).cutoff_days == 5
        assert self.REGISTER.entry("cutoff_days").in_force_on(VERSION_10).citation == "CPP 10.0 §6"

    def test_leaves_the_old_values_as_they_are(self) -> None:
        assert CURRENT.entry("cutoff_days").on(VERSION_10) == 3
        assert policy_on(CPP_9_0, self.REGISTER) == TODAY

    def test_changes_what_the_rules_say_without_touching_them(self) -> None:
        panel = moment("2027-01-19 10:00")
        old, new = (policy_on(VERSION_10, register) for register in (CURRENT, self.REGISTER))
        assert cutoff(panel, old, ENGLAND).effective == local(date(2027, 1, 15), old.work_ends)
        assert cutoff(panel, new, ENGLAND).effective == moment("2027-01-12 10:00")

    def test_cannot_name_a_value_that_is_none(self) -> None:
        with pytest.raises(KeyError, match="cutof_days"):
            CURRENT.with_version(VERSION_10, "CPP 10.0 §6", {"cutof_days": 5})


def test_a_register_must_hold_every_value() -> None:
    without = {name: entry for name, entry in CURRENT.entries.items() if name != "cutoff_days"}
    with pytest.raises(ValueError, match="cutoff_days"):
        PolicyRegister(without)


def test_dated_values_are_in_order() -> None:
    later, sooner = Value(VERSION_10, 1, "CPP 9.0 §6"), Value(CPP_9_0, 2, "CPP 9.0 §6")
    assert Dated("ATT-2", "days", (sooner, later)).on(VERSION_10) == 1
    with pytest.raises(ValueError, match="oldest first"):
        Dated("ATT-2", "days", (later, sooner))


def test_a_table_of_values_is_a_mapping() -> None:
    assert dict(Table((("a", 1), ("b", 2)))) == {"a": 1, "b": 2}
    assert len(TODAY.case_minutes) == 3
    with pytest.raises(KeyError):
        Table((("a", 1),))["b"]
