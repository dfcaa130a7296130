"""The monthly report of compliance as files: a workbook, each area's list, charts and a page (OUT-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cpp_core.deadlines.time import in_london
from cpp_core.messages.compliance import (
    area_name,
    below_name,
    in_short,
    list_name,
    month_name,
    rectify_list,
    report_book,
)
from cpp_core.model.compliance import MonthlyReport, Rate
from infra.reports.drawing import environment
from integrations.caseload.workbook import draw_workbook

LEFT, WIDTH, ROW = 250, 420, 30
"""Of a chart, in its own units: where the bars begin, how long the longest is, and the height of a row."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its name, how long it is, what stands at its end, and whether it lies below the standard."""

    name: str
    length: float
    said: str
    low: bool


@dataclass(frozen=True)
class Chart:
    """Bars under a title; `mark` is where the line of the expected standard stands, None where there is none."""

    file_name: str
    title: str
    bars: Sequence[Bar]
    mark: float | None = None

    @property
    def height(self) -> int:
        """In its own units."""
        return ROW * (max(len(self.bars), 1) + 1) + 4


def write_report(report: MonthlyReport, folder: Path) -> list[Path]:
    """Write the files of the report into the folder; answers with their paths, the page first."""
    folder.mkdir(parents=True, exist_ok=True)
    charts = charts_of(report)
    written = [_written(folder / f"compliance-{report.id}.html", page(report, charts).encode())]
    written.append(_written(folder / f"compliance-{report.id}.xlsx", draw_workbook(report_book(report))))
    written += [
        _written(folder / list_name(report, area), draw_workbook(rectify_list(report, area)))
        for area in report.areas()
        if report.of(area)
    ]
    written += [_written(folder / chart.file_name, picture(chart).encode()) for chart in charts]
    return written


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def charts_of(report: MonthlyReport) -> tuple[Chart, ...]:
    """Answers in time by team, and what is to be put right by area."""
    named = {rate.area for rate in report.rates if rate.team}
    teams = [rate for rate in report.rates if rate.team or rate.area not in named]
    low = set(report.below)
    in_time = [Bar(below_name(rate), WIDTH * rate.percent / 100, _said(rate), rate in low) for rate in teams]
    counts = {area: len(report.of(area)) for area in report.areas()}
    most = max(counts.values(), default=0) or 1
    open_ones = [Bar(area_name(area), WIDTH * n / most, str(n), False) for area, n in counts.items()]
    month = month_name(report)
    return (
        Chart(
            f"in-time-{report.id}.svg",
            f"Answers in time by team, {month}",
            in_time,
            WIDTH * report.standard_percent / 100,
        ),
        Chart(f"to-put-right-{report.id}.svg", f"Recommendations to put right by area, {month}", open_ones),
    )


def _said(rate: Rate) -> str:
    return f"{rate.percent:.0f} % ({rate.in_time} of {rate.total})"


def picture(chart: Chart) -> str:
    """A chart as a picture that stands by itself."""
    return environment().get_template("chart.svg.j2").render(chart=chart, left=LEFT, width=WIDTH, row=ROW)


def page(report: MonthlyReport, charts: Sequence[Chart]) -> str:
    """The page, with nothing from elsewhere in it."""
    return (
        environment()
        .get_template("compliance.html.j2")
        .render(
            report=report,
            month=month_name(report),
            made_at=in_london(report.made_at) if report.made_at else None,
            lead=in_short(report),
            pictures=[(chart.title, picture(chart)) for chart in charts],
            low=set(report.below),
            area_name=area_name,
        )
    )
