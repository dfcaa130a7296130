"""Messages of the CPP team's own cards, and of concerns and feedback, as the use cases make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cpp_core.messages import at_a_glance
from cpp_core.messages.agenda import Agenda
from cpp_core.messages.availability_month import Asked, month_of_panels
from cpp_core.messages.case_at_panel import AtPanel, case_at_panel
from cpp_core.messages.checklists import checklist
from cpp_core.messages.concerns import concern, concern_for_lead
from cpp_core.messages.feedback import chair_feedback_passed_on, independent_feedback, log
from cpp_core.messages.message import Message
from cpp_core.messages.outcomes import chair_feedback
from cpp_core.messages.safeguarding import follow_up, safeguarding
from cpp_core.model.concern import BehaviourConcern, HeldRestriction, Restriction, SafeguardingConcern
from cpp_core.model.console import CaseDraft, ChairChecklist
from cpp_core.model.feedback import CaseNote, ChairFeedback, FeedbackKind, IndependentFeedback
from cpp_core.model.panel import PanelStatus, SeatKind
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation, Standards
from cpp_core.refusals import Fault
from tests.bot.a_view import CASE, REFS, a_panel, a_view
from tests.bot.samples_of_sitting import recommendation

BEFORE = datetime(2026, 12, 4, 16, 10, tzinfo=UTC)
DURING = datetime(2026, 12, 8, 10, 40, tzinfo=UTC)
AFTER = datetime(2026, 12, 8, 13, 5, tzinfo=UTC)
PANEL = a_panel()
LATER = replace(PANEL, id="p-2026-12-15", starts_at=datetime(2026, 12, 15, 10, tzinfo=UTC))
OPEN = a_panel(PanelStatus.OPEN)
CLOSED = a_panel(PanelStatus.CLOSED)
EARLIER = Recommendation(
    "p-2026-09-15:CPP-00412:1",
    "p-2026-09-15",
    date(2026, 9, 15),
    REFS[0],
    1,
    Draft(
        Kind.MAINTAIN_WITH_ACTIONS,
        actions=(CaseAction("Apply for a travel document", "Returns Logistics", date(2026, 10, 2)),),
    ),
    "ruth",
    datetime(2026, 9, 15, 11, tzinfo=UTC),
)
STANDS = replace(
    EARLIER,
    id="p-2026-12-08:CPP-00377:1",
    panel_id="p-2026-12-08",
    case_ref=REFS[1],
    draft=Draft(
        Kind.MAINTAIN,
        "A flight is booked.",
        justification="Removal is near.",
        standards=Standards(("dcpr", "appeals", "case-notes"), ("judicial-review",), affirmed=True),
    ),
)
KEPT = CaseDraft(
    "d", "p-2026-12-08", REFS[0], "olive", DURING, Draft(Kind.MAINTAIN, "Likely."), "The interview has a date now."
)
AGENDA = Agenda(dict.fromkeys(REFS, 12), {REFS[0]: Kind.MAINTAIN})
CONCERN = BehaviourConcern(
    "concern:1", "p-2026-12-08", "farid", "nia", AFTER, "Spoke over the member of NRPC twice.", True
)
ENDED = HeldRestriction(
    "limit:1", "concern:1", "lead", Restriction("farid", date(2026, 12, 9), "Until trained again.", ())
)
SAFETY = SafeguardingConcern(
    "safeguarding:1", "p-2026-12-08", REFS[1], "Has stopped eating.", "Detention Engagement Team", "nia", DURING, DURING
)
CHECKED = ChairChecklist("c", "p-2026-12-08", "ruth", DURING, ("function", "policies"), "The wash-up is at noon.")
ON_CHAIR = ChairFeedback(
    "chair-feedback:1", FeedbackKind.DEVELOPMENTAL, "ivor", AFTER, "p-2026-12-08", "ruth", "More time."
)
ON_IPM = IndependentFeedback(
    "independent-feedback:1", "p-2026-12-08", FeedbackKind.POSITIVE, "ivor", "ruth", AFTER, "Well prepared."
)
NOTES = (
    CaseNote("n:1", "p-2026-12-08", "best-practice", "Barriers were read with their dates.", "ivor", AFTER),
    CaseNote("n:2", "p-2026-12-08", "process", "The list came in good time.", "ruth", AFTER),
)


def _draft() -> Message:
    form = recommendation("maintain-with-actions", typed={"reasoning": "Likely.", "documents": "dcpr,appeals"})
    return replace(form, name="draft", title=f"Draft. {form.title}")


def _well() -> Message:
    """Everything is confirmed."""
    seats = tuple(replace(seat, places=seat.places[-1:]) for seat in PANEL.seats)
    sure = replace(PANEL, seats=seats)
    for seat in seats:
        from_here = replace(seat.places[0], status=sure.seats[0].places[0].status)
        sure = sure.with_seat(replace(seat, places=(from_here,)))
    return at_a_glance.officer_panel(a_view(sure, BEFORE), said="Recorded: Sam Ortiz has confirmed (by telephone).")


OFFICER_SAMPLES: dict[str, Message] = {
    "at_risk": at_a_glance.at_risk(
        [a_view(PANEL, BEFORE), a_view(replace(LATER, quorum_asked_for=(SeatKind.LO,)), BEFORE)], BEFORE
    ),
    "at_risk-nothing": at_a_glance.at_risk([], BEFORE),
    "officer_panel-danger": at_a_glance.officer_panel(a_view(PANEL, BEFORE)),
    "officer_panel-well": _well(),
    "officer_panel-closed": at_a_glance.officer_panel(a_view(CLOSED, AFTER)),
    "phone": at_a_glance.phone(a_view(PANEL, BEFORE)),
    "phone-nobody": at_a_glance.phone(a_view(replace(PANEL, seats=()), BEFORE)),
    "give_back": at_a_glance.give_back(a_view(PANEL, BEFORE)),
    "which_panel": at_a_glance.which_panel((PANEL, LATER), "officer.phone"),
    "case-open": case_at_panel(
        a_view(OPEN, DURING), AtPanel(CASE, (EARLIER,), KEPT, None, 1, 3, REFS[1]), AGENDA, said="The draft is saved."
    ),
    "case-closed": case_at_panel(
        a_view(CLOSED, AFTER), AtPanel(replace(CASE, case_ref=REFS[1]), (), None, STANDS, 2, 3), AGENDA
    ),
    "draft": _draft(),
    "checklist-chair": checklist(a_view(OPEN, DURING, "ruth"), CHECKED, (STANDS,), chairs=True),
    "checklist-to-be-mended": checklist(
        a_view(OPEN, DURING, "ruth"),
        CHECKED,
        (STANDS,),
        chairs=True,
        errors=(Fault("Cases", "without an answer: CPP-00412.", "Record an outcome for each first."),),
    ),
    "checklist-returned": checklist(
        a_view(CLOSED, AFTER), replace(CHECKED, returned_at=AFTER), (STANDS,), chairs=False
    ),
    "checklist-see": checklist(a_view(OPEN, DURING), CHECKED, (STANDS,), chairs=False),
    "concern-ask": concern(a_view(CLOSED, AFTER, "nia"), "nia"),
    "concern-raised": concern(a_view(CLOSED, AFTER, "nia"), "nia", raised=True),
    "concern_for_lead-open": concern_for_lead(a_view(CLOSED, AFTER), CONCERN, (), late=False),
    "concern_for_lead-limited": concern_for_lead(
        a_view(CLOSED, AFTER), CONCERN, (ENDED,), late=True, coming=("3-month panel, Tue 15 Dec 10:00",)
    ),
    "safeguarding": safeguarding(a_view(OPEN, DURING, "nia"), (SAFETY,), REFS[0]),
    "safeguarding-off": safeguarding(a_view(PANEL, BEFORE), ()),
    "safeguarding_follow_up": follow_up(a_view(CLOSED, AFTER), SAFETY),
    "chair_feedback-open": chair_feedback(a_view(CLOSED, AFTER), ON_CHAIR),
    "chair_feedback-passed": chair_feedback_passed_on(
        ChairFeedback(ON_CHAIR.id, ON_CHAIR.kind, "", ON_CHAIR.given_at, passed_on_at=AFTER)
    ),
    "independent_feedback-open": independent_feedback(a_view(CLOSED, AFTER), ON_IPM),
    "independent_feedback-passed": independent_feedback(a_view(CLOSED, AFTER), replace(ON_IPM, passed_on_at=AFTER)),
    "feedback_log": log([(CLOSED, NOTES)]),
    "availability_month-asked": month_of_panels("2026-12", (Asked(PANEL, None), Asked(LATER, True)), ("2027-01",)),
    "availability_month-answered": month_of_panels("2026-12", (Asked(PANEL, False), Asked(LATER, True)), ()),
    "availability_month-none": month_of_panels("", (), ()),
}
