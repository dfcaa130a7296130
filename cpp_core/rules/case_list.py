"""The case list of a panel: its rows, what changed since the version before, and the workbook it becomes (chapter E)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from cpp_core.deadlines.time import in_london, london_date
from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.listing import CaseList, ListRow, PreviousRecommendation, RowChange
from cpp_core.model.panel import Panel
from cpp_core.model.recommendation import Recommendation
from cpp_core.rules.detention_clock import band_on, days_detained, detained_at_panel, periods_completed
from cpp_core.rules.registry import rule
from cpp_core.workbook import Cell, Sheet, Value, Workbook

COLUMNS = (
    "Case reference",
    "On this list because",
    "Light touch",
    "Detained on",
    "Days detained",
    "Band",
    "Review point",
    "Location",
    "Area",
    "Team",
    "Case owner",
    "Removal directions",
    "Adults at risk level",
    "Adults at risk reason",
    "Criminal case",
    "MAPPA",
    "Sentence",
    "Offences",
    "On the list of serious crimes",
    "Bail granted in principle",
    "Barriers to removal",
    "Travel document",
    "Public protection",
    "Previous recommendations",
    "Accepted by casework",
    "Release not carried out because",
)
"""What the list shows of each case (LST-2); after these come the columns of the extract that are not known here."""

EXPECTED = ("Location", "Area", "Team", "Case owner", "Criminal case", "Barriers to removal", "Travel document")
"""Columns that ought to be filled for every case; an empty one is named as missing."""


@rule("LST-2", "CPP 9.0 §6, §7")
def row_of(
    case: Case,
    reason: str,
    previous: Iterable[Recommendation],
    panel_on: date,
    policy: Policy,
    accepted: Mapping[str, str],
    not_carried_out: Mapping[str, str] | None = None,
) -> ListRow:
    """One case as the list shows it at this panel.

    By recommendation id `accepted` says what casework answered, `not_carried_out` why a release was not carried out.
    """
    reasons = not_carried_out or {}
    earlier = tuple(
        PreviousRecommendation(each.panel_on, each.kind, accepted.get(each.id, "not known"), reasons.get(each.id, ""))
        for each in previous
    )
    return ListRow(
        case=case,
        reason=reason,
        days_detained=days_detained(case.detained_on, panel_on),
        band=band_on(case.detained_on, panel_on, policy),
        review_point=periods_completed(case.detained_on, panel_on, policy),
        light_touch=is_light_touch(case),
        previous=earlier,
    )


@rule("LST-4", "CPP 9.0 §10.4")
def is_light_touch(case: Case) -> bool:
    """Bail granted in principle, by the Secretary of State or an immigration judge, makes the review a light touch one."""
    return case.bail_in_principle is not None


def missing_of(row: ListRow) -> tuple[str, ...]:
    """Headings of what the source does not say about a case; the officer is told before the list is shared (LST-2)."""
    values = dict(zip(COLUMNS, _values(row, frozenset()), strict=True))
    wanted = list(EXPECTED)
    if row.case.criminal_case:
        wanted += ["MAPPA", "Sentence", "Offences"]
    if row.case.aar_level:
        wanted.append("Adults at risk reason")
    return tuple(heading for heading in wanted if values[heading] in ("", None))


@rule("LST-3", "CPP 9.0 §6")
def changes_between(old: CaseList | None, rows: tuple[ListRow, ...]) -> tuple[RowChange, ...]:
    """What is different from the version before: cases that came or went, and the columns that changed."""
    if old is None:
        return ()
    before = {row.case.case_ref: row for row in old.rows}
    after = {row.case.case_ref: row for row in rows}
    found = [RowChange(ref, "added") for ref in after if ref not in before]
    found += [RowChange(ref, "taken off") for ref in before if ref not in after]
    for ref in (ref for ref in after if ref in before):
        columns = _changed_columns(before[ref], after[ref])
        if columns:
            found.append(RowChange(ref, "changed", columns))
    return tuple(sorted(found, key=lambda change: change.case_ref))


def _changed_columns(old: ListRow, new: ListRow) -> tuple[str, ...]:
    others = _others((old, new))
    pairs = zip((*COLUMNS, *others), _values(old, frozenset(), others), _values(new, frozenset(), others), strict=True)
    return tuple(heading for heading, was, now in pairs if was != now)


def _others(rows: Iterable[ListRow]) -> tuple[str, ...]:
    """The columns of the extract that are not known here, by heading, where any case has something in them."""
    return tuple(sorted({heading for row in rows for heading in row.case.extra}))


def order_of(rows: Iterable[ListRow]) -> tuple[ListRow, ...]:
    """Longest detained first, then by reference."""
    return tuple(sorted(rows, key=lambda row: (-row.days_detained, row.case.case_ref)))


def data_at(rows: Iterable[ListRow]) -> datetime | None:
    """The moment of the oldest extract behind the rows."""
    return min((row.case.extract_at for row in rows if row.case.extract_at), default=None)


def is_old(at: datetime | None, now: datetime, policy: Policy) -> bool:
    """Whether the data is older than what a panel should work with (LST-3)."""
    return at is None or now - at > timedelta(hours=policy.data_stale_hours)


def as_workbook(case_list: CaseList, panel: Panel, policy: Policy) -> Workbook:
    """The list as a workbook: the cases with changed cells marked, and a sheet that says what changed."""
    serious = frozenset(choice.words.casefold() for choice in policy.serious_crimes)
    changed = {change.case_ref: change for change in case_list.changes}
    starts = in_london(panel.starts_at)
    title = f"Case list for the {panel.band} Case Progression Panel on {starts:%A} {starts.day} {starts:%B %Y at %H:%M}"
    others = _others(case_list.rows)
    rows = tuple(_cells(row, changed.get(row.case.case_ref), serious, others) for row in case_list.rows)
    sheets = [Sheet("Cases", title, (*COLUMNS, *others), rows, _notes(case_list))]
    if case_list.version > 1:
        sheets.append(_changes_sheet(case_list))
    return Workbook(f"Case list {panel.id}, version {case_list.version}", tuple(sheets))


def file_name(case_list: CaseList) -> str:
    """What the version is called in the panel's folder."""
    return f"Case list {case_list.panel_id} v{case_list.version}.xlsx"


def _notes(case_list: CaseList) -> tuple[str, ...]:
    made = in_london(case_list.made_at)
    notes = [
        f"Version {case_list.version}, made {made:%d/%m/%Y %H:%M}. OFFICIAL-SENSITIVE: delete your copy after the panel."
    ]
    if case_list.data_at is None:
        notes.append("The age of the data is not known.")
    else:
        notes.append(f"Data as of {in_london(case_list.data_at):%d/%m/%Y %H:%M}.")
    missing = [f"{row.case.case_ref}: {', '.join(missing_of(row))}" for row in case_list.rows if missing_of(row)]
    return (*notes, *([f"Missing in the source: {'; '.join(missing)}."] if missing else []))


def _changes_sheet(case_list: CaseList) -> Sheet:
    rows = tuple(
        (Cell(change.case_ref), Cell(change.what), Cell(", ".join(change.columns))) for change in case_list.changes
    ) or ((Cell("Nothing has changed."), Cell(""), Cell("")),)
    title = f"What changed since version {case_list.version - 1}"
    return Sheet("What changed", title, ("Case reference", "Change", "Columns"), rows)


def _cells(
    row: ListRow, change: RowChange | None, serious: frozenset[str], others: tuple[str, ...]
) -> tuple[Cell, ...]:
    missing = missing_of(row)
    whole = change is not None and change.what == "added"
    columns = change.columns if change else ()
    return tuple(
        Cell("not in the source" if heading in missing else value, whole or heading in columns, heading in missing)
        for heading, value in zip((*COLUMNS, *others), _values(row, serious, others), strict=True)
    )


def _values(row: ListRow, serious: frozenset[str], others: tuple[str, ...] = ()) -> tuple[Value, ...]:
    case = row.case
    listed = [offence for offence in case.offences if offence.casefold() in serious]
    return (
        case.case_ref,
        row.reason,
        "yes" if row.light_touch else "",
        case.detained_on,
        row.days_detained,
        row.band,
        row.review_point,
        case.location,
        case.area,
        case.team,
        case.case_owner,
        case.removal_directions_on or "none set",
        case.aar_level if case.aar_level is not None else "none recorded",
        case.aar_reason,
        {True: "yes", False: "no", None: ""}[case.criminal_case],
        case.mappa,
        case.sentence,
        "; ".join(case.offences),
        "; ".join(listed),
        str(case.bail_in_principle or ""),
        "; ".join(case.barriers),
        case.travel_document,
        case.public_protection,
        "; ".join(f"{each.panel_on:%d/%m/%Y} {each.recommendation}" for each in row.previous),
        "; ".join(each.accepted for each in row.previous),
        "; ".join(each.not_carried_out_because for each in row.previous if each.not_carried_out_because),
        *(case.extra.get(heading, "") for heading in others),
    )


@rule("CLK-5", "CPP 9.0 §2")
def gone_from_list(case: Case | None, panel: Panel) -> str:
    """Why a listed case is no longer for the panel: ended (CLK-5), or gone from the newest extract (LST-3).

    Worked out anew each time: a case that is back in the extract is back on the list.
    """
    if case is None or case.gone_since is not None:
        return "not in the newest extract of the caseload"
    panel_on = london_date(panel.starts_at)
    if detained_at_panel(case.detained_on, case.released_on, case.removed_on, panel_on):
        left = case.left_on()
        return f"released or removed on {left:%d/%m/%Y}" if left else "not detained on the day of the panel"
    return ""
