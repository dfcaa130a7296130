"""What falls due for a panel: ladders in order, extracts before lists, and what is next."""

from dataclasses import replace
from datetime import date
from itertools import groupby

import pytest

from cpp_core.deadlines.obligations import Obligation, next_due_at, obligations
from cpp_core.guidance.policy import policy_on
from cpp_core.model.panel import PanelStatus
from tests.core.support import a_panel
from tests.core.tables import ENGLAND, moment

POLICY = policy_on(date(2026, 1, 1))
PANEL = a_panel().made


def every() -> tuple[Obligation, ...]:
    return obligations(PANEL, POLICY, ENGLAND)


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("LST-3:extract:list", "2026-11-30 09:30"),  # the working day before the list of 1 December
        ("LST-3:extract:rerun", "2026-12-07 09:30"),
        ("INV-1:ask:RL", "2026-11-03 09:30"),
        ("INV-1:escalate:RL", "2026-11-23 09:30"),
        ("ATT-4:quorum", "2026-12-07 12:00"),
        ("LST-5:delete", "2026-12-09 09:30"),
        ("LST-5:access", "2026-12-10 17:00"),
    ],
)
def test_each_falls_due_at_its_moment(key: str, due: str) -> None:
    assert {each.key: each.due_at for each in every()}[key] == moment(due)


def test_rungs_of_a_ladder_are_in_the_order_of_their_moments() -> None:
    on_ladders = sorted((each for each in every() if each.ladder), key=lambda each: each.ladder)
    for _, ladder in groupby(on_ladders, key=lambda each: each.ladder):
        rungs = sorted(ladder, key=lambda each: each.due_at)
        assert [each.rung for each in rungs] == sorted({each.rung for each in rungs})


def test_one_says_for_which_seat_it_is() -> None:
    sentences = {each.key: each.sentence for each in every()}
    assert sentences["INV-1:ask:RL"] == "ask for a member and reserves (Returns Logistics)"
    assert sentences["INV-3:invite"] == "send the invitations and ask for confirmation"


def test_the_next_is_the_first_that_is_not_over() -> None:
    assert next_due_at(PANEL, POLICY, ENGLAND) == min(each.due_at for each in every())
    first = every()[0]
    over = PANEL.with_done(first.key, first.due_at)
    assert next_due_at(over, POLICY, ENGLAND) == min(each.due_at for each in every() if each.key != first.key)


def test_nothing_is_next_for_a_panel_that_is_cancelled_or_over() -> None:
    assert next_due_at(replace(PANEL, status=PanelStatus.CANCELLED), POLICY, ENGLAND) is None
    over = replace(PANEL, done={each.key: each.due_at for each in every()})
    assert next_due_at(over, POLICY, ENGLAND) is None
