"""Messages of the panel itself, as the use cases make them: console, recommendation, wash-up, escalation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from cpp_core.messages.agenda import Agenda
from cpp_core.messages.message import Message
from cpp_core.messages.outcomes import escalation, escalation_answered
from cpp_core.messages.sitting import console, recommendation_form, recorded, wash_up
from cpp_core.model.case import BailInPrinciple
from cpp_core.model.feedback import CaseNote, Escalation
from cpp_core.model.panel import ListedCase, PanelStatus
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation
from cpp_core.refusals import Fault
from tests.bot.a_view import CASE as A_CASE
from tests.bot.a_view import REFS, a_panel, a_view

PANEL = {"panel": "p-2026-12-08"}
CASE = {**PANEL, "case": REFS[0]}
BEFORE = datetime(2026, 12, 8, 9, 55, tzinfo=UTC)
DURING = datetime(2026, 12, 8, 10, 40, tzinfo=UTC)
AFTER = datetime(2026, 12, 8, 13, 5, tzinfo=UTC)
ACTION = CaseAction("Apply for a travel document", "Returns Logistics", date(2026, 12, 18))
VOTERS = (("amara", "Amara Boateng"), ("nia", "Nia Rees"))


def given(case_ref: str, kind: Kind, *, panel_id: str = "p-2026-12-08", on: date = date(2026, 12, 8)) -> Recommendation:
    """A recommendation that stands."""
    actions = (ACTION,) if kind is Kind.MAINTAIN_WITH_ACTIONS else ()
    draft = Draft(kind, "Removal is expected within weeks.", actions=actions, long_stop_on=date(2027, 1, 29))
    return Recommendation(f"{panel_id}:{case_ref}:1", panel_id, on, case_ref, 1, draft, "ruth", DURING)


EARLIER = given(REFS[0], Kind.MAINTAIN_WITH_ACTIONS, panel_id="p-2026-09-15", on=date(2026, 9, 15))
NO_TIME = (*a_panel().cases[:2], ListedCase(REFS[2], "at its review point", not_reached_reason="no time"))
AGENDA = Agenda(dict.fromkeys(REFS, 12), {REFS[1]: Kind.MAINTAIN})
ESCALATED = Escalation(
    "e:1", "p-2026-12-08", REFS[1], "The travel document application has stood still since August.", "ruth", AFTER
)
ANSWERED = replace(ESCALATED, answer="The embassy is called tomorrow.", answered_by="lead", answered_at=AFTER)
NOTE = CaseNote("n:1", "p-2026-12-08", "process", "The list came in good time.", "ivor", AFTER)


def a_console(status: PanelStatus, *standing: Recommendation, faults: tuple[Fault, ...] = ()) -> Message:
    """The console, for the chair."""
    panel, now = replace(a_panel(status), cases=NO_TIME), BEFORE if status is PanelStatus.PLANNED else DURING
    return console(a_view(panel, now, "ruth"), standing, agenda=AGENDA, errors=faults)


def recommendation(
    state: str, *, flags: tuple[str, ...] = (), faults: tuple[Fault, ...] = (), typed: Mapping[str, str] | None = None
) -> Message:
    """The form for an outcome, with what was typed."""
    case = replace(A_CASE, bail_in_principle=BailInPrinciple.IMMIGRATION_JUDGE) if "bail" in flags else A_CASE
    form = recommendation_form(
        a_view(a_panel(PanelStatus.OPEN), DURING, "ruth"),
        case,
        Kind(state),
        (EARLIER,),
        faults=faults,
        voters=VOTERS,
        correcting="correcting" in flags,
        repeats="repeats" in flags,
    )
    return replace(form, values={**form.values, **(typed or {})})


def a_wash_up(status: PanelStatus, *, independent: bool = False, given: bool = False) -> Message:
    """The wash-up, for the chair or the independent member."""
    view = a_view(a_panel(status), AFTER, "ivor" if independent else "ruth")
    return wash_up(
        view,
        independent=independent,
        on_independent=not independent,
        escalations=(ESCALATED,),
        notes=(NOTE,),
        given=given,
    )


TYPED = {
    "reasoning": "Removal is expected within weeks.",
    "action1_what": "Apply for a travel document",
    "action1_who": "Returns Logistics",
    "action1_by": "2026-12-18",
    "action2_what": "Ask the embassy for an interview",
    "reached_by": "majority",
    "view:amara": "maintain",
    "documents": "dcpr,appeals",
    "affirmed": "true",
}
MISSING = (
    Fault("Justification", "is missing.", "Say why continued detention is justified and proportionate."),
    Fault("Action 2", "has nobody who does it, and no date.", "Name both."),
)
UNANSWERED = Fault(
    "Cases", f"without an answer: {REFS[0]}.", "Record an outcome for each, or say that it was not reached."
)

SITTING_SAMPLES: dict[str, Message] = {
    "console-planned": a_console(PanelStatus.PLANNED),
    "console-open": a_console(PanelStatus.OPEN, given(REFS[0], Kind.MAINTAIN_WITH_ACTIONS)),
    "console-to-be-mended": a_console(PanelStatus.OPEN, faults=(UNANSWERED,)),
    "console-answered": a_console(PanelStatus.OPEN, given(REFS[0], Kind.RELEASE), given(REFS[1], Kind.MAINTAIN)),
    "console-closed": a_console(PanelStatus.CLOSED, given(REFS[0], Kind.RELEASE), given(REFS[1], Kind.MAINTAIN)),
    "recommendation-release": recommendation("release"),
    "recommendation-maintain-with-actions": recommendation("maintain-with-actions"),
    "recommendation-maintain": recommendation("maintain", flags=("bail", "repeats", "correcting")),
    "recommendation-no-recommendation": recommendation("no-recommendation"),
    "recommendation-to-be-mended": recommendation("maintain-with-actions", faults=MISSING, typed=TYPED),
    "recommendation-recorded": recorded(
        a_view(a_panel(PanelStatus.OPEN), DURING, "ruth"), given(REFS[0], Kind.MAINTAIN_WITH_ACTIONS), REFS[1:2]
    ),
    "washup-chair": a_wash_up(PanelStatus.OPEN),
    "washup-ipm": a_wash_up(PanelStatus.OPEN, independent=True),
    "washup-ipm-given": a_wash_up(PanelStatus.OPEN, independent=True, given=True),
    "washup-closed": a_wash_up(PanelStatus.CLOSED),
    "escalation-asked": escalation(a_view(a_panel(), AFTER), ESCALATED, A_CASE, to="lead@x.gov.uk"),
    "escalation-answered": escalation(a_view(a_panel(), AFTER), ANSWERED, A_CASE, to="lead@x.gov.uk"),
    "notice-escalation_answered": escalation_answered(a_view(a_panel(), AFTER), ANSWERED),
}
