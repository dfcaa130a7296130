"""The panel, its recommendations, corrections and outcomes, on real storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpp_core.guidance.policy_choices import DOCUMENTS
from cpp_core.messages.message import as_text
from cpp_core.model.feedback import FeedbackKind
from cpp_core.model.recommendation import Draft, Kind, ReleaseReason, Standards
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import (
    AnswerEscalation,
    ClosePanel,
    Escalate,
    GiveChairFeedback,
    NotReached,
    OpenPanel,
    PassOnFeedback,
    RecordRecommendation,
    ShowForm,
)
from tests.core.usecases.office import Office, a_case

SEEN = Standards(tuple(choice.key for choice in DOCUMENTS), (), "Reporting was considered.", affirmed=True)
MAINTAIN = Draft(
    Kind.MAINTAIN,
    "A flight is booked.",
    justification="Removal is near.",
    long_stop_on=date(2027, 3, 31),
    standards=SEEN,
)
RELEASE = Draft(
    Kind.RELEASE,
    "No document can be had.",
    release_reasons=(ReleaseReason.BARRIERS,),
    facts="Three interviews without a date.",
    long_stop_on=date(2027, 3, 31),
    standards=SEEN,
)


async def an_open_panel(office: Office, *refs: str, **case: Any) -> str:
    """On 8 December, with everybody there and these cases on its list."""
    await office.caseload(*(a_case(ref, **case) for ref in refs or ("C1", "C2")))
    panel_id = await office.with_panel()
    await office.at("2026-11-24 12:00")
    await office.everybody_confirms(panel_id)
    await office.at("2026-12-08 10:00")
    await office.ask("panel.open", OpenPanel(panel_id), "chair")
    return panel_id


async def record(office: Office, panel_id: str, ref: str, draft: Draft, why: str = "", by: str = "chair") -> list[str]:
    """What was refused, if anything."""
    reply = await office.ask("recommendation.record", RecordRecommendation(panel_id, ref, draft, why), by)
    return list(reply.data.get("refused", ()))


class TestClosing:
    async def test_is_refused_while_a_case_has_no_answer(self, office: Office) -> None:
        panel_id = await an_open_panel(office)
        assert await record(office, panel_id, "C1", MAINTAIN) == []
        reply = await office.ask("panel.close", ClosePanel(panel_id), "chair")
        assert reply.message is not None
        assert "C2" in reply.message.errors[0]
        await office.ask("case.not_reached", NotReached(panel_id, "C2", "No time."), "chair")
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        assert str((await office.panel(panel_id)).status) == "closed"

    async def test_mails_releases_at_once_and_the_rest_the_next_working_day(self, office: Office) -> None:
        panel_id = await an_open_panel(office)
        await record(office, panel_id, "C1", RELEASE)
        await record(office, panel_id, "C2", MAINTAIN)
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        assert {effect.refs["case"] for effect in await office.effects("outcome")} == {"C1"}
        await office.at("2026-12-09 09:30")
        mails = await office.effects("outcome")
        assert sorted((effect.refs["case"], effect.refs["to"]) for effect in mails) == [
            (ref, to) for ref in ("C1", "C2") for to in ("casework.lead@example.gov.uk", "owner@example.gov.uk")
        ]
        assert {effect.refs["to"] for effect in await office.effects("outcome_spoc")} == {"spoc.nrpc@example.gov.uk"}

    async def test_a_case_with_an_outcome_cannot_be_marked_as_not_reached(self, office: Office) -> None:
        panel_id = await an_open_panel(office)
        await record(office, panel_id, "C1", MAINTAIN)
        with pytest.raises(Refusal, match="has an outcome"):
            await office.ask("case.not_reached", NotReached(panel_id, "C1", "No time."), "chair")


class TestACorrection:
    async def closed(self, office: Office) -> str:
        panel_id = await an_open_panel(office, "C1")
        await record(office, panel_id, "C1", MAINTAIN)
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        return panel_id

    async def test_needs_its_reason(self, office: Office) -> None:
        panel_id = await self.closed(office)
        assert await record(office, panel_id, "C1", RELEASE) == [
            "Reason for the correction: is missing. Say why the entry is corrected."
        ]

    async def test_after_the_mails_goes_to_everyone_who_had_the_old_entry_also_an_owner_of_then(
        self, office: Office
    ) -> None:
        panel_id = await self.closed(office)
        await office.at("2026-12-09 12:00")
        await office.caseload(a_case("C1", case_owner="new.owner@example.gov.uk"))
        assert await record(office, panel_id, "C1", RELEASE, "The document was refused before the panel.") == []
        second = [effect for effect in await office.effects("outcome") if effect.refs["recommendation"].endswith(":2")]
        assert {effect.refs["to"] for effect in second} == {
            "owner@example.gov.uk",
            "new.owner@example.gov.uk",
            "casework.lead@example.gov.uk",
        }
        assert len(await office.effects("outcome_spoc")) == 2

    async def test_before_any_mail_is_no_correction_to_anybody(self, office: Office) -> None:
        panel_id = await self.closed(office)
        await record(office, panel_id, "C1", RELEASE, "Clicked wrongly.")
        assert await office.effects("outcome") == []
        await office.at("2026-12-09 09:30")
        mail = await office.message("outcome", "owner@example.gov.uk")
        assert "Corrected" not in mail.title

    async def test_is_the_chairs_alone(self, office: Office) -> None:
        panel_id = await self.closed(office)
        with pytest.raises(NotAllowed):
            await record(office, panel_id, "C1", RELEASE, "Why not.", by="officer")


class TestWhoOwnsACase:
    async def test_is_not_counted_on_it(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", case_owner="rl.0@example.gov.uk")
        form = await office.ask("recommendation.form", ShowForm(panel_id, "C1", Kind.MAINTAIN), "chair")
        assert form.message is not None
        voters = {person for person, _ in form.message.choices["voters"]}
        assert voters == {"FNORC 0", "NRPC 0", "LO 0", "ipm 1"}
        assert "owns the case" in as_text(form.message)

    async def test_cannot_confirm_it_as_chair(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.caseload(a_case("C1", case_owner="chair@example.gov.uk"))
        refused = await record(office, panel_id, "C1", MAINTAIN)
        assert any("owned by the chair" in sentence for sentence in refused)


class TestTheChat:
    async def test_never_repeats_the_reasons_that_were_typed(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        draft = replace(RELEASE, facts="Diagnosed with SECRET.", reasoning="Convicted of SECRET.")
        reply = await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", draft), "chair")
        assert reply.message is not None
        assert "SECRET" not in as_text(reply.message)

    async def test_offers_the_prompts_where_bail_was_granted_in_principle(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", bail_in_principle="SoS")
        form = await office.ask("recommendation.form", ShowForm(panel_id, "C1", Kind.MAINTAIN), "chair")
        assert form.message is not None
        assert "Which barriers to release can be removed" in as_text(form.message)


class TestTheWashUp:
    async def test_can_escalate_one_case_twice_and_keeps_both_answers(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        for what in ("Book the escort.", "Ask for the papers."):
            await office.ask("washup.escalate", Escalate(panel_id, "C1", what), "chair")
            await office.ask("escalation.answer", AnswerEscalation(panel_id, "C1", f"Done: {what}"), "casework lead")
        async with office.storage.reading() as unit:
            kept = await unit.escalations.of_panel(panel_id)
        assert [each.answer for each in kept] == ["Done: Book the escort.", "Done: Ask for the papers."]
        assert len(await office.effects("escalation", "casework.lead@example.gov.uk")) == 2
        told = await office.message("escalation_answered", "officer")
        assert "You are the CPP officer" in told.why.sentence

    async def test_feedback_that_was_passed_on_says_nothing_of_the_chair_any_more(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        given = GiveChairFeedback(panel_id, FeedbackKind.DEVELOPMENTAL, "Let others finish.")
        await office.ask("feedback.chair", given, "ipm 1")
        feedback_id = (await office.effects("chair_feedback", "lead"))[0].refs["feedback"]
        with pytest.raises(NotAllowed):
            await office.ask("feedback.passed_on", PassOnFeedback(feedback_id), "officer")
        await office.ask("feedback.passed_on", PassOnFeedback(feedback_id), "manager")
        async with office.storage.reading() as unit:
            kept = await unit.chair_feedback.get(feedback_id)
        assert kept is not None
        assert (kept.kind, kept.chair_id, kept.panel_id, kept.words, kept.given_by) == (
            FeedbackKind.DEVELOPMENTAL,
            "",
            "",
            "",
            "",
        )
        assert panel_id not in feedback_id
