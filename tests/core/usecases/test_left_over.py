"""What is left after a panel comes back to whose it is, once, and to the officer; what was done meanwhile does not."""

from __future__ import annotations

import pytest

from cpp_core.effects import Effect
from cpp_core.guidance.policy_choices import CHAIR_CHECKLIST
from cpp_core.messages.message import Message, as_text
from cpp_core.model.feedback import FeedbackKind
from cpp_core.orders import ChatOrder, MailOrder, NotWanted
from cpp_core.usecases.commands import AnswerEscalation, ClosePanel, Escalate, NoteForLog
from cpp_core.usecases.commands_concerns import GiveIndependentFeedback
from cpp_core.usecases.commands_officer import ReturnChecklist
from tests.core.tables import moment
from tests.core.usecases.office import Office
from tests.core.usecases.test_sitting import MAINTAIN, an_open_panel, record


async def a_panel(office: Office, *, close: bool = True) -> str:
    panel_id = await an_open_panel(office, "C1")
    await record(office, panel_id, "C1", MAINTAIN)
    if close:
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
    return panel_id


async def left(office: Office, person: str) -> Effect:
    (effect,) = await office.effects("left_over", person)
    return effect


async def read(office: Office, effect: Effect) -> Message | None:
    order = await office.order(effect)
    assert isinstance(order, ChatOrder | MailOrder | NotWanted)
    return None if isinstance(order, NotWanted) else order.message


async def test_chair_member_and_officer_hear_on_the_next_working_day_what_is_left(office: Office) -> None:
    await a_panel(office)
    for person in ("chair", "ipm 1", "officer"):
        assert (await left(office, person)).not_before == moment("2026-12-09 09:30")
    chair, member, officer = [await read(office, await left(office, who)) for who in ("chair", "ipm 1", "officer")]
    assert chair is not None
    assert member is not None
    assert officer is not None
    assert "The chair's feedback on the independent member is missing" in as_text(chair)
    assert "The Minimum Review Checklist is not back" in as_text(chair)
    assert (chair.name, member.name) == ("washup", "washup"), "it can be given right there"
    assert "The independent member has not reported back" in as_text(member)
    assert "feedback on the independent member" not in as_text(member)
    assert "has not reported back" in as_text(officer)
    assert "Minimum Review Checklist" in as_text(officer)


async def test_nothing_is_said_of_what_was_done(office: Office) -> None:
    panel_id = await a_panel(office)
    await office.ask("washup.note", NoteForLog(panel_id, "best-practice", "Dates aloud."), "ipm 1")
    assert await read(office, await left(office, "ipm 1")) is None
    given = GiveIndependentFeedback(panel_id, FeedbackKind.POSITIVE, "Well prepared.")
    await office.ask("feedback.independent", given, "chair")
    done = tuple(item.key for item in CHAIR_CHECKLIST)
    await office.ask("checklist.return", ReturnChecklist(panel_id, done), "chair")
    assert await read(office, await left(office, "chair")) is None
    assert await read(office, await left(office, "officer")) is None


class TestAnEscalation:
    @pytest.fixture
    async def panel_id(self, office: Office) -> str:
        """With a case escalated on 8 December."""
        panel_id = await a_panel(office, close=False)
        await office.ask("washup.escalate", Escalate(panel_id, "C1", "The travel document."), "chair")
        return panel_id

    async def test_is_put_to_lead_and_officer_again_after_five_working_days(
        self, office: Office, panel_id: str
    ) -> None:
        chased = await office.effects("escalation_chased")
        assert {effect.not_before for effect in chased} == {moment("2026-12-16 09:30")}
        assert {effect.refs.get("to") or effect.refs["person"] for effect in chased} == {
            "casework.lead@example.gov.uk",
            "officer",
        }
        office.clock.move(moment("2026-12-16 09:30"))
        mail, card = [await read(office, effect) for effect in sorted(chased, key=lambda each: "to" not in each.refs)]
        assert mail is not None
        assert card is not None
        assert mail.title.startswith("Reminder: ")
        assert "The escalation of C1 is not answered" in as_text(card)

    async def test_is_left_alone_once_it_is_answered(self, office: Office, panel_id: str) -> None:
        await office.ask("escalation.answer", AnswerEscalation(panel_id, "C1", "Tomorrow."), "casework lead")
        for effect in await office.effects("escalation_chased"):
            assert await read(office, effect) is None


async def test_nothing_else_waits_behind_what_is_said_days_later(office: Office) -> None:
    panel_id = await a_panel(office, close=False)
    await office.ask("washup.escalate", Escalate(panel_id, "C1", "The travel document."), "chair")
    await office.ask("panel.close", ClosePanel(panel_id), "chair")
    effects = await office.effects()
    held = [effect for effect in effects if effect.what in ("left_over", "escalation_chased")]
    assert len(held) == 5
    assert len({effect.subject for effect in held}) == 5
    assert {effect.subject for effect in held}.isdisjoint(one.subject for one in effects if one not in held)
    assert all(one.not_before is None for one in effects if one.channel == "install")
