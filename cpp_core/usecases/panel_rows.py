"""A panel as screens and commands show it: seats, quorum, and every obligation with its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cpp_core.deadlines.obligations import cutoff_of, obligations
from cpp_core.messages.quorum import in_short
from cpp_core.model.panel import Band, Panel, PanelStatus, PlaceStatus, Seat, SeatKind
from cpp_core.usecases.after_rows import after_rows
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.quorum_now import QuorumNow, quorum_now
from cpp_core.usecases.work import Work
from cpp_core.workflow.quorum import standing_decision


@dataclass(frozen=True)
class PlaceRow:
    """One person for a seat."""

    person_id: str
    name: str
    ordinal: int
    status: PlaceStatus


@dataclass(frozen=True)
class SeatRow:
    """One seat: who was asked, and whether it is confirmed, waiting, named or vacant."""

    kind: SeatKind
    state: str
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class QuorumRow:
    """Whether the required seats are confirmed (PAN-1), what the chair decided if not, and the findings behind it."""

    quorate: bool
    missing: tuple[SeatKind, ...]
    decision: str
    sentence: str
    now: QuorumNow


@dataclass(frozen=True)
class ObligationRow:
    """One obligation: `waiting`, `due` (its moment has come and it is about to be done) or `done`; `late` by how it went."""

    key: str
    due_at: datetime
    clause: str
    state: str
    what: str
    seat: SeatKind | None
    done_at: datetime | None
    late: bool
    case_ref: str = ""


@dataclass(frozen=True)
class PanelRow:
    """A panel at a glance."""

    panel: Panel
    id: str
    band: Band
    starts_at: datetime
    status: PanelStatus
    cutoff_nominal: datetime
    cutoff_effective: datetime
    seats: tuple[SeatRow, ...]
    quorum: QuorumRow
    cases: tuple[str, ...]
    obligations: tuple[ObligationRow, ...]


async def panel_row(work: Work, panel: Panel) -> PanelRow:
    """The panel as it stands now."""
    people = await work.people.many({place.person_id for _, place in panel.places()})
    until = cutoff_of(panel, work.policy_of(panel), work.calendar)
    core = (SeatKind.CHAIR, SeatKind.OFFICER, *work.policy_of(panel).core_areas)
    kinds = (*core, *(seat.kind for seat in panel.seats if seat.kind not in core))

    def seat_row(seat: Seat) -> SeatRow:
        places = tuple(
            PlaceRow(
                place.person_id,
                people[place.person_id].name if place.person_id in people else "?",
                place.ordinal,
                place.status,
            )
            for place in seat.places
        )
        return SeatRow(seat.kind, state_of(seat), places)

    return PanelRow(
        panel=panel,
        id=panel.id,
        band=panel.band,
        starts_at=panel.starts_at,
        status=panel.status,
        cutoff_nominal=until.nominal,
        cutoff_effective=until.effective,
        seats=tuple(seat_row(panel.seat(kind)) for kind in kinds),
        quorum=await quorum_row(work, panel),
        cases=tuple(case.case_ref for case in panel.open_cases()),
        obligations=(*obligation_rows(work, panel), *await _after(work, panel)),
    )


def state_of(seat: Seat) -> str:
    """`confirmed`, `asked`, `named` or `vacant`."""
    if seat.holder():
        return "confirmed"
    if seat.waiting():
        return "asked"
    return "named" if seat.next_reserves() else "vacant"


async def quorum_row(work: Work, panel: Panel) -> QuorumRow:
    """Whether the panel is quorate, in words too."""
    scene, now = scene_of(work, panel), await quorum_now(work, panel)
    missing, decision = tuple(each.seat for each in now.missing), standing_decision(panel, scene)
    return QuorumRow(not missing, missing, str(decision.choice) if decision else "", in_short(panel, scene), now)


def obligation_rows(work: Work, panel: Panel) -> tuple[ObligationRow, ...]:
    """Everything that falls due for the panel, with how it stands."""
    return tuple(
        ObligationRow(
            key=each.key,
            due_at=each.due_at,
            clause=each.clause,
            state="done" if each.key in panel.done else "due" if each.due_at <= work.now else "waiting",
            what=each.sentence,
            seat=each.seat,
            done_at=panel.done.get(each.key),
            late=panel.done.get(each.key, work.now) - each.due_at > timedelta(hours=1),
        )
        for each in obligations(panel, work.policy_of(panel), work.calendar)
    )


async def _after(work: Work, panel: Panel) -> tuple[ObligationRow, ...]:
    """What falls due for its recommendations, escalations and concerns, with how it stands."""
    return tuple(
        ObligationRow(
            key=each.key,
            due_at=each.due_at,
            clause=each.clause,
            state="done" if each.done_at else "due" if each.due_at <= work.now else "waiting",
            what=each.what,
            seat=None,
            done_at=each.done_at,
            late=(each.done_at or work.now) - each.due_at > timedelta(hours=1),
            case_ref=each.case_ref,
        )
        for each in await after_rows(work, panel)
    )
