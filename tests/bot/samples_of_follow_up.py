"""The cards of what follows a panel, each in each of its states, from the messages that the core makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cpp_core.guidance.policy import policy_on
from cpp_core.messages import answers, follow_up
from cpp_core.messages.answer_dates import answer_dates
from cpp_core.messages.answers import OpenAnswer
from cpp_core.messages.message import Message
from cpp_core.messages.words import View
from cpp_core.model.answer import ActionState, Audit, AuditedAction, CaseworkAnswer, Says
from cpp_core.model.follow_up import Approval, Disagreement, FollowUp
from cpp_core.model.panel import Band, Panel
from cpp_core.model.person import Grade, Person
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation
from cpp_core.refusals import Fault
from cpp_core.workflow.keys import Scene
from tests.core.tables import ENGLAND

PANEL_AT = datetime(2026, 12, 8, 10, tzinfo=UTC)
ACTION = CaseAction("Confirm the escort", "Casework team", date(2026, 12, 18))
APPROVER = Person("b1", "jo.hale@example.test", "Jo Hale", "jo.hale@example.test", grade=Grade.G7)


def view(on: date = date(2026, 12, 14)) -> View:
    """The panel of 8 December as seen on a later day."""
    now = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    panel = Panel("p-2026-12-08", Band.THREE_MONTH, PANEL_AT, PANEL_AT)
    return View(panel, Scene(now, policy_on(date(2026, 12, 8)), ENGLAND), {APPROVER.id: APPROVER})


def followed(kind: Kind = Kind.MAINTAIN_WITH_ACTIONS, case_ref: str = "CPP-00412") -> FollowUp:
    """What follows a recommendation of that panel."""
    return FollowUp(
        id=f"p-2026-12-08:{case_ref}:1",
        panel_id="p-2026-12-08",
        case_ref=case_ref,
        entry=1,
        kind=kind,
        panel_on=date(2026, 12, 8),
        recommended_on=date(2026, 12, 8),
        asked_at=datetime(2026, 12, 9, 9, 30, tzinfo=UTC),
        review_on=date(2026, 12, 22),
    )


def answered(says: Says, *, on_atlas: bool = False, kind: Kind = Kind.RELEASE) -> FollowUp:
    """The same with an answer."""
    given = CaseworkAnswer("x", says, date(2026, 12, 14), "a1", reasons="Escort refused.", on_atlas=on_atlas)
    return replace(followed(kind), answers=(given,))


PENDING = replace(
    followed(),
    pending=Disagreement(1, "a1", datetime(2026, 12, 14, 10, tzinfo=UTC), "The escort was refused.", APPROVER.id),
    asked_to_approve=1,
)
SAID_NO = replace(
    followed(), approvals=(Approval(1, APPROVER.id, PANEL_AT, approved=False, why="The route is open again."),)
)
SAID_YES = replace(followed(), approvals=(Approval(1, APPROVER.id, PANEL_AT, approved=True),))
RECOMMENDED = Recommendation(
    id=followed().id,
    panel_id="p-2026-12-08",
    panel_on=date(2026, 12, 8),
    case_ref="CPP-00412",
    entry=1,
    draft=Draft(kind=Kind.MAINTAIN_WITH_ACTIONS, actions=(ACTION,)),
    confirmed_by="c1",
    confirmed_at=PANEL_AT,
)
AUDITED = replace(
    followed(),
    audit=Audit(
        "x",
        followed=False,
        audited_on=date(2026, 12, 23),
        audited_by="o1",
        actions=(AuditedAction(ACTION.what, ActionState.NOT_FOLLOWED, "No seat."),),
        refer_again=True,
        refer_by=date(2027, 1, 15),
    ),
)
ROWS = tuple(
    OpenAnswer("p-2026-12-08", f"CPP-0041{number}", kind, date(2026, 12, 22), "no answer yet")
    for number, kind in enumerate((Kind.RELEASE, Kind.MAINTAIN))
)
ENTERED = replace(followed(Kind.RELEASE, "CPP-00377"), entered_at=datetime(2026, 12, 9, 14, tzinfo=UTC))
BELOW = Fault("", "The approval does not count: Sam Ortiz is SEO, and it takes G7 or above.", "Have it approved there.")


def response(state: FollowUp, on: date = date(2026, 12, 14), *errors: Fault) -> Message:
    """The case owner's card."""
    return answers.response(view(on), state, Grade.G7, errors)


def approval(state: FollowUp) -> Message:
    """The approver's card."""
    made = answers.approval(view(), state, APPROVER.id, Grade.G7)
    assert made is not None
    return made


OPEN_CASES = (("CPP-00412", date(2026, 12, 22)), ("CPP-00377", date(2027, 1, 8)))
NO_DATE = Fault("New date", "is not to come.", "Give a date after today.")

FOLLOW_UP_SAMPLES: dict[str, Message] = {
    "answer_dates": answer_dates(view(), OPEN_CASES),
    "answer_dates-to-be-mended": answer_dates(view(), OPEN_CASES, errors=(NO_DATE,)),
    "answer_dates-none": answer_dates(view(), ()),
    "response-another_date": response(replace(followed(), answer_by=date(2027, 1, 8), date_reason="Over Christmas.")),
    "response-asked": response(followed()),
    "response-overdue": response(followed(), date(2026, 12, 23)),
    "response-pending": response(PENDING),
    "response-not-approved": response(SAID_NO),
    "response-to-be-mended": response(followed(), date(2026, 12, 14), BELOW),
    "response-agreed": response(answered(Says.AGREE)),
    "response-disagreed": response(answered(Says.DISAGREE)),
    "response-on_atlas": response(answered(Says.DISAGREE, on_atlas=True)),
    "response-corrected": response(replace(followed(), superseded=True)),
    "approval-asked": approval(PENDING),
    "approval-approved": approval(SAID_YES),
    "approval-refused": approval(SAID_NO),
    "approval-over": approval(followed()),
    "answers_due": answers.answers_due(view(), ROWS),
    "answers_due-overdue": answers.answers_due(view(date(2026, 12, 23)), ROWS, overdue=True),
    "answers_due-mine": answers.my_answers(ROWS),
    "answers_due-none": answers.my_answers(()),
    "answers_open": answers.answers_due_spoc(view(), "RL", ROWS),
    "answers_open-overdue": answers.answers_due_spoc(view(), "", ROWS, overdue=True),
    "spoc_digest": answers.spoc_digest("RL", ROWS),
    "atlas-open": follow_up.atlas(view(), [followed(), ENTERED], date(2026, 12, 9)),
    "atlas-entered": follow_up.atlas(view(), [ENTERED], date(2026, 12, 9)),
    "dcpr-asked": follow_up.dcpr(view(), answered(Says.AGREE)),
    "dcpr-done": follow_up.dcpr(view(), replace(followed(), reviewed_on=date(2026, 12, 22))),
    "audit-asked": follow_up.audit(view(), followed(), RECOMMENDED),
    "audit-done": follow_up.audit(view(), AUDITED, RECOMMENDED),
}
