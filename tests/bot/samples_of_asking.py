"""Messages by which people are asked, and told what became of it, as the use cases make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cpp_core.guidance.policy import policy_on
from cpp_core.messages.attendance import attendance, attendance_reminder, seat_changed, vacancy
from cpp_core.messages.case_list import case_list, delete_downloads, no_list_yet
from cpp_core.messages.help import Mine, about, help_message, my_panels
from cpp_core.messages.message import Message
from cpp_core.messages.nominations import Candidate, availability, nobody_named, nomination
from cpp_core.messages.off import cancel_form, move_form, panel_off
from cpp_core.messages.presence import RECORDED, account_gone, attended
from cpp_core.messages.quorum import quorum, quorum_decided
from cpp_core.messages.topics import TOPICS
from cpp_core.messages.why_me import why_me
from cpp_core.messages.words import View
from cpp_core.model.listing import CaseList, ListRow, RowChange
from cpp_core.model.panel import Move, Panel, PanelStatus, Place, PlaceStatus, QuorumChoice, QuorumDecision, SeatKind
from cpp_core.model.person import Role
from cpp_core.rules.sitting import expected_of, frequency
from cpp_core.workflow.holds import held_key
from tests.bot.a_view import CASE, PEOPLE, REFS, a_panel, a_view

ASKED_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CUTOFF = datetime(2026, 12, 4, 17, tzinfo=UTC)
BEFORE = datetime(2026, 12, 1, 10, tzinfo=UTC)
AFTER = datetime(2026, 12, 8, 13, 5, tzinfo=UTC)
LATER = datetime(2026, 12, 15, 10, tzinfo=UTC)
TOLD = (*PEOPLE, "spoc RL", "spoc LO", "spoc NRPC", "spoc FNORC", "team")


def standing(status: PlaceStatus, *, reserve: bool = False, of_panel: PanelStatus = PanelStatus.PLANNED) -> View:
    """The panel with somebody of Returns Logistics so: the member, or the reserve after a member who declined."""
    panel = a_panel(of_panel)
    first = Place("amara", 0, PlaceStatus.DECLINED if reserve else status, ASKED_AT, ASKED_AT, CUTOFF)
    second = Place("tom", 1, status if reserve else PlaceStatus.NAMED, ASKED_AT, ASKED_AT if reserve else None)
    panel = panel.with_seat(replace(panel.seat(SeatKind.RL), places=(first, second)))
    return a_view(panel, BEFORE, "amara")


def an_unnamed_panel() -> Panel:
    """Nobody is named for Returns Logistics, and nobody has been asked for anything."""
    panel = a_panel()
    return replace(panel.with_seat(replace(panel.seat(SeatKind.RL), places=())), done={})


def as_spoc(panel: Panel, now: datetime) -> View:
    """As the SPOC of Returns Logistics reads it."""
    spoc = replace(PEOPLE["amara"], id="spoc RL", name="Rosa Lind", roles=frozenset({Role.SPOC}))
    return replace(a_view(panel, now), reader=spoc)


def candidates() -> tuple[Candidate, ...]:
    """Who can be named for Returns Logistics."""
    policy, on = policy_on(date(2026, 12, 8)), date(2026, 12, 8)
    found = []
    for name, times in (("amara", 3), ("tom", 13), ("sam", 0)):
        given = [(on, 1.0)] * times
        finding = frequency(expected_of(SeatKind.RL, date(2024, 1, 8), policy), given, date(2024, 1, 8), on, policy)
        found.append(Candidate(PEOPLE[name], times, finding))
    return tuple(found)


def a_list(*changes: RowChange, version: int = 1) -> CaseList:
    """A version of the case list."""
    rows = tuple(
        ListRow(replace(CASE, case_ref=ref), "at its review point", 99, "3-month", 1, light_touch=ref == REFS[1])
        for ref in REFS
    )
    at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    return CaseList(f"p-2026-12-08:v{version}", "p-2026-12-08", version, at, at, rows, changes)


DECIDED = QuorumDecision(
    QuorumChoice.PROCEED,
    "ruth",
    datetime(2026, 12, 7, 13, tzinfo=UTC),
    (SeatKind.LO, SeatKind.RL),
    objective_can_be_met=True,
    independent_enough=True,
    reasons="The cases need no advice on litigation.",
)
CHANGES = (
    RowChange(REFS[0], "changed", ("Removal directions", "Barriers to removal")),
    RowChange("CPP-00600", "left the list: released on 05/12/2026"),
)
MOVED = replace(
    a_panel(),
    starts_at=LATER,
    moves=(Move(BEFORE, "person:olive", a_panel().starts_at, LATER, "The chair is in court that day."),),
)
HELD = a_panel().with_done(held_key("nia"), BEFORE)
OFF = replace(a_panel(PanelStatus.CANCELLED), off_reason="Nobody could chair it.")
CLOSED = a_panel(PanelStatus.CLOSED)
SEEN = {
    "ruth": datetime(2026, 12, 8, 9, 57, tzinfo=UTC),
    "nia": datetime(2026, 12, 8, 10, 12, tzinfo=UTC),
    "farid": datetime(2026, 12, 8, 9, 59, tzinfo=UTC),
}
REPORTED = replace(CLOSED, attended=SEEN)
ON_RECORD = REPORTED.with_done(RECORDED, AFTER)
OLIVE, RUTH, IVOR = (PEOPLE[name] for name in ("olive", "ruth", "ivor"))
OWNER = replace(PEOPLE["sam"], roles=frozenset({Role.CASE_OWNER}))
SPOC = replace(PEOPLE["amara"], roles=frozenset({Role.SPOC, Role.MEMBER}))
NEXT = replace(a_panel(), id="p-2026-12-22", starts_at=datetime(2026, 12, 22, 10, tzinfo=UTC))
UNKNOWN = replace(a_panel(), id="p-2026-12-15", starts_at=LATER)

ASKING_SAMPLES: dict[str, Message] = {
    "attendance-asked": attendance(standing(PlaceStatus.ASKED), "amara"),
    "attendance-reminder": attendance_reminder(standing(PlaceStatus.ASKED), "amara"),
    "attendance-asked_reserve": attendance(standing(PlaceStatus.ASKED, reserve=True), "tom"),
    "attendance-confirmed": attendance(standing(PlaceStatus.CONFIRMED), "amara"),
    "attendance-held": attendance(a_view(HELD, BEFORE, "nia"), "nia"),
    "attendance-declined": attendance(standing(PlaceStatus.DECLINED), "amara"),
    "attendance-stood_down": attendance(standing(PlaceStatus.STOOD_DOWN), "amara"),
    "attendance-withdrawn": attendance(standing(PlaceStatus.WITHDRAWN), "amara"),
    "attendance-not_needed": attendance(standing(PlaceStatus.NOT_NEEDED, reserve=True), "tom"),
    "attendance-off": attendance(standing(PlaceStatus.CONFIRMED, of_panel=PanelStatus.CANCELLED), "amara"),
    "attendance-over": attendance(standing(PlaceStatus.CONFIRMED, of_panel=PanelStatus.CLOSED), "amara"),
    "attendance-chair": attendance(a_view(a_panel(), BEFORE, "ruth"), "ruth"),
    "availability-asked": availability(a_view(an_unnamed_panel(), datetime(2026, 10, 27, 10, tzinfo=UTC)), "nobody"),
    "availability-available": availability(a_view(a_panel(), BEFORE), "ivor"),
    "availability-unavailable": availability(
        a_view(
            a_panel().with_seat(
                replace(a_panel().seat(SeatKind.IPM), places=(Place("ivor", 0, PlaceStatus.DECLINED),))
            ),
            BEFORE,
        ),
        "ivor",
    ),
    "nomination-asked": nomination(
        as_spoc(an_unnamed_panel(), datetime(2026, 11, 3, 10, tzinfo=UTC)), SeatKind.RL, candidates()
    ),
    "nomination-named": nomination(as_spoc(standing(PlaceStatus.NAMED).panel, BEFORE), SeatKind.RL, candidates()),
    "nomination-nobody_to_name": nomination(as_spoc(an_unnamed_panel(), BEFORE), SeatKind.RL, ()),
    "nomination-nobody_named": nobody_named(a_view(an_unnamed_panel(), BEFORE), SeatKind.RL, candidates()),
    "notice": seat_changed(as_spoc(a_panel(), BEFORE), SeatKind.RL, "amara", PlaceStatus.WITHDRAWN),
    "notice-account_gone": account_gone(as_spoc(a_panel(), BEFORE), SeatKind.RL, "tom"),
    "seat_changed-officer": seat_changed(a_view(a_panel(), BEFORE), SeatKind.RL, "amara", PlaceStatus.WITHDRAWN),
    "vacancy": vacancy(as_spoc(a_panel(), BEFORE), SeatKind.LO, candidates()),
    "vacancy-officer": vacancy(a_view(a_panel(), BEFORE), SeatKind.LO, ()),
    "case_list-shared": replace(
        case_list(a_view(a_panel(), BEFORE), a_list()), values={"link": "https://contoso.sharepoint.com/sites/cpp/p"}
    ),
    "case_list-changed": replace(
        case_list(a_view(a_panel(), BEFORE), a_list(*CHANGES, version=2), changed=True),
        values={"link": "https://contoso.sharepoint.com/sites/cpp/p"},
    ),
    "case_list-to_come": no_list_yet(a_view(a_panel(), ASKED_AT)),
    "case_list-ended": delete_downloads(a_view(CLOSED, AFTER)),
    "case_list-deleted": delete_downloads(a_view(CLOSED, AFTER), deleted=True),
    "quorum-asked": quorum(a_view(a_panel(), BEFORE, "ruth"), for_chair=True),
    "quorum-notice": quorum(a_view(a_panel(), BEFORE), for_chair=False),
    "quorum-decided": quorum_decided(a_view(replace(a_panel(), quorum_decisions=(DECIDED,)), BEFORE, "ruth")),
    "move_panel": move_form(a_view(a_panel(), BEFORE), TOLD),
    "move_panel-over": move_form(a_view(CLOSED, AFTER), TOLD),
    "cancel_panel": cancel_form(a_view(a_panel(), datetime(2026, 12, 7, 10, tzinfo=UTC)), TOLD),
    "panel_postponed": panel_off(a_view(MOVED, BEFORE, "nia"), postponed=True),
    "panel_cancelled": panel_off(a_view(OFF, BEFORE), postponed=False),
    "attended-prefilled": attended(a_view(REPORTED, AFTER), report=True),
    "attended-missing": attended(a_view(CLOSED, AFTER), report=False),
    "attended-recorded": attended(a_view(ON_RECORD, AFTER), report=True),
    "attended-early": attended(a_view(a_panel(), BEFORE), report=False),
    "my_panels": my_panels(Mine(PEOPLE["amara"], asked=(a_panel(),), listed=(a_panel(),))),
    "my_panels-chair": my_panels(Mine(RUTH, run=(a_panel(),), asked=(a_panel(), UNKNOWN), listed=(a_panel(),))),
    "my_panels-spoc": my_panels(Mine(SPOC, asked=(a_panel(),), to_name=(UNKNOWN, NEXT))),
    "my_panels-independent": my_panels(Mine(IVOR, asked=(a_panel(),), free=(UNKNOWN,))),
    "my_panels-none": my_panels(Mine(OWNER)),
    "my_panels-team": my_panels(Mine(OLIVE)),
    **{f"help-{topic}": about(topic, PEOPLE["amara"]) for topic in TOPICS},
    "why_me": why_me(PEOPLE["amara"], (standing(PlaceStatus.CONFIRMED).panel,)),
    "why_me-officer": why_me(OLIVE, ()),
    "why_me-none": why_me(PEOPLE["farid"], ()),
    "help-member": help_message(PEOPLE["amara"]),
    "help-officer": help_message(OLIVE),
    "help-owner": help_message(OWNER),
    "help-independent": help_message(IVOR),
    "help-stranger": help_message(None),
}
