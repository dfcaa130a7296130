"""A panel with its people, as a view from which messages are made, for samples of cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cpp_core.deadlines.obligations import obligations
from cpp_core.guidance.policy import policy_on
from cpp_core.messages.words import View
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, ListedCase, Panel, PanelStatus, Place, PlaceStatus, Seat, SeatKind
from cpp_core.model.person import Grade, Person, Role
from cpp_core.workflow.keys import Scene
from integrations.bank_holidays import working_calendar

STARTS = datetime(2026, 12, 8, 10, tzinfo=UTC)
REFS = ("CPP-00412", "CPP-00377", "CPP-00518")
PEOPLE = {
    "ruth": Person("ruth", "ruth@x", "Ruth Adeyemi", "ruth@x", "FNORC", Grade.G7, frozenset({Role.CHAIR})),
    "olive": Person("olive", "olive@x", "Olive Marsh", "olive@x", "CPP", Grade.HEO, frozenset({Role.OFFICER})),
    "ivor": Person("ivor", "ivor@x", "Ivor Penn", "ivor@x", "IPM", None, frozenset({Role.IPM})),
    "amara": Person("amara", "amara@x", "Amara Boateng", "amara@x", "RL", Grade.HEO, frozenset({Role.MEMBER})),
    "tom": Person("tom", "tom@x", "Tom Fielding", "tom@x", "RL", Grade.EO, frozenset({Role.RESERVE})),
    "sam": Person("sam", "sam@x", "Sam Ortiz", "sam@x", "LO", Grade.HEO, frozenset({Role.MEMBER})),
    "nia": Person("nia", "nia@x", "Nia Rees", "nia@x", "NRPC", Grade.HEO, frozenset({Role.MEMBER})),
    "farid": Person("farid", "farid@x", "Farid Noor", "farid@x", "FNORC", Grade.HEO, frozenset({Role.MEMBER})),
}
CASE = Case(
    REFS[0],
    date(2026, 8, 31),
    "Harmondsworth",
    "NRPC",
    "Team 1",
    "owner@x.gov.uk",
    "lead@x.gov.uk",
    aar_level=2,
    aar_reason="Reported anxiety; seen by healthcare on 20/11/2026",
    barriers=("Travel document: interview on 15/12/2026", "Further representations: decision due 11/12/2026"),
    public_protection="Low risk; no concerns since the last review",
)


def _seat(kind: SeatKind, *places: tuple[str, PlaceStatus]) -> Seat:
    asked = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    return Seat(
        kind,
        tuple(Place(person, number, status, asked, asked) for number, (person, status) in enumerate(places)),
    )


def a_panel(status: PanelStatus = PanelStatus.PLANNED) -> Panel:
    """Returns Logistics has lost its member and asks the reserve; Litigation Operations has nobody left."""
    yes, out, asked = PlaceStatus.CONFIRMED, PlaceStatus.WITHDRAWN, PlaceStatus.ASKED
    seats = (
        _seat(SeatKind.CHAIR, ("ruth", yes)),
        _seat(SeatKind.OFFICER, ("olive", yes)),
        _seat(SeatKind.FNORC, ("farid", yes)),
        _seat(SeatKind.NRPC, ("nia", yes)),
        _seat(SeatKind.RL, ("amara", out), ("tom", asked)),
        _seat(SeatKind.LO, ("sam", PlaceStatus.DECLINED)),
        _seat(SeatKind.IPM, ("ivor", yes)),
    )
    made = datetime(2026, 9, 1, 9, tzinfo=UTC)
    panel = Panel("p-2026-12-08", Band.THREE_MONTH, STARTS, made, status=status, seats=seats, list_version=2)
    cases = tuple(ListedCase(ref, "at its review point") for ref in REFS)
    every = obligations(panel, policy_on(date(2026, 12, 8)), working_calendar())
    past = {each.key: each.due_at for each in every if each.due_at < datetime(2026, 12, 4, 16, tzinfo=UTC)}
    panel = replace(panel, cases=cases, done=past)
    if status is PanelStatus.CLOSED:
        panel = replace(panel, closed_at=datetime(2026, 12, 8, 12, 25, tzinfo=UTC))
    return panel


def a_view(panel: Panel, now: datetime, reader: str = "olive") -> View:
    """What a message is made from at this moment."""
    return View(panel, Scene(now, policy_on(date(2026, 12, 8)), working_calendar()), PEOPLE, PEOPLE[reader])
