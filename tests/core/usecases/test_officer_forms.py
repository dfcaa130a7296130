"""What the CPP team does to a whole panel from its cards: moved, called off, who attended, another date for answers."""

from __future__ import annotations

from datetime import date, time

import pytest

from cpp_core.messages.message import as_text
from cpp_core.model.panel import PanelStatus
from cpp_core.refusals import Refusal
from cpp_core.usecases.answer_dates import SetAnswerDate, ShowAnswerDates
from cpp_core.usecases.commands import (
    CancelPanel,
    ConfirmDeleted,
    DeclineAttendance,
    MovePanel,
    RecordAttended,
    ShowList,
    ShowQuorum,
)
from cpp_core.usecases.commands_officer import ShowAttended, ShowCancel, ShowMove
from cpp_core.usecases.follow_up_commands import Agree
from tests.core.tables import moment
from tests.core.usecases.after_a_panel import a_closed_panel, days_of, of, until
from tests.core.usecases.office import CORE, Office, a_case
from tests.core.usecases.test_officer import asked, shown
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE


class TestMovingAndCallingOff:
    @pytest.mark.parametrize(("name", "command"), [("officer.move", ShowMove), ("officer.cancel", ShowCancel)])
    async def test_the_form_says_who_will_hear_of_it_and_they_do(
        self, office: Office, name: str, command: type[ShowMove | ShowCancel]
    ) -> None:
        panel_id = await asked(office)
        form = await shown(office, name, command(), "officer")
        assert (form.state, form.refs["panel"]) == ("ask", panel_id)
        what = "panel_postponed" if name == "officer.move" else "panel_cancelled"
        made = (
            MovePanel(panel_id, moment("2026-12-15 10:00"), "The chair is in court.")
            if name == "officer.move"
            else CancelPanel(panel_id, "Nobody can chair.")
        )
        reply = await shown(office, name.replace("officer", "panel"), made, "officer")
        told = {effect.refs["person"] for effect in await office.effects(what)}
        assert len(told) == int(form.values["people"])
        assert {"chair", "officer", "RL 0", *(f"spoc {area}" for area in CORE), "team"} <= told
        assert reply.state == "officer", "the team can go on to the panel"

    async def test_the_form_of_a_closed_panel_offers_nothing(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        form = await shown(office, "officer.cancel", ShowCancel(panel_id))
        assert (form.state, form.choices) == ("over", {})

    @pytest.mark.parametrize(
        ("on", "paid"),
        [
            ("2026-12-05 10:00", True),  # 72 hours before the panel, to the minute
            ("2026-12-05 09:59", False),
        ],
    )
    async def test_the_form_says_when_the_independent_member_is_paid(self, office: Office, on: str, paid: bool) -> None:
        panel_id = await asked(office)
        await office.everybody_confirms(panel_id)
        await office.at(on)
        form = as_text(await shown(office, "officer.cancel", ShowCancel(panel_id)))
        assert ("the independent member is paid in full" in form) is paid

    async def test_which_of_several_panels_is_asked(self, office: Office) -> None:
        await office.with_panel()
        await office.with_panel("2026-12-15 10:00", CHAIR=("chair 2",))
        form = await shown(office, "officer.move", ShowMove())
        assert (form.name, form.values["opens"]) == ("which_panel", "officer.move")


class TestWhoAttended:
    async def test_is_asked_with_the_start_for_all_who_confirmed(self, office: Office) -> None:
        await a_closed_panel(office)
        form = await shown(office, "officer.attended", ShowAttended(), "officer")
        assert form.state == "missing"
        assert {value for name, value in form.values.items() if name.startswith("since:")} == {"10:00"}

    async def test_is_recorded_with_lateness_and_absence_and_can_be_put_right(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        since = {"chair": time(9, 58), "RL 0": time(10, 12), "LO 0": None}
        reply = await shown(office, "attendance.attended", RecordAttended(panel_id, since), "officer")
        assert reply.state == "recorded"
        text = as_text(reply)
        assert "Rl 0 (Returns Logistics) | 10:12, 12 min late" in text
        assert "Lo 0 (Litigation Operations) | not there" in text
        assert (await office.panel(panel_id)).attended["RL 0"] == moment("2026-12-08 10:12")
        again = await shown(office, "attendance.attended", RecordAttended(panel_id, {"RL 0": time(10)}), "officer")
        assert "Rl 0 (Returns Logistics) | 10:00, on time" in as_text(again)

    async def test_what_is_no_time_is_refused(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        with pytest.raises(Refusal, match="“25” is no time"):
            await office.ask("attendance.attended", RecordAttended(panel_id, {}, (("A time", "25"),)), "officer")

    async def test_is_not_asked_before_the_panel(self, office: Office) -> None:
        form = await shown(office, "officer.attended", ShowAttended(await asked(office)), "officer")
        assert form.state == "early"


class TestTheListAndTheDecision:
    async def test_the_list_is_shown_to_who_can_open_it_and_to_nobody_else(self, office: Office) -> None:
        await office.caseload(a_case("C1"))
        panel_id = await asked(office)
        assert (await shown(office, "list.show", ShowList(panel_id), "RL 0")).state == "to_come"
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "LO 0")
        await office.everybody_confirms(panel_id)
        await office.at("2026-12-01 12:00")
        assert (await shown(office, "list.show", ShowList(panel_id), "RL 0")).state == "shared"
        with pytest.raises(Refusal, match="open to those who sit"):
            await office.ask("list.show", ShowList(panel_id), "LO 0")

    async def test_after_the_panel_it_is_to_be_deleted_until_they_say_so(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        assert (await shown(office, "list.show", ShowList(panel_id), "RL 0")).state == "ended"
        await office.ask("list.deleted", ConfirmDeleted(panel_id), "RL 0")
        assert (await shown(office, "list.show", ShowList(panel_id), "RL 0")).state == "deleted"

    async def test_only_the_chair_is_asked_to_decide(self, office: Office) -> None:
        panel_id = await asked(office)
        await office.everybody_confirms(panel_id, "LO 0")
        assert (await shown(office, "quorum.show", ShowQuorum(panel_id), "chair")).name == "quorum"
        assert (await shown(office, "quorum.show", ShowQuorum(panel_id), "officer")).name == "quorum_notice"


class TestAnotherDateForAnswers:
    async def test_moves_what_falls_due_and_the_owner_reads_why(self, office: Office) -> None:
        panel_id = await a_closed_panel(office, C1=MAINTAIN)
        await until(office, "2026-12-10 10:00")
        command = SetAnswerDate(panel_id, ("C1",), date(2027, 1, 8), "The owner is away over Christmas.")
        reply = await shown(office, "answers.set_date", command, "officer")
        assert "Friday 8 January 2027" in as_text(reply)
        card = as_text(await office.message("response", "owner"))
        assert "Answer by: Friday 8 January 2027" in card
        assert "The owner is away over Christmas." in card
        await until(office, "2027-01-12 10:00")
        assert (await days_of(office, "answers_overdue", "owner")) == ["Mon 11"]
        assert (await of(office, panel_id)).answer_by == date(2027, 1, 8)

    @pytest.mark.parametrize(
        ("cases", "on", "why", "fault"),
        [
            (("C1",), date(2026, 12, 8), "Late.", "is not to come"),  # today
            (("C1",), None, "Late.", "is missing"),
            ((), date(2026, 12, 9), "Late.", "none is chosen"),
            (("C1",), date(2026, 12, 9), " ", "Why: is missing"),
        ],
    )
    async def test_what_is_missing_is_said(
        self, office: Office, cases: tuple[str, ...], on: date | None, why: str, fault: str
    ) -> None:
        panel_id = await a_closed_panel(office)
        with pytest.raises(Refusal, match=fault):
            await office.ask("answers.set_date", SetAnswerDate(panel_id, cases, on, why), "officer")

    async def test_what_is_answered_is_not_offered(self, office: Office) -> None:
        panel_id = await a_closed_panel(office, C1=RELEASE)
        await office.ask("response.agree", Agree(panel_id, "C1", 1), "owner")
        form = await shown(office, "answers.dates", ShowAnswerDates(panel_id), "officer")
        assert (form.state, form.choices["cases"]) == ("none", ())


async def test_a_panel_that_was_called_off_stays_so(office: Office) -> None:
    panel_id = await asked(office)
    await office.ask("panel.cancel", CancelPanel(panel_id, "No chair."), "team")
    with pytest.raises(Refusal, match="can no longer be moved"):
        await office.ask("panel.move", MovePanel(panel_id, moment("2026-12-15 10:00"), "x"), "team")
    assert (await office.panel(panel_id)).status is PanelStatus.CANCELLED
