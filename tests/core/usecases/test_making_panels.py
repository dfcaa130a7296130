"""Making a panel: what is refused with a message, and what is late is done at once and marked so (TIME-8)."""

from __future__ import annotations

import pytest

from cpp_core.model.panel import Band, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import CancelPanel, CreatePanel, ImportPeople, MovePanel
from tests.core.tables import moment
from tests.core.usecases.office import NAMED, Office, a_person

DEC_8 = moment("2026-12-08 10:00")


async def refused(office: Office, command: CreatePanel) -> str:
    with pytest.raises(Refusal) as caught:
        await office.ask("panel.create", command)
    return str(caught.value)


class TestAPanelIsRefused:
    @pytest.mark.parametrize(
        ("at", "says"),
        [
            ("2026-10-19 08:59", "is past"),
            ("2026-12-12 10:00", "not a working day"),
            ("2026-12-25 10:00", "not a working day"),
            ("2099-12-08 10:00", "bank holidays"),
        ],
    )
    async def test_on_a_day_that_cannot_be(self, office: Office, at: str, says: str) -> None:
        assert says in await refused(office, CreatePanel(moment(at), Band.THREE_MONTH))

    async def test_whose_chair_lacks_the_grade_for_its_band(self, office: Office) -> None:
        named: dict[SeatKind, tuple[str, ...]] = {SeatKind.CHAIR: ("chair 2",)}
        assert "G7 or above" in await refused(office, CreatePanel(DEC_8, Band.SIX_TO_NINE, named))
        await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH, named))

    async def test_that_names_somebody_twice(self, office: Office) -> None:
        named: dict[SeatKind, tuple[str, ...]] = {SeatKind.RL: ("RL 0", "RL 0")}
        assert "is named twice" in await refused(office, CreatePanel(DEC_8, Band.THREE_MONTH, named))

    async def test_that_names_somebody_untrained(self, office: Office) -> None:
        await office.ask("people.import", ImportPeople((a_person("RL 0", area="RL", trained_on=None),)))
        assert "not recorded" in await refused(office, CreatePanel(DEC_8, Band.THREE_MONTH, {SeatKind.RL: ("RL 0",)}))

    async def test_that_names_somebody_who_is_asked_for_another_at_the_same_time(self, office: Office) -> None:
        await office.with_panel()
        await office.at("2026-11-24 10:00")
        late = "A late request."
        there = CreatePanel(moment("2026-12-08 12:29"), Band.THREE_MONTH, {SeatKind.RL: ("RL 0",)}, late)
        assert "at that time" in await refused(office, there)
        after = CreatePanel(moment("2026-12-08 12:30"), Band.THREE_MONTH, {SeatKind.RL: ("RL 0",)}, late)
        await office.ask("panel.create", after)

    async def test_that_is_late_without_a_reason(self, office: Office) -> None:
        said = await refused(office, CreatePanel(moment("2026-11-26 10:00"), Band.THREE_MONTH))
        assert "INV-2" in said
        assert "--late-reason" in said

    async def test_whose_cutoff_is_past_without_a_new_one(self, office: Office) -> None:
        command = CreatePanel(moment("2026-10-21 10:00"), Band.THREE_MONTH, late_reason="Urgent.")
        assert "--cutoff" in await refused(office, command)

    async def test_that_sets_a_cutoff_where_the_usual_one_is_to_come(self, office: Office) -> None:
        command = CreatePanel(DEC_8, Band.THREE_MONTH, cutoff_at=moment("2026-12-07 12:00"))
        assert "still to come" in await refused(office, command)


class TestALatePanel:
    async def test_does_at_once_what_is_past_and_says_why_in_the_trail_and_keeps_the_cutoff(
        self, office: Office
    ) -> None:
        command = CreatePanel(
            moment("2026-10-21 10:00"), Band.THREE_MONTH, dict(NAMED), "A court order.", moment("2026-10-20 16:00")
        )
        panel_id = str((await office.ask("panel.create", command)).data["id"])
        done = await office.tick()
        assert {"INV-3:invite", "LST-1:share"} <= set(done)
        assert "ATT-3:cutoff" not in done
        assert len(await office.effects("attendance")) == 7
        assert await office.effects("nomination_reminder") == []
        place = (await office.panel(panel_id)).place_of("RL 0")
        assert place is not None
        assert place.answer_by == moment("2026-10-20 16:00")


class TestTheTeam:
    async def test_calls_a_panel_off_that_has_nobody_to_decide(self, office: Office) -> None:
        panel_id = str((await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH))).data["id"])
        await office.at("2026-12-07 12:00")
        await office.ask("panel.cancel", CancelPanel(panel_id, "Nobody could be found."), "team")
        told = await office.message("panel_cancelled", "spoc RL")
        assert "Nobody could be found." in str(told.blocks)
        assert "SPOC" in told.why.sentence
        assert told.why.reading

    async def test_moves_a_panel(self, office: Office) -> None:
        panel_id = await office.with_panel()
        await office.at("2026-11-24 10:00")
        await office.ask("panel.move", MovePanel(panel_id, moment("2026-12-10 10:00"), "A strike."), "team")
        told = await office.message("panel_postponed", "RL 0")
        assert "Thursday 10 December 2026 at 10:00" in str(told.blocks)


class TestAPanelWithNobodyKnown:
    async def test_asks_each_spoc_and_the_team_for_chair_and_officer(self, office: Office) -> None:
        await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH))
        await office.at("2026-11-03 10:00")
        asked = {(effect.refs["seat"], effect.refs["person"]) for effect in await office.effects("nomination")}
        assert asked == {("CHAIR", "team"), ("OFFICER", "team")} | {
            (area, f"spoc {area}") for area in ("FNORC", "NRPC", "RL", "LO")
        }
        assert {effect.refs["person"] for effect in await office.effects("availability")} == {"ipm 1", "ipm 2"}

    async def test_comes_to_the_team_after_three_reminders_and_has_vacancies_when_invitations_go_out(
        self, office: Office
    ) -> None:
        await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH))
        await office.at("2026-11-23 10:00")
        assert len(await office.effects("nomination_reminder", "spoc RL")) == 3
        assert len(await office.effects("nobody_named", "team")) == 7
        await office.at("2026-11-24 10:00")
        vacant = await office.message("vacancy", "spoc RL")
        assert "Nobody is named for this seat" in str(vacant.blocks)
        assert [person for person, _ in vacant.choices["member"]] == ["RL 0", "RL 1", "RL 2"]

    async def test_is_asked_for_nothing_twice_after_a_week_of_downtime(self, office: Office) -> None:
        await office.ask("panel.create", CreatePanel(DEC_8, Band.THREE_MONTH))
        office.clock.move(moment("2026-11-20 11:00"))
        await office.tick()
        to_spoc = [effect for effect in await office.effects(to="spoc RL") if effect.channel == "chat"]
        assert [effect.what for effect in to_spoc] == ["nomination"]

    async def test_that_is_made_late_says_an_empty_seat_once_to_each(self, office: Office) -> None:
        office.clock.move(moment("2026-11-26 10:00"))
        late = CreatePanel(DEC_8, Band.THREE_MONTH, {SeatKind.LO: ("LO 0",)}, "A panel was lost.")
        await office.ask("panel.create", late)
        await office.tick()
        for person in ("spoc RL", "team"):
            about = [effect for effect in await office.effects(to=person) if effect.refs.get("seat") == "RL"]
            assert [effect.what for effect in about] == ["vacancy"]
        reserve_wanted = [effect.what for effect in await office.effects(to="spoc LO") if "seat" in effect.refs]
        assert reserve_wanted == ["nomination"]
        assert {effect.refs["person"] for effect in await office.effects("availability")} == {"ipm 1", "ipm 2"}
        team = [effect.what for effect in await office.effects(to="team") if effect.refs.get("seat") == "IPM"]
        assert team == ["vacancy"]
