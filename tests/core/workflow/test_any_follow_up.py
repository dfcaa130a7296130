"""Random lives of a recommendation after its panel: whatever casework, approvers, officers and the clock do, these hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cpp_core.deadlines.follow_up import Due, FollowUpDuty, follow_up_duties, is_answered, is_open, times_of
from cpp_core.deadlines.time import in_working_hours, local, london_date
from cpp_core.effects import Channel
from cpp_core.guidance.policy import policy_on
from cpp_core.model.answer import Audit, CaseworkAnswer, Says
from cpp_core.model.case import Case
from cpp_core.model.follow_up import Approval, FollowUp
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Kind
from cpp_core.rules.audits import is_audited
from cpp_core.workflow import answers
from cpp_core.workflow.answers import Around, Followed
from cpp_core.workflow.keys import Scene
from tests.core.support import a_panel
from tests.core.tables import ENGLAND

PANEL_DAYS = (
    date(2026, 12, 8),
    date(2026, 12, 15),  # casework's time ends in the week of New Year
    date(2026, 12, 29),
    date(2026, 10, 20),  # the clocks go back on the way
    date(2027, 3, 23),  # they go forward, and it is Easter
)
OWNER, APPROVER = Person("owner", "o@x", "O", "o@x"), Person("boss", "b@x", "B", "b@x")
LONG = timedelta(days=120)


class AnyFollowUp(RuleBasedStateMachine):
    """Answers, disagreements, imports, corrections, entries, audits and reviews, in any order, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = local(PANEL_DAYS[0], time(12))
        self.told: list[tuple[datetime, str, str]] = []
        self.keys: set[str] = set()

    @initialize(day=st.sampled_from(PANEL_DAYS), kind=st.sampled_from(list(Kind)), known=st.booleans())
    def begins(self, day: date, kind: Kind, known: bool) -> None:
        """The panel is closed at noon; casework is asked then, or the next working day."""
        self.panel = a_panel().on(f"{day} 10:00").made
        self.owner = OWNER if known else None
        self.now = local(day, time(12))
        asked = self.now if kind is Kind.RELEASE else local(ENGLAND.next_working_day_after(day), time(9, 30))
        review = day + timedelta(days=20)
        self.follow_up = FollowUp("r:1", "P1", "C1", 1, kind, day, day, asked, review_on=review)

    @property
    def around(self) -> Around:
        """Whom it concerns, now."""
        policy = policy_on(self.follow_up.panel_on)
        case = Case("C1", date(2026, 6, 1), area="NRPC", case_owner="o@x")
        return Around(self.panel, Scene(self.now, policy, ENGLAND), case, self.owner, ("spoc",), ("officer",))

    def take(self, step: Followed) -> None:
        """Let it happen. Nothing is written twice, and everything leaves in working hours (but for a release)."""
        self.follow_up = step.follow_up
        for effect in step.effects:
            if effect.channel in (Channel.INSTALL, Channel.FILES) or effect.key in self.keys:
                continue
            self.keys.add(effect.key)
            leaves = effect.not_before or self.now
            urgent = self.follow_up.kind is Kind.RELEASE and effect.what == "response"
            assert urgent or in_working_hours(leaves, self.around.scene.policy, ENGLAND), effect.key
            self.told.append((leaves, effect.what, effect.refs.get("person") or effect.refs.get("to", "")))

    def due(self) -> list[Due]:
        """What is not over."""
        every = follow_up_duties(self.follow_up, policy_on(self.follow_up.panel_on), ENGLAND)
        return [each for each in every if each.key not in self.follow_up.done]

    def tick(self) -> None:
        """Do what is due now, in order."""
        while found := [each for each in self.due() if each.due_at <= self.now]:
            each = found[0]
            todo = {
                FollowUpDuty.ASK: answers.ask,
                FollowUpDuty.REMIND: lambda it, around: answers.remind(it, around, spocs_too=True),
                FollowUpDuty.OVERDUE: answers.say_overdue,
                FollowUpDuty.SHEET: answers.give_sheet,
                FollowUpDuty.NOT_ENTERED: answers.remind_of_atlas,
                FollowUpDuty.REVIEW: answers.ask_review,
                FollowUpDuty.AUDIT: answers.ask_audit,
                FollowUpDuty.DIGEST: answers.digest,
            }
            self.take(todo[each.duty](self.follow_up, self.around))
            self.follow_up = self.follow_up.with_done(each.key, self.now)

    def until(self, when: datetime) -> None:
        """Time passes; each thing is done at its moment."""
        while (at := min((each.due_at for each in self.due()), default=None)) is not None and at <= when:
            self.now = max(self.now, at)
            self.tick()
        self.now = max(self.now, when)

    @rule(days=st.integers(0, 12), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        """And what falls due is done at its moment."""
        self.until(self.now + timedelta(days=days, hours=hours))

    @rule(days=st.integers(1, 20))
    def the_service_is_down(self, days: int) -> None:
        """And what fell due is done afterwards."""
        self.now += timedelta(days=days)
        self.tick()

    @precondition(lambda self: self.follow_up.runs)
    @rule(atlas=st.booleans(), says=st.sampled_from(list(Says)))
    def casework_answers(self, atlas: bool, says: Says) -> None:
        """On the card, or as imported from Atlas."""
        given = CaseworkAnswer("r:1", says, london_date(self.now), "o", "Full.", on_atlas=atlas)
        answer = answers.from_atlas if atlas else answers.answer
        self.take(answer(self.follow_up, given, self.around, "person:o"))

    @precondition(lambda self: self.follow_up.runs and not is_answered(self.follow_up))
    @rule()
    def casework_would_disagree(self) -> None:
        """And an approver is asked, perhaps instead of another one."""
        self.take(answers.ask_approval(self.follow_up, "Full.", APPROVER, self.around, "person:o", "owner"))

    @precondition(lambda self: self.follow_up.pending is not None)
    @rule(yes=st.booleans())
    def the_approver_decides(self, yes: bool) -> None:
        """Yes makes it casework's answer; no asks the owner again."""
        pending = self.follow_up.pending
        assert pending is not None
        said = Approval(pending.number, "boss", self.now, yes, "" if yes else "The facts do not bear it.")
        if not yes:
            self.take(answers.refuse_approval(self.follow_up, said, self.around, "person:b"))
            return
        given = CaseworkAnswer("r:1", Says.DISAGREE, london_date(self.now), "o", "Full.", "b")
        self.take(answers.approve(self.follow_up, given, said, self.around, "person:b"))

    @precondition(lambda self: self.follow_up.runs)
    @rule(what=st.sampled_from(["entered", "audited", "reviewed", "corrected"]))
    def the_team_acts(self, what: str) -> None:
        """Entered on Atlas, audited, reflected in a review, or corrected."""
        today = london_date(self.now)
        if what == "entered":
            self.follow_up = replace(self.follow_up, entered_at=self.now)
        elif what == "audited" and is_audited(self.follow_up.kind):
            self.follow_up = replace(self.follow_up, audit=Audit("r:1", True, today, "officer"))
        elif what == "reviewed":
            self.follow_up = replace(self.follow_up, reviewed_on=today)
        elif what == "corrected":
            self.take(answers.supersede(self.follow_up, self.around))

    @invariant()
    def nothing_due_is_left_behind(self) -> None:
        """After a tick nothing that is due lies in the past."""
        self.tick()
        assert all(each.due_at > self.now for each in self.due())

    @invariant()
    def nobody_is_reminded_of_it_twice_on_a_day(self) -> None:
        """Neither owner nor SPOC nor approver, by the cards and mails of the ladder."""
        reminders = [(london_date(at), what, to) for at, what, to in self.told if what.startswith("answers_due")]
        assert len(reminders) == len(set(reminders))

    @invariant()
    def nobody_waits_for_an_approver_of_what_is_over(self) -> None:
        """An answer or a correction ends the question to the approver."""
        if not self.follow_up.runs:
            assert self.follow_up.pending is None

    @invariant()
    def there_is_a_way_to_an_end(self) -> None:
        """An answer, an audit and a review end everything; without them it is flagged as overdue, and its SPOC hears."""
        if not self.follow_up.runs:
            assert self.due() == []
            return
        given = CaseworkAnswer("r:1", Says.AGREE, london_date(self.now), "o")
        ended = answers.answer(self.follow_up, given, self.around, "person:o").follow_up
        audit = Audit("r:1", True, london_date(self.now), "officer")
        ended = replace(ended, audit=audit, reviewed_on=london_date(self.now), entered_at=self.now)
        assert not is_open(ended)
        assert follow_up_duties(ended, policy_on(ended.panel_on), ENGLAND) == ()

    def teardown(self) -> None:
        """Long after: answered, corrected, or flagged as overdue; nothing else is possible."""
        if not hasattr(self, "follow_up"):
            return
        self.until(self.now + LONG)
        ends = times_of(self.follow_up, policy_on(self.follow_up.panel_on), ENGLAND).ends
        flagged = f"OUT-3:overdue:{london_date(ends)}" in self.follow_up.done
        assert is_answered(self.follow_up) or self.follow_up.superseded or flagged
        if flagged and not is_answered(self.follow_up) and self.follow_up.runs:
            assert any(what == "answers_overdue_spoc" for _, what, _ in self.told)
            assert is_open(self.follow_up), "its SPOC is told of it every week until it is answered"


def test_a_reminder_that_is_kept_over_a_weekend_is_the_only_one_of_its_monday() -> None:
    life = AnyFollowUp()
    life.begins(PANEL_DAYS[0], Kind.RELEASE, known=True)
    life.time_passes(5, 0)
    life.the_service_is_down(6)
    assert life.now.strftime("%a") == "Sat"
    life.the_service_is_down(2)
    assert any(what == "answers_due" and f"{at:%a}" == "Mon" for at, what, _ in life.told)
    life.nobody_is_reminded_of_it_twice_on_a_day()


AnyFollowUp.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyFollowUp = AnyFollowUp.TestCase
