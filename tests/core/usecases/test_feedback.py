"""Feedback both ways, the CPP lead's cards, and the Case Feedback Log (FBK-2 to FBK-4). On real storage."""

from __future__ import annotations

import pytest

from cpp_core.messages.message import Message, as_text
from cpp_core.model.feedback import FeedbackKind
from cpp_core.orders import NotWanted
from cpp_core.refusals import NotAllowed
from cpp_core.usecases.commands import GiveChairFeedback, NoteForLog, PassOnFeedback, ShowWashUp
from cpp_core.usecases.commands_concerns import GiveIndependentFeedback, ShowLog, ViewFeedback
from tests.core.tables import moment
from tests.core.usecases.office import Office
from tests.core.usecases.test_sitting import an_open_panel


async def shown(office: Office, name: str, command: object, by: str) -> Message:
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message


async def on_the_chair(office: Office) -> tuple[str, str]:
    panel_id = await an_open_panel(office, "C1")
    given = GiveChairFeedback(panel_id, FeedbackKind.DEVELOPMENTAL, "Let SECRET finish.")
    await office.ask("feedback.chair", given, "ipm 1")
    return panel_id, (await office.effects("chair_feedback", "lead"))[0].refs["feedback"]


class TestFeedbackOnTheChair:
    async def test_once_passed_on_leaves_only_its_kind_on_the_leads_card(self, office: Office) -> None:
        _, feedback_id = await on_the_chair(office)
        before = await shown(office, "feedback.view", ViewFeedback(feedback_id), "lead")
        assert "Let SECRET finish." in as_text(before)
        for name, command in (
            ("feedback.passed_on", PassOnFeedback(feedback_id)),
            ("feedback.view", ViewFeedback(feedback_id)),
            ("feedback.passed_on", PassOnFeedback(feedback_id)),  # a second press
        ):
            after = await shown(office, name, command, "lead")
            assert (after.state, after.refs) == ("passed", {"feedback": feedback_id})
            assert "developmental" in as_text(after)
            assert "SECRET" not in as_text(after)
            assert "Chair" not in as_text(after).replace("Feedback on a chair", "")

    async def test_leaves_nothing_behind_that_leads_from_it_to_the_panel(self, office: Office) -> None:
        panel_id, feedback_id = await on_the_chair(office)
        rows = [row for row in await office.storage.outbox.list(limit=10_000) if feedback_id in str(row.effect)]
        assert [row.effect.what for row in rows] == ["chair_feedback"]
        assert panel_id not in str(rows[0].effect)
        await office.ask("feedback.passed_on", PassOnFeedback(feedback_id), "lead")
        async with office.storage.reading() as unit:
            (kept,) = await unit.chair_feedback.all()
        assert (kept.kind, kept.given_by, kept.chair_id, kept.panel_id) == (FeedbackKind.DEVELOPMENTAL, "", "", "")
        assert kept.given_at == moment("2026-12-01 00:00")
        assert isinstance(await office.order(rows[0].effect), NotWanted)

    async def test_shows_its_trends_to_managers_alone(self, office: Office) -> None:
        _, feedback_id = await on_the_chair(office)
        await office.ask("feedback.passed_on", PassOnFeedback(feedback_id), "lead")
        assert "Developmental: 1" in as_text(await shown(office, "log.show", ShowLog(), "manager"))
        assert "Developmental" not in as_text(await shown(office, "log.show", ShowLog(), "team"))

    async def test_is_in_nobody_elses_card_and_not_in_the_audit_trail(self, office: Office) -> None:
        panel_id, feedback_id = await on_the_chair(office)
        for person in ("chair", "officer", "ipm 1"):
            assert "SECRET" not in as_text(await shown(office, "washup.show", ShowWashUp(panel_id), person))
        for person in ("chair", "officer", "team", "ipm 1"):
            with pytest.raises(NotAllowed):
                await office.ask("feedback.view", ViewFeedback(feedback_id), person)
        assert "SECRET" not in str(await office.storage.audit.of_chain(f"panel:{panel_id}"))


class TestFeedbackOnTheIndependentMember:
    async def test_is_the_chairs_and_goes_to_the_lead_who_gives_it_on(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        command = GiveIndependentFeedback(panel_id, FeedbackKind.POSITIVE, "Prepared SECRET well.")
        assert (await shown(office, "washup.show", ShowWashUp(panel_id), "chair")).values["on_independent"] == "yes"
        assert (await shown(office, "feedback.independent", command, "chair")).values == {"who": "chair"}
        message = await office.message("independent_feedback", "lead")
        assert "Prepared SECRET well." in as_text(message)
        assert "SECRET" not in f"{message.title} {message.preview}"
        after = await shown(office, "feedback.given", PassOnFeedback(message.refs["feedback"]), "lead")
        assert after.state == "passed"
        assert "SECRET" not in str(await office.storage.audit.of_chain(f"panel:{panel_id}"))

    @pytest.mark.parametrize("by", ["officer", "ipm 1", "RL 0", "lead"])
    async def test_is_given_by_nobody_else(self, office: Office, by: str) -> None:
        panel_id = await an_open_panel(office, "C1")
        with pytest.raises(NotAllowed):
            await office.ask("feedback.independent", GiveIndependentFeedback(panel_id, FeedbackKind.POSITIVE, "x"), by)


class TestTheCaseFeedbackLog:
    async def test_keeps_what_was_noted_for_the_cpp_team(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("washup.note", NoteForLog(panel_id, "best-practice", "Dates aloud."), "ipm 1")
        message = await shown(office, "log.show", ShowLog(), "manager")
        assert "Best practice: Dates aloud." in as_text(message)
        with pytest.raises(NotAllowed):
            await office.ask("log.show", ShowLog(), "RL 0")
