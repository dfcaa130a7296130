"""What is missing on a panel, as commands and cards show it, and why things fall due after one."""

from __future__ import annotations

from cpp_core.model.panel import SeatKind
from cpp_core.usecases.commands import DeclineAttendance, Escalate
from cpp_core.usecases.commands_officer import ShowPanel
from cpp_core.usecases.explanation import Explanation
from cpp_core.usecases.follow_up_commands import Agree
from cpp_core.usecases.panel_rows import PanelRow, panel_row
from cpp_core.usecases.why import explain
from cpp_core.usecases.work import Work
from infra.cli.quorum import quorum_json, quorum_lines
from tests.core.tables import moment
from tests.core.usecases.after_a_panel import a_closed_panel, said, until
from tests.core.usecases.office import Office
from tests.core.usecases.test_sitting import an_open_panel


async def row(office: Office, panel_id: str) -> PanelRow:
    async with office.storage.reading() as unit:
        work = Work(unit)
        return await panel_row(work, await work.panel(panel_id))


async def why(office: Office, about: str) -> Explanation | None:
    shown = await office.storage.outbox.show(about)
    async with office.storage.reading() as unit:
        return await explain(Work(unit), about, shown)


class TestASeatThatIsNotConfirmed:
    async def test_is_shown_with_since_when_who_was_asked_and_what_is_next(self, office: Office) -> None:
        panel_id = await office.with_panel()
        await office.at("2026-11-24 10:00")
        await office.everybody_confirms(panel_id)
        office.clock.move(moment("2026-12-03 11:00"))
        await office.ask("attendance.decline", DeclineAttendance(panel_id, "Ill."), "RL 0")
        shown = await row(office, panel_id)
        (found,) = quorum_json(shown.quorum, shown.panel)["findings"]
        assert (found["seat"], found["since"], found["chair_decides"]) == ("RL", "2026-12-03T11:00:00+00:00", False)
        assert [(one["name"], one["status"]) for one in found["asked"]] == [
            ("Rl 0", "withdrawn"),
            ("Rl 1", "asked"),
        ]
        assert found["still_to_ask"] == ["RL 2"]
        assert found["next"]["at"] == "2026-12-04T09:30:00+00:00"
        assert next(iter(quorum_lines(shown.quorum.now))).strip().startswith("Returns Logistics is not confirmed")
        card = (await office.ask("officer.panel", ShowPanel(panel_id), "team")).message
        assert card is not None
        assert "Next: remind those who have not answered, Friday 4 December 2026 at 09:30" in str(card.blocks)

    async def test_is_for_the_chair_once_nobody_is_left_at_the_cutoff(self, office: Office) -> None:
        panel_id = await office.with_panel(LO=("LO 0",))
        await office.at("2026-11-24 10:00")
        await office.everybody_confirms(panel_id, "LO 0")
        await office.ask("attendance.decline", DeclineAttendance(panel_id, "Away."), "LO 0")
        assert not (await row(office, panel_id)).quorum.now.chair_decides
        await office.at("2026-12-04 17:00")
        shown = await row(office, panel_id)
        assert shown.quorum.now.chair_decides
        assert "not confirmed since" in str((await office.message("quorum", "chair")).blocks)


class TestACaseWhoseOwnerSits:
    async def test_is_shown_to_commands_chair_and_team(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1", case_owner="lo.0@example.gov.uk")
        shown = await row(office, panel_id)
        (found,) = quorum_json(shown.quorum, shown.panel)["cases"]
        assert (found["case_ref"], found["missing"], found["reserves"]) == ("C1", ["LO"], ["LO 1", "LO 2"])
        card = (await office.ask("officer.panel", ShowPanel(panel_id), "team")).message
        assert card is not None
        assert "C1: Lo 0 owns it" in str(card.blocks)


class TestAfterAPanel:
    async def test_everything_that_falls_due_is_listed_and_explains_itself(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        await office.ask("washup.escalate", Escalate(panel_id, "C1", "The travel document."), "chair")
        rows = {each.key: each for each in (await row(office, panel_id)).obligations}
        after = [each for each in rows.values() if each.case_ref == "C1"]
        assert {each.clause for each in after} == {"OUT-2", "OUT-3", "OUT-5", "OUT-6", "FBK-1"}
        for each in rows:
            found = await why(office, each if "/" in each else f"{panel_id}/{each}")
            assert found is not None, each
            assert found.otherwise()

    async def test_an_answer_explains_why_nobody_is_reminded(self, office: Office) -> None:
        panel_id = await a_closed_panel(office)
        before = await why(office, f"{panel_id}:C1:1")
        assert before is not None
        assert dict(before.facts)["Casework's answer"] == "open"
        assert dict(before.facts)["Answer in time until"] == "Tuesday 22/12/2026 23:59"
        assert "ends the reminders" in before.as_text()
        await said(office, "response.agree", Agree(panel_id, "C1", 1))
        after = await why(office, f"{panel_id}:C1:1")
        assert after is not None
        assert dict(after.facts)["Casework's answer"].endswith("in time")
        assert await why(office, f"{panel_id}:C1:1/OUT-3:ask") is None

    async def test_a_message_about_a_case_explains_itself_by_its_recommendation(self, office: Office) -> None:
        await a_closed_panel(office)
        await until(office, "2026-12-24 10:00")
        for what in ("response", "outcome", "audit", "atlas"):
            effect = (await office.effects(what))[-1]
            found = await why(office, effect.key)
            assert found is not None, what
            assert found.clause == effect.clause
            assert ("Answer in time until" in dict(found.facts)) is ("recommendation" in effect.refs)


async def test_a_confirmed_panel_lacks_nothing(office: Office) -> None:
    panel_id = await an_open_panel(office, "C1")
    now = (await row(office, panel_id)).quorum.now
    assert (now.missing, now.cases, now.chair_decides) == ((), (), False)
    assert SeatKind.RL in (await office.panel(panel_id)).holders()
