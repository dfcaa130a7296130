"""Casework's answer and its approval, reminders and corrections, on real storage (OUT-3, OUT-4, REC-8)."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.messages.message import as_text
from cpp_core.model.answer import Says
from cpp_core.model.person import Grade, Role
from cpp_core.model.recommendation import Kind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.rules.answers import prevailing
from cpp_core.usecases.commands import ClosePanel, ImportPeople, NotReached
from cpp_core.usecases.follow_up_commands import (
    Agree,
    Approve,
    Disagree,
    RefuseApproval,
    ShowApproval,
    ShowMyAnswers,
    ShowResponse,
)
from tests.core.tables import moment
from tests.core.usecases.after_a_panel import BOSS, REASONS, a_closed_panel, days_of, of, said, tick, until
from tests.core.usecases.office import Office, a_person
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE, an_open_panel, record


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
