"""Each case while the panel runs: introduction, key points, draft; the agenda; the chair's checklist. On real storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogs.reading import Inputs
from bot.dialogs.recommendation import read_draft
from cpp_core.messages.message import Message, as_text
from cpp_core.messages.prefilled import as_values
from cpp_core.model.recommendation import Draft, Kind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import ClosePanel, NotReached, RecordRecommendation, ShowConsole, ShowForm
from cpp_core.usecases.commands_officer import (
    ReturnChecklist,
    SaveDraft,
    SaveKeyPoints,
    ShowCase,
    ShowChecklist,
    TickChecklist,
)
from tests.core.usecases.office import Office
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE, SEEN, an_open_panel, record

SECRET = {
    "aar_level": 2,
    "aar_reason": "Diagnosed",
    "public_protection": "Burglary",
    "barriers": ("Interview on 15/12",),
}
EVERY_ITEM = ("function", "policies", "each-case", "discussion", "behaviour", "safeguarding", "summary", "wash-up")


async def shown(office: Office, name: str, command: object, by: str = "officer") -> Message:
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message


class TestTheIntroduction:
    async def test_says_barriers_level_and_public_protection_in_its_body_alone(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", **SECRET)
        message = await shown(office, "case.introduce", ShowCase(panel_id))
        text = as_text(message)
        for said in ("Interview on 15/12", "level 2: Diagnosed", "Burglary"):
            assert said in text
            assert said not in f"{message.title} {message.preview}"

    async def test_goes_on_to_the_next_case_without_an_answer(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", "C2", "C3")
        first = await shown(office, "case.introduce", ShowCase(panel_id))
        assert (first.refs["case"], first.values["next"]) == ("C1", "C2")
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C2", MAINTAIN), "chair")
        assert (await shown(office, "case.introduce", ShowCase(panel_id, "C1"))).values["next"] == "C3"
        assert (await shown(office, "case.introduce", ShowCase(panel_id, "C3"))).values["next"] == "C1"

    async def test_keeps_the_key_points_that_were_typed_on_the_case_before(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", "C2")
        await office.ask("case.introduce", ShowCase(panel_id, "C2", "C1", "The embassy answered."), "officer")
        message = await shown(office, "case.introduce", ShowCase(panel_id, "C1"))
        assert message.values["key_points"] == "The embassy answered."

    async def test_is_for_chair_and_officer(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        with pytest.raises(NotAllowed):
            await office.ask("case.introduce", ShowCase(panel_id), "ipm 1")


class TestTheAgenda:
    async def test_says_the_time_left_and_what_probably_does_not_fit(self, office: Office) -> None:
        panel_id = await an_open_panel(office, *(f"C{number}" for number in range(1, 4)))
        assert "3 cases to come take about 36 minutes; 135 are left" in as_text(
            await shown(office, "panel.console", ShowConsole(panel_id))
        )
        await office.at("2026-12-08 11:45")
        said = as_text(await shown(office, "panel.console", ShowConsole(panel_id)))
        assert "30 are left before the wash-up. One will probably not be reached" in said
        await office.at("2026-12-08 12:15")  # the wash-up begins: 2 h 30 min less its 15 minutes
        assert "the time for cases is over" in as_text(await shown(office, "panel.console", ShowConsole(panel_id)))

    async def test_a_case_that_was_not_reached_is_no_longer_to_come(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        message = await shown(office, "case.not_reached", NotReached(panel_id, "C1", "No time."))
        assert "Every case has an answer" in as_text(message)
        assert message.choices["next"] == ()


class TestADraft:
    async def test_is_saved_without_the_checks_and_found_by_the_chair_in_the_form(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        half = Draft(Kind.MAINTAIN, "A flight is")
        message = await shown(office, "recommendation.draft", SaveDraft(panel_id, "C1", half))
        assert "Drafted: Maintain detention" in as_text(message)
        form = await shown(office, "recommendation.form", ShowForm(panel_id, "C1", Kind.MAINTAIN), "chair")
        assert (form.name, form.values["reasoning"]) == ("recommendation", "A flight is")
        assert "Drafted by the CPP officer" in as_text(form)

    async def test_is_no_recommendation_the_panel_cannot_be_closed_with_it(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("recommendation.draft", SaveDraft(panel_id, "C1", MAINTAIN), "officer")
        reply = await shown(office, "panel.close", ClosePanel(panel_id), "chair")
        assert "C1" in reply.errors[0]

    async def test_never_affirms_the_standards_beforehand(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("recommendation.draft", SaveDraft(panel_id, "C1", MAINTAIN), "officer")
        form = await shown(office, "recommendation.form", ShowForm(panel_id, "C1", Kind.MAINTAIN), "chair")
        assert "affirmed" not in form.values
        async with office.storage.reading() as unit:
            kept = await unit.drafts.of_panel(panel_id)
        assert not kept[0].draft.standards.affirmed

    async def test_the_officer_gets_a_form_that_only_saves_drafts(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        assert (await shown(office, "recommendation.form", ShowForm(panel_id, "C1", Kind.RELEASE))).name == "draft"

    async def test_what_cannot_be_read_comes_back_to_be_mended(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        command = SaveDraft(panel_id, "C1", MAINTAIN, (("Long-stop date", "next spring"),))
        message = await shown(office, "recommendation.draft", command)
        assert message.name == "draft"
        assert "next spring" in message.errors[0]

    async def test_a_correction_starts_from_what_stands_not_from_the_draft(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask(
            "recommendation.draft", SaveDraft(panel_id, "C1", replace(MAINTAIN, reasoning="Old.")), "officer"
        )
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN), "chair")
        form = await shown(office, "recommendation.form", ShowForm(panel_id, "C1", Kind.MAINTAIN), "chair")
        assert form.values["reasoning"] == MAINTAIN.reasoning

    async def test_after_the_close_nothing_is_drafted(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN), "chair")
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        for name, command in (
            ("recommendation.draft", SaveDraft(panel_id, "C1", RELEASE)),
            ("case.key_points", SaveKeyPoints(panel_id, "C1", "Late.")),
        ):
            with pytest.raises(Refusal, match="closed"):
                await office.ask(name, command, "officer")

    @pytest.mark.parametrize("draft", [MAINTAIN, RELEASE])
    def test_is_read_from_the_form_as_it_was_put_in(self, draft: Draft) -> None:
        typed = {"kind": str(draft.kind), "affirmed": "true", **as_values(draft)}
        assert read_draft(Inputs(typed)) == draft


class TestTheChecklist:
    async def test_is_returned_once_every_case_has_an_answer_and_reaches_the_officer(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        early = await shown(office, "checklist.return", ReturnChecklist(panel_id, EVERY_ITEM), "chair")
        assert "C1" in early.errors[0]
        assert early.values["done"] == ",".join(EVERY_ITEM), "what was ticked is kept"
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN), "chair")
        message = await shown(office, "checklist.return", ReturnChecklist(panel_id, EVERY_ITEM), "chair")
        assert message.state == "returned"
        told = as_text(await office.message("checklist_returned", "officer"))
        assert "affirmed; 10 of 10 kinds of document seen" in told
        with pytest.raises(Refusal, match="has been returned"):
            await office.ask("checklist.tick", TickChecklist(panel_id, ()), "chair")

    async def test_with_something_left_needs_a_remark(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN), "chair")
        message = await shown(office, "checklist.return", ReturnChecklist(panel_id, EVERY_ITEM[:-1]), "chair")
        assert "Wash-up held" in message.errors[0]
        command = ReturnChecklist(panel_id, EVERY_ITEM[:-1], "The wash-up is tomorrow.")
        assert (await shown(office, "checklist.return", command, "chair")).state == "returned"

    async def test_is_the_chairs_the_officer_looks_on(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("checklist.tick", TickChecklist(panel_id, ("function", "nonsense")), "chair")
        message = await shown(office, "checklist.show", ShowChecklist(panel_id))
        assert message.state == "see"
        assert "Done: Introduced the panel" in as_text(message)
        with pytest.raises(NotAllowed):
            await office.ask("checklist.return", ReturnChecklist(panel_id, EVERY_ITEM), "officer")


@pytest.mark.parametrize(("resolved_by", "listed"), [(date(2026, 12, 21), True), (date(2026, 12, 22), False)])
async def test_a_case_without_a_recommendation_goes_to_a_panel_after_its_reasons_are_resolved(
    office: Office, resolved_by: date, listed: bool
) -> None:
    later = await office.with_panel("2026-12-22 10:00")
    panel_id = await an_open_panel(office, "C1")
    none = Draft(
        Kind.NO_RECOMMENDATION,
        "The appeal is decided in days.",
        resolved_by=resolved_by,
        long_stop_on=date(2027, 3, 31),
        standards=SEEN,
    )
    assert await record(office, panel_id, "C1", none) == []
    await office.ask("panel.close", ClosePanel(panel_id), "chair")
    await office.at("2026-12-15 10:00")
    assert [case.case_ref for case in (await office.panel(later)).cases] == (["C1"] if listed else [])
