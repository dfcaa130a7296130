"""A unit of work with the helpers that most use cases need."""

from __future__ import annotations

from datetime import date, datetime

from cpp_core.deadlines.obligations import next_due_at
from cpp_core.deadlines.time import london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.policy import Policy, policy_on
from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.concern import BehaviourConcern, HeldRestriction, SafeguardingConcern
from cpp_core.model.console import CaseDraft, ChairChecklist
from cpp_core.model.fee import FeeDue
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, IndependentFeedback
from cpp_core.model.file_import import FileImport
from cpp_core.model.follow_up import FollowUp, Referred
from cpp_core.model.listing import CaseList
from cpp_core.model.panel import Panel
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Recommendation
from cpp_core.ports import UnitOfWork
from cpp_core.refusals import Fault, NotFound
from cpp_core.repositories import Cases, Panels, People, Records
from cpp_core.workflow.step import Step


class Work:
    """One use case's view of its transaction."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit
        self.people: People = unit.people
        self.cases: Cases = unit.cases
        self.panels: Panels = unit.panels
        self.recommendations: Records[Recommendation] = unit.recommendations
        self.lists: Records[CaseList] = unit.lists
        self.follow_ups: Records[FollowUp] = unit.follow_ups
        self.referrals: Records[Referred] = unit.referrals
        self.chair_feedback: Records[ChairFeedback] = unit.chair_feedback
        self.escalations: Records[Escalation] = unit.escalations
        self.case_notes: Records[CaseNote] = unit.case_notes
        self.drafts: Records[CaseDraft] = unit.drafts
        self.checklists: Records[ChairChecklist] = unit.checklists
        self.behaviour_concerns: Records[BehaviourConcern] = unit.behaviour_concerns
        self.restrictions: Records[HeldRestriction] = unit.restrictions
        self.safeguarding_concerns: Records[SafeguardingConcern] = unit.safeguarding_concerns
        self.independent_feedback: Records[IndependentFeedback] = unit.independent_feedback
        self.monthly_reports: Records[MonthlyReport] = unit.monthly_reports
        self.fees: Records[FeeDue] = unit.fees
        self.file_imports: Records[FileImport] = unit.file_imports

    @property
    def now(self) -> datetime:
        """The moment of the transaction."""
        return self.unit.now

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days of England and Wales."""
        return self.unit.calendar

    def policy_on(self, day: date) -> Policy:
        """The policy in force on a day."""
        return policy_on(day, self.unit.policies)

    def policy_of(self, panel: Panel) -> Policy:
        """The policy in force on the panel's date."""
        return self.policy_on(london_date(panel.starts_at))

    async def panel(self, panel_id: str) -> Panel:
        """The panel; raises `NotFound`."""
        panel = await self.panels.get(panel_id)
        if panel is None:
            raise NotFound(
                "PAN-1", Fault("Panel", f"There is no panel {panel_id}.", "List them with `panels panel list`.")
            )
        return panel

    async def person(self, person_id: str) -> Person:
        """The person; raises `NotFound`."""
        person = await self.people.get(person_id)
        if person is None:
            raise NotFound(
                "INV-1",
                Fault(
                    "Person", "This person is not in the directory.", "Import the people again, or ask the CPP team."
                ),
            )
        return person

    async def apply(self, step: Step) -> Panel:
        """Save the panel of a step with its effects and audit entries."""
        due = next_due_at(step.panel, self.policy_of(step.panel), self.calendar)
        await self.panels.save(step.panel, due)
        await self.unit.send(step.effects)
        await self.unit.record(step.entries)
        return step.panel
