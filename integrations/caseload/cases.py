"""The caseload, from an extract."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import partial

from cpp_core.model.case import BailInPrinciple, Case
from integrations.caseload.addresses import address, unknown_addresses
from integrations.caseload.cells import (
    Choice,
    Raw,
    UnfitError,
    items,
    key_of,
    line,
    paragraphs,
    reference,
    words_of,
    yes_no,
)
from integrations.caseload.columns import Column, Doubt, Layout
from integrations.caseload.dates import read_date
from integrations.caseload.faults import Progress, Reading
from integrations.caseload.people import read_area
from integrations.caseload.reading import read_file

MOST_NAMED = 10

read_bail = Choice(
    "who can grant bail in principle",
    {"SoS": BailInPrinciple.SECRETARY_OF_STATE, "IJ": BailInPrinciple.IMMIGRATION_JUDGE},
    {
        "Secretary of State": BailInPrinciple.SECRETARY_OF_STATE,
        "Immigration Judge": BailInPrinciple.IMMIGRATION_JUDGE,
    },
)


def read_level(raw: Raw) -> int | None:
    """Reads an adults at risk level: 1, 2 or 3, also as 'Level 2' or 'AaR 2'."""
    key = key_of(words_of(raw))
    if not key:
        return None
    level = key.removeprefix("aar_").removeprefix("level_").removeprefix("level").removesuffix(".0")
    if level not in ("1", "2", "3"):
        raise UnfitError(
            "There is no such adults at risk level.", "Write 1, 2 or 3, or leave the cell blank if there is none."
        )
    return int(level)


def _check(case: Case, *, today: date) -> Iterator[Doubt]:
    start = case.detained_on
    if start > today:
        what = f"It is in the future: today is {today:%d/%m/%Y}."
        yield Doubt("detained_on", what, "Correct the date, or leave the case out until it begins.")
    for column, end in (("released_on", case.released_on), ("removed_on", case.removed_on)):
        if end is not None and end < start:
            what = f"It is before the start of detention, {start:%d/%m/%Y}."
            yield Doubt(column, what, "Correct one of the two dates; a new detention needs its own start.")


def _remarks(cases: Sequence[Case], *, today: date, known: Collection[str] | None) -> Iterator[str]:
    yield from unknown_addresses("case_owner", (case.case_owner for case in cases), known)
    yield from unknown_addresses("casework_lead", (case.casework_lead for case in cases), known)
    yield from _named(
        "bail_on is filled and bail_in_principle is not, so that no light touch review is marked",
        (case.case_ref for case in cases if case.bail_on and case.bail_in_principle is None),
    )
    for column in ("last_dcpr_on", "released_on", "removed_on"):
        late = (case.case_ref for case in cases if (day := getattr(case, column)) is not None and day > today)
        yield from _named(f"{column} is in the future", late)


def _named(what: str, references: Iterator[str]) -> Iterator[str]:
    found = list(references)
    if found:
        more = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
        yield f"{what}: {', '.join(found[:MOST_NAMED])}{more}."


_short, _long = line(300), paragraphs(4000)

COLUMNS = (
    Column("case_ref", reference(64), required=True),
    Column("detained_on", read_date, required=True),
    Column("location", _short),
    Column("area", read_area),
    Column("team", _short),
    Column("case_owner", address),
    Column("casework_lead", address),
    Column("criminal_case", yes_no),
    Column("mappa", _short),
    Column("sentence", _long),
    Column("offences", items(300)),
    Column("aar_level", read_level),
    Column("aar_reason", _long),
    Column("removal_directions_on", read_date),
    Column("barriers", items(300)),
    Column("bail_in_principle", read_bail),
    Column("bail_on", read_date),
    Column("last_dcpr_on", read_date),
    Column("travel_document", _short),
    Column("public_protection", _long),
    Column("released_on", read_date),
    Column("removed_on", read_date),
)


def layout(today: date, known: Collection[str] | None) -> Layout[Case]:
    """How the rows of an extract are read on this day."""
    return Layout(
        noun="cases",
        columns=COLUMNS,
        unique=(("case_ref",),),
        make=Case,
        check=partial(_check, today=today),
        remarks=partial(_remarks, today=today, known=known),
    )


def read_cases(
    data: bytes,
    name: str,
    today: date,
    *,
    known: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Reading[Case]:
    """Read an extract of the caseload; `known` are the addresses of all people, to warn of owners who are none."""
    return read_file(layout(today, known), data, name, progress)
