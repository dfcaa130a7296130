"""Answers from Atlas, entries on it, audits, and the next review, on real storage (OUT-2, OUT-3, OUT-5, OUT-6)."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.model.answer import ActionState, AuditedAction, Says, TakenForward
from cpp_core.model.panel import Band
from cpp_core.model.recommendation import Kind
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import CreatePanel
from cpp_core.usecases.follow_up_commands import (
    AcknowledgeReview,
    Agree,
    AtlasAnswer,
    AtlasEntered,
    ImportResponses,
    RecordAudit,
    ShowResponse,
)
from tests.core.tables import moment
from tests.core.usecases.after_a_panel import ACTIONS, a_closed_panel, days_of, of, said, until
from tests.core.usecases.office import NAMED, Office
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE, an_open_panel


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


class TestAReferralOfTheAudit:
    async def test_puts_the_case_before_the_next_panel_outside_its_cycle(self, office: Office) -> None:
        panel_id = await a_closed_panel(office, C1=RELEASE)
        await until(office, "2026-12-23 10:00")
        by = date(2027, 1, 15)
        again = RecordAudit(panel_id, "C1", 1, False, "No address.", (), True, "An address was found.", by)
        assert await said(office, "audit.record", again, "officer") == ("done", ())
        reason = "Asked again after the audit."
        later = CreatePanel(moment("2027-01-12 10:00"), Band.THREE_MONTH, dict(NAMED), reason)
        second = str((await office.ask("panel.create", later)).data["id"])
        await office.at("2027-01-05 10:00")
        listed = {case.case_ref: case.reason for case in (await office.panel(second)).cases}
        assert "An address was found." in listed["C1"]
