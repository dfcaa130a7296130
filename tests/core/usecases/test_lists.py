"""Which cases a panel looks at, and the versions of its list (chapter E, PAN-3, PAN-7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cpp_core.messages.message import as_text
from cpp_core.model.case import Case
from cpp_core.model.panel import ListedCase, PanelStatus
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import DeclineAttendance, OpenPanel
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_case


async def on_list(office: Office, panel_id: str) -> list[str]:
    return [case.case_ref for case in (await office.panel(panel_id)).open_cases()]


class TestTheCases:
    async def test_are_those_due_in_the_panels_week(self, office: Office) -> None:
        panel_id = await office.with_panel()
        await office.caseload(
            a_case("DUE-FIRST", date(2026, 9, 7)),
            a_case("DUE-LAST", date(2026, 9, 13)),
            a_case("TOO-EARLY", date(2026, 9, 6)),
            a_case("TOO-LATE", date(2026, 9, 14)),
        )
        await office.at("2026-12-01 09:30")
        assert await on_list(office, panel_id) == ["DUE-FIRST", "DUE-LAST"]

    async def test_are_shared_out_between_the_panels_of_a_week(self, office: Office) -> None:
        first = await office.with_panel()
        second = await office.with_panel("2026-12-10 10:00")
        await office.caseload(*(a_case(f"C{number:02}") for number in range(14)))
        await office.at("2026-12-03 09:30")
        one, two = await on_list(office, first), await on_list(office, second)
        assert len(one) == 10
        assert sorted(one + two) == [f"C{number:02}" for number in range(14)]

    async def test_owned_by_the_chair_go_to_a_panel_with_another_chair(self, office: Office) -> None:
        mine = await office.with_panel()
        other = await office.with_panel("2026-12-10 10:00", CHAIR=("chair 2",))
        await office.caseload(a_case("C1", case_owner="chair@example.gov.uk"))
        await office.at("2026-12-03 09:30")
        assert (await on_list(office, mine), await on_list(office, other)) == ([], ["C1"])

    async def test_not_reached_go_first_to_a_later_panel_with_the_reason(self, office: Office) -> None:
        first = await office.with_panel()
        later = await office.with_panel("2026-12-15 10:00")
        await office.caseload(a_case("LATE"), a_case("DUE-NEXT", date(2026, 9, 14)))
        await office.at("2026-12-01 09:30")
        panel = await office.panel(first)
        closed = replace(
            panel, status=PanelStatus.CLOSED, cases=(ListedCase("LATE", "due", not_reached_reason="No time."),)
        )
        async with office.storage.unit_of_work() as unit:
            await unit.panels.get(first)
            await unit.panels.save(closed, None)
        await office.at("2026-12-08 09:30")
        listed = (await office.panel(later)).open_cases()
        assert {case.case_ref for case in listed} == {"LATE", "DUE-NEXT"}
        why = next(case.reason for case in listed if case.case_ref == "LATE")
        assert why.startswith("Not reached at the panel of 08/12/2026: No time")

    async def test_of_before_the_first_panel_are_not_held_to_be_overdue(self, office: Office) -> None:
        panel_id = await office.with_panel()
        await office.caseload(a_case("LONG-AGO", date(2026, 8, 20)))
        await office.at("2026-12-01 09:30")
        assert await on_list(office, panel_id) == []


class TestTheVersions:
    async def shared(self, office: Office, *cases: Case) -> str:
        panel_id = await office.with_panel()
        await office.caseload(*(cases or (a_case("C1"), a_case("C2"))))
        await office.at("2026-11-24 12:00")
        await office.everybody_confirms(panel_id)
        await office.at("2026-12-01 12:00")
        return panel_id

    async def test_tell_members_only_of_what_changed(self, office: Office) -> None:
        panel_id = await self.shared(office)
        await office.at("2026-12-07 17:00")
        await office.caseload(a_case("C1", removal_directions_on=date(2026, 12, 21)), a_case("C2"))
        await office.at("2026-12-08 08:00")
        told = await office.message("case_list", "RL 0")
        assert "C1: changed (Removal directions)" in as_text(told)
        assert "C2" not in as_text(told)
        assert (await office.panel(panel_id)).list_version == 2

    async def test_say_nothing_where_nothing_changed(self, office: Office) -> None:
        await self.shared(office)
        await office.at("2026-12-08 08:00")
        assert len(await office.effects("case_list", "RL 0")) == 1

    async def test_take_no_newcomer_when_run_again(self, office: Office) -> None:
        panel_id = await self.shared(office)
        await office.caseload(a_case("C1"), a_case("C2"), a_case("C3"))
        await office.at("2026-12-08 08:00")
        assert await on_list(office, panel_id) == ["C1", "C2"]

    async def test_drop_a_case_that_is_gone_and_have_it_back_when_it_returns(self, office: Office) -> None:
        panel_id = await self.shared(office)
        await office.caseload(a_case("C1"))
        await office.at("2026-12-08 08:00")
        assert await on_list(office, panel_id) == ["C1"]
        assert "C2: not in the newest extract" in as_text(await office.message("list_gaps", "officer"))
        await office.caseload(a_case("C1"), a_case("C2"))
        await office.ask("panel.open", OpenPanel(panel_id), "chair")
        assert await on_list(office, panel_id) == ["C1", "C2"]

    async def test_drop_who_was_released_and_say_when(self, office: Office) -> None:
        panel_id = await self.shared(office)
        await office.caseload(a_case("C1"), a_case("C2", released_on=date(2026, 12, 7)))
        await office.at("2026-12-08 08:00")
        assert await on_list(office, panel_id) == ["C1"]
        assert "released or removed on 07/12/2026" in as_text(await office.message("list_gaps", "officer"))

    async def test_give_a_reserve_the_whole_list_not_only_what_changed(self, office: Office) -> None:
        panel_id = await self.shared(office)
        await office.at("2026-12-07 17:00")
        await office.caseload(a_case("C1", location="Colnbrook"), a_case("C2"))
        await office.at("2026-12-08 08:30")
        await office.ask("attendance.decline", DeclineAttendance(panel_id), "RL 0")
        told = await office.message("case_list", "RL 1")
        assert "- C1\n- C2" in as_text(told)
        panel = await office.panel(panel_id)
        assert "RL 0" not in panel.opened_to
        assert {"RL 1", "RL 2"} <= panel.opened_to, "with less than the full time all reserves are asked"

    async def test_have_the_officer_told_of_gaps_before_members_have_the_list(self, office: Office) -> None:
        await office.with_panel()
        await office.caseload(a_case("C1", barriers=(), location=""))
        await office.at("2026-11-30 10:00")
        asked = await office.message("extract_wanted", "officer")
        assert "C1: Location" in as_text(asked)
        assert await office.effects("case_list") == []


class TestAnExtract:
    async def test_keeps_what_it_no_longer_holds_as_gone_and_counts(self, office: Office) -> None:
        await office.caseload(a_case("C1"), a_case("C2"), a_case("C3"))
        reply = await office.caseload(a_case("C1"), a_case("C2", location="Colnbrook"), a_case("C4"))
        assert reply.data == {"new": 1, "changed": 1, "unchanged": 1, "gone": 1, "gone_refs": ["C3"]}
        again = await office.caseload(a_case("C1"), a_case("C2", location="Colnbrook"), a_case("C4"))
        assert again.data["gone"] == 0

    async def test_that_is_older_than_the_newest_changes_nothing(self, office: Office) -> None:
        await office.at("2026-12-01 12:00")
        await office.caseload(a_case("C1", location="Colnbrook"))
        with pytest.raises(Refusal, match="older than"):
            await office.caseload(a_case("C1"), when="2026-11-30 12:00")
        async with office.storage.reading() as unit:
            kept = await unit.cases.get("C1")
        assert kept is not None
        assert (kept.location, kept.extract_at) == ("Colnbrook", moment("2026-12-01 12:00"))
