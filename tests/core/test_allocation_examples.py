"""Allocation by examples, each said in full: who goes where and in which order, who is overdue, what further panels it takes.

A case of the table is its reference, since when detained, its kind, and what else is known of it; `C*10` are ten cases,
`C00` to `C09`. A panel is its name, its date, its band, and what else is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cpp_core.model.panel import Band
from cpp_core.model.person import Grade
from cpp_core.rules.allocation import allocate
from cpp_core.rules.allocation_demand import KINDS
from cpp_core.rules.allocation_types import Allocation, Candidate, CarriedOver, Referral, Slot, Urgency
from tests.core.tables import Row, day, rows

_WORDS = {Urgency.CARRIED_OVER: ["carried over"], Urgency.OVERDUE: ["overdue"], Urgency.REFERRED_EARLY: ["early"]}


@pytest.mark.parametrize("row", rows("allocation"))
def test_allocation(row: Row) -> None:
    """Each row of the table."""
    found = allocate(
        [_case(item) for item in _items(row["cases"])],
        [_panel(item) for item in _items(row["panels"])],
        day(row["today"]),
        previous=[(ref, panel) for ref, _, panel in (item.partition("@") for item in _items(row["before"]))],
        until=day(row["until"]) if row["until"] else None,
    )
    for column, said in _said(found).items():
        assert said == list(_items(row[column])), column


def _items(cell: str) -> Iterator[str]:
    """The items of a cell; `C*10` stands for ten of them."""
    for item in cell.split(" | ") if cell else []:
        ref, times, rest = item.partition("*")
        count = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        yield from (f"{ref}{number:02}{rest[len(count) :]}" for number in range(int(count))) if times else [item]


def _known(words: list[str]) -> dict[str, str]:
    return dict(word.split("=") for word in words if "=" in word)


def _case(item: str) -> Candidate:
    ref, since, *words = item.split()
    known: dict[str, Any] = dict(_known(words))
    made = Candidate(ref, day(since), known.get("owner", ""), last_seen_on=_day(known, "seen"), kept_off="off" in words)
    carried, by_when = _day(known, "carried"), _day(known, "by")
    if carried:
        made = replace(made, carried_over=CarriedOver("old", carried, "time"))
    if by_when:
        made = replace(made, referral=Referral("dvaat", "evidence", by_when, _day(known, "after")))
    return replace(made, kind=next((kind for kind in KINDS if kind in words), "ordinary"))


def _day(known: dict[str, str], name: str) -> Any:
    return day(known[name]) if name in known else None


def _panel(item: str) -> Slot:
    name, on, band, *words = item.split()
    known = _known(words)
    grade = Grade[known["grade"]] if "grade" in known else None
    made = Slot(name, day(on), Band(band), chair=known.get("chair", ""), chair_grade=grade)
    members = frozenset(known["members"].split("+")) if "members" in known else frozenset[str]()
    return replace(made, members=members, at=time(int(known.get("at", "10"))), list_shared="shared" in words)


def _said(found: Allocation) -> dict[str, list[str]]:
    """An allocation in the words of the table."""
    placed = [
        ", ".join(
            [
                f"{each.case_ref}@{each.panel_id}",
                *([f"point {each.review_point}"] if each.review_point else []),
                *_WORDS.get(each.urgency, []),
                *(word for word in ("mixed", "conflict", "kept") if getattr(each, word)),
            ]
        )
        for each in found.placements
    ]
    overdue = [f"{each.case_ref} of {each.due_week.monday}: {each.why}" for each in found.overdue]
    unplaced = [f"{each.case_ref}, {each.band}" for each in found.unplaced]
    further = [
        f"{each.week.monday} {each.band} {each.chair_at_least.name}: "
        f"{each.panels} for {each.cases}, {each.minutes} minutes"
        for each in found.further_panels
    ]
    off = list(found.kept_off)
    return {"placed": placed, "overdue": overdue, "unplaced": unplaced, "further": further, "off": off}
