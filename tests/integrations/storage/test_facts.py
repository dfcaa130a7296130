"""People, cases, panels and records, as use cases save and find them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, FeedbackKind
from cpp_core.model.listing import CaseList, ListRow
from cpp_core.model.panel import PanelStatus
from cpp_core.model.person import Role
from cpp_core.model.recommendation import Draft, Kind, Recommendation
from cpp_core.ports import Conflict, UnitOfWork
from integrations.storage import ReadOnlyError, SqlStorage
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.builders import UndoneError, a_case, a_panel, a_person, an_effect, an_entry, undo
from tests.integrations.storage.databases import CALENDAR, START, fresh_database, opened

DAY = timedelta(days=1)


async def change(storage: SqlStorage, panel_id: str, *, list_version: int) -> None:
    """Make the panel, or change it, in a transaction."""
    async with storage.unit_of_work() as unit:
        panel = await unit.panels.get(panel_id) or a_panel(panel_id)
        await unit.panels.save(replace(panel, list_version=list_version), None)


class TestPeople:
    async def test_a_person_is_found_by_id_and_by_either_address_in_any_letter_case(self, storage: SqlStorage) -> None:
        ann = a_person("ann", upn="Ann.Archer@HomeOffice.gov.uk", email="ann@homeoffice.gov.uk")
        async with storage.unit_of_work() as unit:
            await unit.people.save([ann, a_person("bob")])
        async with storage.unit_of_work() as unit:
            assert await unit.people.get("ann") == ann
            assert await unit.people.get("nobody") is None
            assert await unit.people.find(" ann.archer@homeoffice.GOV.UK") == ann
            assert await unit.people.find("ANN@homeoffice.gov.uk") == ann
            assert await unit.people.find("nobody@homeoffice.gov.uk") is None
            assert await unit.people.many(["bob", "nobody", "ann"]) == {"ann": ann, "bob": a_person("bob")}

    async def test_a_upn_comes_before_somebody_elses_mail_address(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            await unit.people.save([a_person("a", email="x@gov.uk"), a_person("b", upn="x@gov.uk", email="b@gov.uk")])
            found = await unit.people.find("x@gov.uk")
        assert found is not None
        assert found.id == "b"

    async def test_holders_of_a_role_are_found_by_area_in_the_order_of_their_names(self, storage: SqlStorage) -> None:
        spoc = frozenset({Role.SPOC, Role.MEMBER})
        people = [a_person("c", area="RL", roles=spoc), a_person("a", area="LO", roles=spoc)]
        people += [a_person("b", area="RL", roles=spoc), a_person("d", area="RL", roles=frozenset({Role.CHAIR}))]
        async with storage.unit_of_work() as unit:
            await unit.people.save(people)
            assert [one.id for one in await unit.people.holding(Role.SPOC)] == ["a", "b", "c"]
            assert [one.id for one in await unit.people.holding(Role.SPOC, "RL")] == ["b", "c"]
            assert [one.id for one in await unit.people.all()] == ["a", "b", "c", "d"]

    async def test_a_person_saved_again_has_their_new_roles_alone(self, storage: SqlStorage) -> None:
        ann = a_person("ann", roles=frozenset({Role.SPOC}))
        async with storage.unit_of_work() as unit:
            await unit.people.save([ann])
            await unit.people.save([replace(ann, roles=frozenset({Role.CHAIR}))])
            assert await unit.people.holding(Role.SPOC) == ()
            assert len(await unit.people.holding(Role.CHAIR)) == 1


class TestCases:
    async def test_cases_are_found_by_reference(self, storage: SqlStorage) -> None:
        a1 = a_case("A1", offences=("theft",), extra={"Ship": "none"}, extract_at=START)
        async with storage.unit_of_work() as unit:
            await unit.cases.save([a1, a_case("B2")])
            assert await unit.cases.get("A1") == a1
            assert await unit.cases.get("C3") is None
            assert await unit.cases.many(["B2", "C3"]) == {"B2": a_case("B2")}
            assert [case.case_ref for case in await unit.cases.all()] == ["A1", "B2"]

    async def test_those_detained_are_those_who_did_not_leave(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            await unit.cases.save(
                [
                    a_case("on the day", detained_on=date(2026, 9, 1)),
                    a_case("a day later", detained_on=date(2026, 9, 2)),
                    a_case("released", released_on=date(2026, 11, 1)),
                    a_case("removed", removed_on=date(2026, 11, 1)),
                    a_case("gone", gone_since=START),
                ]
            )
            found = await unit.cases.detained(detained_before=date(2026, 9, 1))
        assert [case.case_ref for case in found] == ["on the day"]

    async def test_many_cases_are_saved_and_replaced(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            await unit.cases.save(a_case(f"A{n:05}") for n in range(1201))
            await unit.cases.save(a_case(f"A{n:05}", location="Brook House") for n in range(1201))
            cases = await unit.cases.all()
        assert len(cases) == 1201
        assert {case.location for case in cases} == {"Brook House"}


class TestPanels:
    async def test_a_panel_is_found_by_id(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            assert await unit.panels.get("one") is None
            await unit.panels.save(a_panel("one"), None)
            assert await unit.panels.get("one") == a_panel("one")

    async def test_panels_between_two_moments_come_by_start(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            for n in (3, 1, 2):
                await unit.panels.save(a_panel(str(n), starts_at=START + n * DAY), None)
            await unit.panels.save(replace(a_panel("4", starts_at=START), status=PanelStatus.CANCELLED), None)
            between = unit.panels.between
            assert [one.id for one in await between(START, START + 3 * DAY)] == ["4", "1", "2"]
            assert [one.id for one in await between(START, START + 3 * DAY, [PanelStatus.PLANNED])] == ["1", "2"]

    async def test_what_is_due_comes_longest_due_first(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            await unit.panels.save(a_panel("never"), None)
            for n in (3, 1, 2):
                await unit.panels.save(a_panel(str(n)), START + n * DAY)
            assert await unit.panels.due(START + 2 * DAY, 10) == ("1", "2")
            assert await unit.panels.due(START + 2 * DAY, 1) == ("1",)
            assert await unit.panels.next_due_at() == START + DAY

    async def test_who_saves_what_somebody_else_changed_meanwhile_gets_a_conflict(self, tmp_path: Path) -> None:
        url, clock = fresh_database("postgresql", tmp_path), VirtualClock(START)
        storage, other = opened(url, clock), opened(url, clock)
        await change(storage, "one", list_version=1)

        async def pause_while_another_saves() -> None:
            async with storage.unit_of_work() as unit:
                panel = await unit.panels.get("one")
                assert panel
                await change(other, "one", list_version=2)
                await unit.send([an_effect("never")])
                await unit.panels.save(replace(panel, off_reason="A strike."), None)

        with pytest.raises(Conflict):
            await pause_while_another_saves()
        async with storage.reading() as reader:
            assert await reader.panels.get("one") == replace(a_panel("one"), list_version=2)
        assert await storage.outbox.show("never") is None
        await storage.close()
        await other.close()

    async def test_who_reads_others_of_that_day_after_another_saved_does_not_save_over_it(self, tmp_path: Path) -> None:
        url, clock = fresh_database("postgresql", tmp_path), VirtualClock(START)
        storage, other = opened(url, clock), opened(url, clock)
        await change(storage, "one", list_version=1)

        async def decide_on_what_is_old() -> None:
            async with storage.unit_of_work() as unit:
                panel = await unit.panels.get("one")
                assert panel
                await change(other, "one", list_version=2)
                assert await unit.panels.between(panel.starts_at, panel.starts_at + DAY)
                await unit.panels.save(replace(panel, off_reason="A strike."), None)

        with pytest.raises(Conflict):
            await decide_on_what_is_old()
        async with storage.reading() as reader:
            assert await reader.panels.get("one") == replace(a_panel("one"), list_version=2)
        await storage.close()
        await other.close()

    async def test_two_who_make_the_same_panel_do_not_both_succeed(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        made = [change(one, "one", list_version=n) for n, one in enumerate((storage, other_storage), 1)]
        results = await asyncio.gather(*made, return_exceptions=True)
        async with storage.unit_of_work() as unit:
            panel = await unit.panels.get("one")
        assert panel is not None
        assert [type(one) for one in results if one is not None] in ([], [Conflict])

    async def test_no_change_is_lost_when_many_change_the_same_panel(
        self, storage: SqlStorage, other_storage: SqlStorage
    ) -> None:
        async def count_up(one: SqlStorage) -> None:
            while True:
                try:
                    async with one.unit_of_work() as unit:
                        panel = await unit.panels.get("one")
                        assert panel
                        await unit.panels.save(replace(panel, list_version=panel.list_version + 1), None)
                    return
                except Conflict:
                    continue

        await change(storage, "one", list_version=0)
        await asyncio.gather(*(count_up(one) for one in (storage, other_storage) for _ in range(10)))
        async with storage.reading() as reader:
            assert await reader.panels.get("one") == replace(a_panel("one"), list_version=20)

    async def test_what_one_transaction_saves_twice_is_no_conflict(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            await unit.panels.save(a_panel("one"), None)
            panel = await unit.panels.get("one")
            assert panel
            await unit.panels.save(replace(panel, off_reason="A strike."), None)
            await unit.panels.save(replace(panel, list_version=1), START)
        async with storage.unit_of_work() as unit:
            assert await unit.panels.get("one") == replace(panel, list_version=1)


class TestRecords:
    async def test_records_are_found_by_what_they_belong_to_in_the_order_of_saving(self, storage: SqlStorage) -> None:
        draft = Draft(Kind.RELEASE, "because")
        two = Recommendation("2", "p", date(2026, 12, 8), "A1", 1, draft, "chair", START)
        one = replace(two, id="1", entry=2)
        async with storage.unit_of_work() as unit:
            await unit.recommendations.save(two)
            await unit.recommendations.save(one, START + DAY)
            await unit.recommendations.save(replace(two, correction_reason="typing"))
            assert await unit.recommendations.of_case("A1") == (replace(two, correction_reason="typing"), one)
            assert await unit.recommendations.of_panel("p") == await unit.recommendations.of_case("A1")
            assert await unit.recommendations.of_case("B2") == ()
            assert await unit.recommendations.get("1") == one
            assert await unit.recommendations.get("3") is None

    async def test_kinds_do_not_mix(self, storage: SqlStorage) -> None:
        note = CaseNote("1", "p", "best practice", "well done", "ann", START)
        escalation = Escalation("1", "p", "A1", "today", "ann", START)
        case_list = CaseList("1", "p", 1, START, None, (ListRow(a_case("A1"), "due", 200, "6-9-month", 6, False),))
        async with storage.unit_of_work() as unit:
            await unit.case_notes.save(note)
            await unit.escalations.save(escalation)
            await unit.lists.save(case_list)
            assert await unit.case_notes.of_panel("p") == (note,)
            assert await unit.escalations.of_panel("p") == (escalation,)
            assert await unit.lists.get("1") == case_list

    async def test_feedback_on_a_chair_is_no_longer_found_by_the_chair_once_it_was_emptied(
        self, storage: SqlStorage
    ) -> None:
        feedback = ChairFeedback("1", FeedbackKind.POSITIVE, "ipm", START, "p", "chair", "clear and kind")
        emptied = replace(feedback, panel_id="", chair_id="", words="", passed_on_at=START)
        async with storage.unit_of_work() as unit:
            await unit.chair_feedback.save(feedback)
            assert await unit.chair_feedback.of_person("chair") == (feedback,)
            await unit.chair_feedback.save(emptied)
            assert await unit.chair_feedback.of_person("chair") == ()
            assert await unit.chair_feedback.get("1") == emptied


class TestReading:
    async def test_it_sees_one_state_and_stops_nobody(self, storage: SqlStorage) -> None:
        await change(storage, "one", list_version=1)
        async with storage.reading() as reader:
            assert await reader.panels.get("one") == replace(a_panel("one"), list_version=1)
            await change(storage, "one", list_version=2)
            assert await reader.panels.get("one") == replace(a_panel("one"), list_version=1)

    async def test_it_refuses_to_change_anything(self, storage: SqlStorage) -> None:
        async with storage.reading() as reader:
            with pytest.raises(ReadOnlyError, match="unit_of_work"):
                await reader.send([an_effect("one")])
            with pytest.raises(ReadOnlyError, match="unit_of_work"):
                await reader.record([an_entry("panel:1")])
            with pytest.raises(DBAPIError):
                await reader.panels.save(a_panel("one"), None)


class TestUnitOfWork:
    async def test_it_begins_at_one_moment(self, storage: SqlStorage) -> None:
        async with storage.unit_of_work() as unit:
            assert unit.now == datetime(2026, 12, 1, 9, tzinfo=UTC)
            assert unit.calendar == CALENDAR

    async def test_all_is_undone_when_it_raises(self, storage: SqlStorage) -> None:
        async def save(unit: UnitOfWork) -> None:
            await unit.panels.save(a_panel("one"), None)
            await unit.people.save([a_person("ann")])
            await unit.cases.save([a_case("A1")])

        with pytest.raises(UndoneError):
            await undo(storage, save)
        async with storage.unit_of_work() as unit:
            assert await unit.panels.get("one") is None
            assert await unit.people.all() == ()
            assert await unit.cases.all() == ()
