"""The whole life at a glance: weeks from left to right, a lane for each kind of person, a mark for each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cpp_core.deadlines.time import in_london
from infra.demo.timeline import Entry

LANES = (
    ("CPP officer and team", ("CPP officer", "CPP lead")),
    ("SPOCs", ("SPOC",)),
    ("Independent members", ("Independent member",)),
    ("Members and reserves", ("Member", "Reserve")),
    ("Chair", ("Chair",)),
    ("Casework", ("Case owner", "Casework lead")),
)
LEFT, TOP, ROW, WIDTH = 170, 34, 34, 1010


@dataclass(frozen=True)
class Mark:
    """One day in one lane: how many things people did and got then; its size follows their number."""

    x: float
    y: float
    radius: float
    kind: str
    words: str


@dataclass(frozen=True)
class Picture:
    """The marks, the lanes' names with their height, and the weeks' Mondays with their place."""

    marks: tuple[Mark, ...]
    lanes: tuple[tuple[str, float], ...]
    weeks: tuple[tuple[str, float], ...]
    panel_x: float
    height: int


def picture(timeline: Iterable[Entry], panel_on: date) -> Picture:
    """The timeline, drawn."""
    rows = list(timeline)
    first = min(in_london(entry.at).date() for entry in rows)
    last = max(in_london(entry.at).date() for entry in rows)
    first -= timedelta(days=first.weekday())

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT) * ((day - first).days + 0.5) / ((last - first).days + 1)

    marks = tuple(_marks(rows, x))
    mondays = [first + timedelta(days=7 * week) for week in range((last - first).days // 7 + 1)]
    weeks = tuple((f"{monday.day} {monday:%b}", x(monday)) for monday in mondays)
    lanes = tuple((name, TOP + ROW * number + ROW / 2) for number, (name, _) in enumerate(LANES))
    return Picture(marks, lanes, weeks, x(panel_on), TOP + ROW * len(LANES) + 10)


def _marks(rows: list[Entry], x: Callable[[date], float]) -> Iterator[Mark]:
    for number, (name, parts) in enumerate(LANES):
        lane = [entry for entry in rows if entry.part.partition(",")[0] in parts]
        for day in sorted({in_london(entry.at).date() for entry in lane}):
            for kind, shift in (("got", -5), ("did", 6)):
                there = [e for e in lane if in_london(e.at).date() == day and (e.way == "did") == (kind == "did")]
                if there:
                    words = f"{name}, {day:%A} {day.day} {day:%B}: " + "; ".join(dict.fromkeys(e.what for e in there))
                    yield Mark(x(day), TOP + ROW * number + ROW / 2 + shift, min(3 + len(there) ** 0.5, 8), kind, words)
