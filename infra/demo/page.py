"""The timeline as one page: the panel at a glance, its weeks, and what each person received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader

from cpp_core.deadlines.time import in_london
from cpp_core.model.panel import SEAT_NAMES
from cpp_core.usecases.panel_rows import PanelRow
from infra.demo.lanes import LEFT, WIDTH, picture
from infra.demo.out import Received
from infra.demo.timeline import Entry


class StepLike(Protocol):
    """A step with its title and its fault."""

    @property
    def title(self) -> str: ...

    @property
    def fault(self) -> str: ...


PHASES = (
    ("Getting ready", "2026-10-26"),
    ("Nominations and availability", "2026-11-24"),
    ("Invitations and answers", "2026-12-01"),
    ("Case list and confirmations", "2026-12-08"),
    ("The panel", "2026-12-09"),
    ("Outcomes", "9999-12-31"),
)


def timeline_page(
    steps: Sequence[StepLike], timeline: Iterable[Entry], panel: PanelRow | None, received: Sequence[Received]
) -> str:
    """The page, with nothing from elsewhere in it."""
    rows = list(timeline)
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("timeline.html.j2").render(
        steps=steps,
        panel=panel,
        starts=in_london(panel.starts_at) if panel else None,
        seat_names=SEAT_NAMES,
        phases=_phases(rows),
        picture=picture(rows, in_london(panel.starts_at).date()) if panel and rows else None,
        lane_left=LEFT,
        lane_width=WIDTH,
        people=_by_person(received),
        workbooks=[one for one in received if one.kind == "workbook"],
    )


def _phases(timeline: Sequence[Entry]) -> list[dict[str, object]]:
    found = []
    begin = ""
    for title, end in PHASES:
        within = [entry for entry in timeline if begin <= in_london(entry.at).date().isoformat() < end]
        begin = end
        days = [
            {"day": in_london(moments[0].at), "entries": [_row(entry) for entry in moments]}
            for moments in (list(group) for _, group in groupby(within, key=lambda entry: in_london(entry.at).date()))
        ]
        if days:
            found.append({"title": title, "days": days, "count": len(within)})
    return found


def _row(entry: Entry) -> dict[str, object]:
    return {
        "time": f"{in_london(entry.at):%H:%M}",
        "who": entry.who,
        "part": entry.part,
        "what": entry.what,
        "clause": entry.clause,
        "why": entry.why,
        "way": entry.way,
    }


def _by_person(received: Sequence[Received]) -> list[dict[str, object]]:
    upns = dict.fromkeys(one.upn for one in received if one.upn)
    return [{"upn": upn, "things": [one for one in received if one.upn == upn]} for upn in upns]
