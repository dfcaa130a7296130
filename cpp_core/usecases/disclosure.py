"""Everything that is on record about one case, complete, for disclosure (REC-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.model.case import Case
from cpp_core.model.concern import SafeguardingConcern
from cpp_core.model.console import CaseDraft
from cpp_core.model.feedback import Escalation
from cpp_core.model.follow_up import FollowUp, Referred
from cpp_core.model.listing import ListRow
from cpp_core.model.panel import Panel, PanelStatus, SeatKind
from cpp_core.model.recommendation import Recommendation
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound
from cpp_core.rules.corrections import record_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work

EVER = timedelta(days=36500)


@dataclass(frozen=True)
class Disclose:
    """`case.disclose`: the whole record of a case."""

    case_ref: str


@dataclass(frozen=True)
class EntryOnRecord:
    """One entry of a recommendation, and whether it is the one that stands."""

    recommendation: Recommendation
    stands: bool


@dataclass(frozen=True)
class ListedRow:
    """The case as one version of a panel's list showed it to the members."""

    panel_id: str
    version: int
    made_at: datetime
    row: ListRow


@dataclass(frozen=True)
class PanelOnRecord:
    """A panel that had the case on its list: when, which seats were held and by whom, and what became of the case there."""

    id: str
    band: str
    starts_at: datetime
    status: PanelStatus
    seats: dict[SeatKind, str]
    removed_reason: str
    not_reached_reason: str


@dataclass(frozen=True)
class CaseRecord:
    """The record of one case. People are given by their id of the directory and the seat that they held."""

    case_ref: str
    case: Case | None
    panels: tuple[PanelOnRecord, ...]
    lists: tuple[ListedRow, ...]
    drafts: tuple[CaseDraft, ...]
    recommendations: tuple[EntryOnRecord, ...]
    follow_ups: tuple[FollowUp, ...]
    escalations: tuple[Escalation, ...]
    safeguarding: tuple[SafeguardingConcern, ...]
    referrals: tuple[Referred, ...]


@use_case("case.disclose", "REC-8", Disclose, Relation.SERVICE_OWNER)
async def disclose(work: Work, command: Disclose, actor: Actor) -> Reply:
    """Nothing is left out; that it was disclosed is itself on record."""
    record = await _record(work, command.case_ref)
    if record.case is None and not (record.panels or record.recommendations or record.referrals):
        fault = Fault("Case", f"Nothing is known of {command.case_ref}.", "Check the reference.")
        raise NotFound("REC-8", fault)
    await work.unit.record([Entry(f"case:{record.case_ref}", "record disclosed", "REC-8", actor.name, work.now)])
    return Reply(data={"record": record})


async def _record(work: Work, ref: str) -> CaseRecord:
    panels = await work.panels.between(work.now - EVER, work.now + EVER)
    had_it = [panel for panel in panels if any(listed.case_ref == ref for listed in panel.cases)]
    return CaseRecord(
        case_ref=ref,
        case=await work.cases.get(ref),
        panels=tuple(_panel(panel, ref) for panel in had_it),
        lists=tuple([row for panel in had_it for row in await _lists(work, panel, ref)]),
        drafts=await work.drafts.of_case(ref),
        recommendations=tuple(
            EntryOnRecord(each, stands) for each, stands in record_of(await work.recommendations.of_case(ref))
        ),
        follow_ups=await work.follow_ups.of_case(ref),
        escalations=await work.escalations.of_case(ref),
        safeguarding=await work.safeguarding_concerns.of_case(ref),
        referrals=await work.referrals.of_case(ref),
    )


def _panel(panel: Panel, ref: str) -> PanelOnRecord:
    listed = next(each for each in panel.cases if each.case_ref == ref)
    return PanelOnRecord(
        *(panel.id, str(panel.band), panel.starts_at, panel.status),
        seats=panel.holders(),
        removed_reason=listed.removed_reason,
        not_reached_reason=listed.not_reached_reason,
    )


async def _lists(work: Work, panel: Panel, ref: str) -> list[ListedRow]:
    return [
        ListedRow(panel.id, made.version, made.made_at, row)
        for made in await work.lists.of_panel(panel.id)
        for row in made.rows
        if row.case.case_ref == ref
    ]
