"""The monthly report in words and as workbooks: for a SPOC their area, for the CPP team all (OUT-7). References only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cpp_core.deadlines.time import in_london
from cpp_core.messages.message import Block, Heading, Items, Message, Table, Text
from cpp_core.messages.words import why
from cpp_core.model.compliance import MonthlyReport, NonCompliant, Rate
from cpp_core.workbook import Cell, Sheet, Workbook

MARKING = "OFFICIAL-SENSITIVE: delete your copy once everything is put right."
RATE_COLUMNS = (
    *("Area", "Team", "Recommendations", "In time", "In time, %", "Late", "No answer"),
    *("Rejected", "Without reasons", "Not in the review"),
)
RECTIFY_COLUMNS = ("Case reference", "Area", "Team", "Panel on", "Recommendation", "Answer due on", "To put right")
_PERCENT = 2
"""Which of the counted columns shows the percentage."""
_SHORT = ("Team", "Recommendations", "In time", "Late", "No answer")


def month_name(report: MonthlyReport) -> str:
    """`December 2026`."""
    return f"{date.fromisoformat(f'{report.id}-01'):%B %Y}"


def area_name(area: str) -> str:
    """An area, or that the extract names none."""
    return area or "area not known"


def spoc_mail(report: MonthlyReport, area: str) -> Message:
    """For one area's SPOC: how its teams did, who is below the standard, and what is to be put right."""
    title = f"Compliance with panels' recommendations, {month_name(report)}: {area}"
    rows = [rate for rate in report.rates if rate.area == area]
    blocks: list[Block] = [
        Text(
            "These are the recommendations whose time for casework's answer ended in this month. Please have what is "
            "listed put right; the list lies in your area's folder as well."
        ),
        Table(_SHORT, tuple(_short(rate) for rate in rows)),
        *_below(report, [rate for rate in report.below if rate.area == area]),
        *_rectify(report.of(area)),
    ]
    sentence = f"You are the point of contact (SPOC) for {area}, and get its monthly compliance report."
    return Message("compliance_spoc", title, title, tuple(blocks), why("OUT-7", sentence))


def team_mail(report: MonthlyReport) -> Message:
    """For the CPP team: every area, teams below the standard, and areas without a SPOC."""
    title = f"Compliance with panels' recommendations, {month_name(report)}"
    areas = tuple((area_name(rate.area), *_short(rate)[1:]) for rate in whole_areas(report))
    blocks: list[Block] = [Text(in_short(report))]
    blocks += [Table(("Area", *_SHORT[1:]), areas)] if areas else []
    blocks += [*_below(report, report.below)]
    blocks += [Heading("Without a SPOC"), Items(report.gaps)] if report.gaps else []
    sentence = "You are in the CPP team, which reports every month how recommendations were acknowledged."
    return Message("compliance_team", title, title, tuple(blocks), why("OUT-7", sentence))


def whole_areas(report: MonthlyReport) -> tuple[Rate, ...]:
    """The rate of each area as a whole."""
    found: dict[str, Rate] = {}
    for rate in report.rates:
        found.setdefault(rate.area, rate)
    return tuple(found.values())


def in_short(report: MonthlyReport) -> str:
    """The month in one sentence."""
    total = sum(rate.total for rate in whole_areas(report))
    if not total:
        return f"In {month_name(report)} no recommendation's time for an answer ended."
    in_time = sum(rate.in_time for rate in whole_areas(report))
    return (
        f"In {month_name(report)} the time for an answer ended for {total} recommendation{'' if total == 1 else 's'}; "
        f"{in_time} {'was' if in_time == 1 else 'were'} answered in time, {100 * in_time / total:.1f} %. "
        f"{len(report.to_rectify)} {'is' if len(report.to_rectify) == 1 else 'are'} to be put right."
    )


def _short(rate: Rate) -> tuple[str, ...]:
    name = rate.team or "whole area"
    return (name, str(rate.total), f"{rate.in_time} ({rate.percent:.1f} %)", str(rate.late), str(rate.overdue))


def _below(report: MonthlyReport, below: Iterable[Rate]) -> tuple[Block, ...]:
    lines = tuple(f"{below_name(rate)}: {rate.in_time} of {rate.total} in time, {rate.percent:.1f} %" for rate in below)
    if not lines:
        return ()
    return (Heading(f"Below the expected standard of {report.standard_percent} % (our reading)"), Items(lines))


def below_name(rate: Rate) -> str:
    """A team with its area, or the area as a whole."""
    return f"{area_name(rate.area)}, {rate.team}" if rate.team else area_name(rate.area)


def _rectify(rows: Iterable[NonCompliant]) -> tuple[Block, ...]:
    lines = tuple(f"{row.case_ref}: {'; '.join(row.amiss)}" for row in rows)
    return (Heading("To put right"), Items(lines)) if lines else (Text("There is nothing to put right."),)


def list_name(report: MonthlyReport, area: str) -> str:
    """The file name of one area's list."""
    return f"To put right {report.id} {area_name(area)}.xlsx"


def rectify_list(report: MonthlyReport, area: str) -> Workbook:
    """What one area has to put right, with its rates."""
    title = f"To put right: {area_name(area)}, {month_name(report)}"
    rated = [rate for rate in report.rates if rate.area == area]
    return Workbook(title, (_rectify_sheet(title, report.of(area), report), _rates_sheet(title, rated, report)))


def report_book(report: MonthlyReport) -> Workbook:
    """The whole month: every area and team, and everything to be put right."""
    title = f"Compliance with panels' recommendations, {month_name(report)}"
    return Workbook(
        title, (_rates_sheet(title, report.rates, report), _rectify_sheet(title, report.to_rectify, report))
    )


def _rates_sheet(title: str, rated: Iterable[Rate], report: MonthlyReport) -> Sheet:
    low = set(report.below)
    rows = tuple(_rate_row(rate, below=rate in low) for rate in rated)
    standard = f"Expected: {report.standard_percent} % in time (our reading). Teams below it are marked."
    return Sheet("Rates", title, RATE_COLUMNS, rows, (_made(report), standard))


def _rate_row(rate: Rate, *, below: bool) -> tuple[Cell, ...]:
    values = (rate.total, rate.in_time, round(rate.percent, 1), rate.late, rate.overdue, rate.rejected)
    counted = (*values, rate.reasons_missing, rate.review_not_updated)
    named = (Cell(area_name(rate.area)), Cell(rate.team or "whole area"))
    return (*named, *(Cell(value, missing=below and index == _PERCENT) for index, value in enumerate(counted)))


def _rectify_sheet(title: str, found: Iterable[NonCompliant], report: MonthlyReport) -> Sheet:
    rows = tuple(
        tuple(
            Cell(value)
            for value in (
                *(row.case_ref, area_name(row.area), row.team, row.panel_on),
                *(row.recommendation, row.due_on, "; ".join(row.amiss)),
            )
        )
        for row in found
    )
    return Sheet("To put right", title, RECTIFY_COLUMNS, rows, (_made(report), MARKING))


def _made(report: MonthlyReport) -> str:
    at = in_london(report.made_at) if report.made_at else None
    return f"Made {at:%d/%m/%Y at %H:%M}, from what was known then." if at else ""
