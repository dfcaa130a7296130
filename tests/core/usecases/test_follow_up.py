"""What follows a panel, on real storage: answers and their approval, reminders, Atlas, audits, the next review."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cpp_core.messages.message import as_text
from cpp_core.model.answer import ActionState, AuditedAction, Says, TakenForward
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.person import Grade, Role
from cpp_core.model.recommendation import CaseAction, Draft, Kind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.rules.answers import prevailing
from cpp_core.usecases.commands import ClosePanel, ImportPeople, NotReached
from cpp_core.usecases.follow_up_commands import (
    AcknowledgeReview,
    Agree,
    Approve,
    AtlasAnswer,
    AtlasEntered,
    Disagree,
    FollowUpTick,
    ImportResponses,
    RecordAudit,
    RefuseApproval,
    ShowApproval,
    ShowMyAnswers,
    ShowResponse,
)
from cpp_core.usecases.frame import CLOCK, perform
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_person
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE, SEEN, an_open_panel, record

ACTIONS = Draft(
    Kind.MAINTAIN_WITH_ACTIONS,
    "Removal is in sight.",
    justification="Removal is near.",
    actions=(CaseAction("Confirm the escort", "Casework team", date(2026, 12, 18)),),
    event="The flight does not leave.",
    long_stop_on=date(2027, 3, 31),
    standards=SEEN,
)
REASONS = "The carrier refused the escort."
BOSS = "boss@example.gov.uk"


async def a_closed_panel(office: Office, **drafts: Draft) -> str:
    """Closed at 12:00 on 8 December, with these recommendations; its people include a Grade 7 who can approve."""
    await office.ask("people.import", ImportPeople((a_person("boss", Role.CASEWORK_LEAD, grade=Grade.G7),)))
    given = drafts or {"C1": RELEASE}
    panel_id = await an_open_panel(office, *given)
    for ref, draft in given.items():
        assert await record(office, panel_id, ref, draft) == []
    await office.at("2026-12-08 12:00")
    await office.ask("panel.close", ClosePanel(panel_id), "chair")
    await tick(office)
    return panel_id


async def tick(office: Office) -> list[str]:
    """Do what is due now for recommendations."""
    async with office.storage.reading() as unit:
        due = await unit.follow_ups.due(office.now, 100)
    done: list[str] = []
    for one in due:
        done += (await perform(office.storage, "recommendation.tick", FollowUpTick(one), CLOCK)).data["carried_out"]
    return done


async def until(office: Office, when: str) -> None:
    """Time passes, and what falls due for recommendations is done at its moment."""
    while True:
        async with office.storage.reading() as unit:
            due = await unit.follow_ups.next_due_at()
        if due is None or due > moment(when):
            break
        office.clock.move(max(due, office.now))
        await tick(office)
    office.clock.move(max(moment(when), office.now))


async def of(office: Office, panel_id: str, ref: str = "C1") -> FollowUp:
    """What follows the recommendation that stands for a case."""
    async with office.storage.reading() as unit:
        found = [each for each in await unit.follow_ups.of_panel(panel_id) if each.case_ref == ref]
    return next(each for each in found if not each.superseded)


async def said(office: Office, name: str, command: Any, by: str = "owner") -> tuple[str, tuple[str, ...]]:
    """The state of the card that comes back, and what is to be mended."""
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message.state, message.errors


async def days_of(office: Office, what: str, to: str) -> list[str]:
    """On which days somebody was sent something, by its keys."""
    rows = await office.storage.outbox.list(limit=10_000)
    return [
        f"{row.effect.not_before or row.written_at:%a %d}"
        for row in rows
        if row.effect.what == what and to in (row.effect.refs.get("person"), row.effect.refs.get("to"))
    ]


class TestTheQuestion:
    async def test_goes_to_the_owner_at_once_for_a_release_and_the_next_morning_for_the_rest(
        self, office: Office
    ) -> None:
        panel_id = await a_closed_panel(office, C1=RELEASE, C2=MAINTAIN)
        assert [each.refs["case"] for each in await office.effects("response", "owner")] == ["C1"]
        await until(office, "2026-12-09 09:30")
        assert [each.refs["case"] for each in await office.effects("response", "owner")] == ["C1", "C2"]
        text = as_text(await office.message("response", "owner"))
        assert "Tuesday 22 December 2026" in text
        assert "Grade 7 or above" in text
        assert "flight" not in text, "reasons are in the mail alone"
        assert (await of(office, panel_id)).runs

    async def test_is_answered_by_the_case_owner_alone(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        for somebody in ("casework lead", "chair", "officer", "stranger", "spoc NRPC"):
            with pytest.raises(NotAllowed):
                await office.ask("response.agree", Agree(panel_id, "C1", 1), somebody)
        with pytest.raises(NotAllowed):
            await office.ask("response.agree", Agree(panel_id, "C1", 1))

    async def test_answered_twice_is_answered_once(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        for _ in range(2):
            assert await said(office, "response.agree", Agree(panel_id, "C1", 1)) == ("agreed", ())
        assert len((await of(office, panel_id)).answers) == 1

    async def test_takes_what_was_done_later_and_keeps_the_day_of_the_answer(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        await until(office, "2027-01-05 10:00")
        await said(office, "response.agree", Agree(panel_id, "C1", 1, "Released.", date(2027, 1, 5)))
        given = prevailing((await of(office, panel_id)).answers)
        assert given is not None
        assert (given.answered_on, given.done_on) == (date(2026, 12, 8), date(2027, 1, 5))

    async def test_is_not_asked_of_a_case_that_was_not_reached(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", "C2")
        await record(office, panel_id, "C1", MAINTAIN)
        await office.ask("case.not_reached", NotReached(panel_id, "C2", "No time."), "chair")
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        with pytest.raises(Refusal, match="no recommendation for C2"):
            await office.ask("response.show", ShowResponse(panel_id, "C2"), "owner")


class TestADisagreement:
    @pytest.mark.parametrize(
        ("reasons", "approver", "says"),
        [
            ("", BOSS, "reasons are missing"),
            (REASONS, "", "nobody has approved"),
            (REASONS, "nobody@example.gov.uk", "not in the directory"),
            (REASONS, "chair.2@example.gov.uk", "G7 or above"),
            (REASONS, "owner@example.gov.uk", "does not count"),
        ],
    )
    async def test_is_refused_with_a_message(self, office: Office, reasons: str, approver: str, says: str) -> None:
        panel_id = await a_closed_panel(office)
        state, errors = await said(office, "response.disagree", Disagree(panel_id, "C1", 1, reasons, approver))
        assert state == "asked"
        assert says in " ".join(errors).replace("Nobody", "nobody")
        assert (await of(office, panel_id)).pending is None

    async def test_stands_once_its_approver_approves(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        asked = Disagree(panel_id, "C1", 1, REASONS, BOSS)
        assert await said(office, "response.disagree", asked) == ("pending", ())
        assert REASONS in as_text(await office.message("approval", "boss"))
        assert prevailing((await of(office, panel_id)).answers) is None
        assert await said(office, "response.approve", Approve(panel_id, "C1", 1), "boss") == ("approved", ())
        given = prevailing((await of(office, panel_id)).answers)
        assert given is not None
        assert (given.says, given.approver_grade, given.reasons) == (Says.DISAGREE, Grade.G7, REASONS)

    async def test_is_approved_by_nobody_else(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.disagree", Disagree(panel_id, "C1", 1, REASONS, BOSS))
        for somebody in ("owner", "chair", "stranger", ""):
            with pytest.raises(NotAllowed):
                await office.ask("response.approve", Approve(panel_id, "C1", 1), somebody)

    async def test_that_is_not_approved_is_put_to_the_owner_again(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.disagree", Disagree(panel_id, "C1", 1, REASONS, BOSS))
        no = RefuseApproval(panel_id, "C1", 1, "The route is open again.")
        assert await said(office, "response.refuse_approval", no, "boss") == ("refused", ())
        assert "route is open" in as_text(await office.message("response", "owner"))
        assert await said(office, "response.agree", Agree(panel_id, "C1", 1)) == ("agreed", ())

    async def test_approver_who_lost_the_grade_cannot_approve(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.disagree", Disagree(panel_id, "C1", 1, REASONS, BOSS))
        await office.ask("people.import", ImportPeople((a_person("boss", Role.CASEWORK_LEAD, grade=Grade.SEO),)))
        state, errors = await said(office, "response.approve", Approve(panel_id, "C1", 1), "boss")
        assert (state, len(errors)) == ("asked", 1)

    async def test_taken_back_is_not_asked_about_any_more(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.disagree", Disagree(panel_id, "C1", 1, REASONS, BOSS))
        waiting = (await office.ask("responses.mine", ShowMyAnswers(), "boss")).message
        assert waiting is not None
        assert waiting.choices["open"] == ((f"approval.show|{panel_id}|C1", "C1"),)
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        with pytest.raises(NotAllowed):
            await office.ask("approval.show", ShowApproval(panel_id, "C1"), "boss")


class TestReminders:
    async def test_go_to_owner_and_spoc_and_it_is_overdue_after_two_weeks(self, office: Office) -> None:
        await a_closed_panel(office, C1=MAINTAIN, C2=RELEASE)
        await until(office, "2026-12-31 10:00")
        assert await days_of(office, "answers_due", "owner") == ["Tue 15", "Mon 21"]
        assert await days_of(office, "answers_due_spoc", "spoc NRPC") == ["Tue 15"]
        assert await days_of(office, "answers_overdue", "owner") == ["Wed 23"]
        assert await days_of(office, "answers_overdue_spoc", "spoc NRPC") == ["Wed 23"]
        assert await days_of(office, "answers_overdue_team", "officer") == ["Wed 23"]
        assert await days_of(office, "spoc_digest", "spoc NRPC") == ["Mon 14", "Mon 21", "Tue 29"]

    async def test_stop_with_the_answer(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await until(office, "2026-12-16 10:00")
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        await until(office, "2026-12-24 10:00")
        assert await days_of(office, "answers_due", "owner") == ["Tue 15"]
        assert await days_of(office, "answers_overdue", "owner") == []
        order = await office.order((await office.effects("answers_due", "owner"))[-1])
        assert type(order).__name__ == "NotWanted", "what was written before the answer is not sent after it"

    async def test_are_no_burst_after_downtime(self, office: Office) -> None:
        await a_closed_panel(office, C1=MAINTAIN)
        office.clock.move(moment("2026-12-30 10:00"))
        done = await tick(office)
        assert [key for key in done if key.startswith("OUT-3:remind")] == []
        assert len([key for key in done if key.startswith("OUT-3:digest")]) == 1
        assert await days_of(office, "answers_overdue", "owner") == ["Wed 30"]
        assert await tick(office) == []


class TestACorrection:
    async def test_is_asked_again_and_the_old_card_answers_nothing(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        await office.at("2026-12-10 10:00")
        assert await record(office, panel_id, "C1", MAINTAIN, "The facts were of another case.") == []
        await tick(office)
        follow_up = await of(office, panel_id)
        assert (follow_up.entry, follow_up.kind, follow_up.answers) == (2, Kind.MAINTAIN, ())
        assert (await office.effects("response", "owner"))[-1].refs["recommendation"].endswith(":2")
        state, errors = await said(office, "response.agree", Agree(panel_id, "C1", 1))
        assert state == "asked"
        assert "has been corrected" in errors[0]
        assert await said(office, "response.agree", Agree(panel_id, "C1", 2)) == ("agreed", ())


class TestAtlas:
    async def test_prevails_over_what_was_typed_here(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        row = AtlasAnswer("C1", date(2026, 12, 8), Kind.RELEASE, Says.DISAGREE, date(2026, 12, 10), "o", "No address.")
        reply = await office.ask("responses.import", ImportResponses((row,)))
        assert reply.data["new"] == 1
        assert (await said(office, "response.show", ShowResponse(panel_id, "C1")))[0] == "on_atlas"
        _, errors = await said(office, "response.agree", Agree(panel_id, "C1", 1))
        assert "prevails" in errors[0]
        again = await office.ask("responses.import", ImportResponses((row,)))
        assert (again.data["unchanged"], again.data["new"]) == (1, 0)

    async def test_brings_recommendations_from_before_the_service(self, office: Office) -> None:
        row = AtlasAnswer("C9", date(2026, 3, 3), Kind.RELEASE, Says.DISAGREE, date(2026, 3, 9), "o", "No address.")
        checked = await office.ask("responses.import", ImportResponses((row,), check=True))
        assert checked.data["earlier"] == 1
        async with office.storage.reading() as unit:
            assert await unit.recommendations.of_case("C9") == ()
        await office.ask("responses.import", ImportResponses((row,)))
        async with office.storage.reading() as unit:
            (made,) = await unit.recommendations.of_case("C9")
            assert await unit.follow_ups.next_due_at() is None, "nobody is reminded of it"
        assert made.kind is Kind.RELEASE

    async def test_row_that_nobody_can_place_is_refused_with_all_others(self, office: Office) -> None:
        known = AtlasAnswer("C8", date(2026, 3, 3), Kind.RELEASE)
        unknown = AtlasAnswer("C9", date(2026, 3, 3), None, Says.AGREE, date(2026, 3, 9))
        with pytest.raises(Refusal, match="C9, panel of 03/03/2026"):
            await office.ask("responses.import", ImportResponses((known, unknown)))
        async with office.storage.reading() as unit:
            assert await unit.recommendations.of_case("C8") == ()

    async def test_answers_are_in_the_next_list(self, office: Office) -> None:
        row = AtlasAnswer("C1", date(2026, 6, 9), Kind.RELEASE, Says.DISAGREE, date(2026, 6, 12), "o", "No address.")
        await office.ask("responses.import", ImportResponses((row,)))
        panel_id = await an_open_panel(office, "C1")
        async with office.storage.reading() as unit:
            made = await unit.lists.get(f"{panel_id}:v{(await office.panel(panel_id)).list_version}")
        assert made is not None
        (previous,) = made.rows[0].previous
        assert (previous.accepted, previous.not_carried_out_because) == ("no, 12/06/2026", "No address.")

    async def test_entries_are_ticked_by_an_officer_who_is_reminded(self, office: Office) -> None:
        panel_id = await a_closed_panel(office, C1=MAINTAIN)
        await until(office, "2026-12-10 10:00")
        assert await days_of(office, "atlas", "officer") == ["Wed 09", "Thu 10"]
        with pytest.raises(NotAllowed):
            await office.ask("atlas.entered", AtlasEntered(panel_id, ("C1",)), "chair")
        assert await said(office, "atlas.entered", AtlasEntered(panel_id, ("C1",)), "officer") == ("entered", ())


class TestTheAudit:
    async def test_of_a_release_and_of_actions_comes_when_caseworks_time_is_over(self, office: Office) -> None:
        await a_closed_panel(office, C1=RELEASE, C2=ACTIONS, C3=MAINTAIN)
        await until(office, "2026-12-23 09:29")
        assert await office.effects("audit") == []
        await until(office, "2026-12-23 09:30")
        assert [each.refs["case"] for each in await office.effects("audit", "officer")] == ["C1", "C2"]

    async def test_lacks_nothing_and_can_refer_the_case_again(self, office: Office) -> None:
        panel_id = await a_closed_panel(office, C2=ACTIONS)
        await until(office, "2026-12-23 10:00")
        bare = RecordAudit(panel_id, "C2", 1, followed=False)
        state, errors = await said(office, "audit.record", bare, "officer")
        assert (state, len(errors)) == ("asked", 3)
        actions = (AuditedAction("Confirm the escort", ActionState.NOT_FOLLOWED, "No seat."),)
        by = date(2027, 1, 15)
        whole = RecordAudit(panel_id, "C2", 1, False, "Casework was late.", actions, True, "A new route.", by)
        with pytest.raises(NotAllowed):
            await office.ask("audit.record", whole, "owner")
        assert await said(office, "audit.record", whole, "officer") == ("done", ())
        async with office.storage.reading() as unit:
            (referred,) = await unit.referrals.of_case("C2")
        assert (referred.referral.source, referred.referral.by_when) == ("cpp-audit", by)


class TestTheNextReview:
    async def test_is_asked_for_on_its_day_and_has_to_say_everything(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        await until(office, "2026-12-29 10:00")
        assert await days_of(office, "dcpr", "owner") == ["Tue 29"]
        bare = AcknowledgeReview(panel_id, "C1", date(2026, 12, 29), presented=True)
        state, errors = await said(office, "dcpr.acknowledged", bare)
        assert (state, len(errors)) == ("asked", 1)
        on = date(2026, 12, 29)
        whole = AcknowledgeReview(panel_id, "C1", on, True, TakenForward.WILL_BE, date(2027, 1, 4), "Casework team")
        assert await said(office, "dcpr.acknowledged", whole) == ("done", ())
        assert (await of(office, panel_id)).reviewed_on == on
