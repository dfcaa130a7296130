"""A service that knows of a coming version of the guidance: each panel runs under the policy of its own date.

The version is invented (`tests/core/test_version_10.py`): a cutoff of five days, one more core area, a higher chair.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cpp_core.deadlines.time import in_london
from cpp_core.model.panel import Band, PanelStatus, SeatKind
from cpp_core.model.person import Role
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import CreatePanel, ImportPeople, MovePanel, OpenPanel
from cpp_core.usecases.panel_rows import PanelRow, panel_row
from cpp_core.usecases.why import explain
from cpp_core.usecases.work import Work
from tests.core.tables import moment
from tests.core.test_version_10 import DVAAT, REGISTER
from tests.core.usecases.office import NAMED, Office, a_person, an_office

BEFORE, AFTER = "2026-12-31 10:00", "2027-01-19 10:00"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office that has the coming version already, with a SPOC and a member of the new core area."""
    async with an_office(tmp_path, policies=REGISTER) as made:
        new = (
            a_person("spoc DVAAT", Role.SPOC, area="DVAAT"),
            a_person("DVAAT 0", Role.MEMBER, area="DVAAT"),
        )
        await made.ask("people.import", ImportPeople(new))
        yield made


async def row(office: Office, panel_id: str) -> PanelRow:
    async with office.storage.reading() as unit:
        work = Work(unit)
        return await panel_row(work, await work.panel(panel_id))


async def because(office: Office, about: str) -> str:
    async with office.storage.reading() as unit:
        found = await explain(Work(unit), about, None)
    assert found is not None
    return found.as_text()


@pytest.mark.parametrize(("at", "cutoff"), [(BEFORE, "2026-12-24 17:00"), (AFTER, "2027-01-14 10:00")])
async def test_each_panel_has_the_cutoff_of_its_date_and_says_so(office: Office, at: str, cutoff: str) -> None:
    panel_id = await office.with_panel(at)
    assert (await row(office, panel_id)).cutoff_effective == moment(cutoff)
    shown = await because(office, f"{panel_id}/ATT-3:cutoff")
    assert f"{in_london(moment(cutoff)):%d/%m/%Y %H:%M}" in shown


async def test_silent_people_are_stood_down_at_the_cutoff_of_their_panels_date(office: Office) -> None:
    new = await office.with_panel(AFTER)
    await office.at("2027-01-14 09:59")
    assert next(str(place.status) for place in (await office.panel(new)).seat(SeatKind.RL).places) == "asked"
    await office.at("2027-01-14 10:00")
    assert next(str(place.status) for place in (await office.panel(new)).seat(SeatKind.RL).places) == "stood down"


async def test_the_new_area_is_asked_and_needed_only_on_panels_after_the_change(office: Office) -> None:
    old, new = await office.with_panel(BEFORE), await office.with_panel(AFTER)
    await office.at("2026-12-15 09:30")
    asked = await office.effects("nomination", "spoc DVAAT")
    assert {effect.refs["panel"] for effect in asked} == {new}
    assert DVAAT not in [seat.kind for seat in (await row(office, old)).seats]
    assert DVAAT in (await row(office, new)).quorum.missing


async def test_a_panel_before_the_change_opens_without_the_new_area_and_one_after_it_does_not(office: Office) -> None:
    old, new = await office.with_panel(BEFORE), await office.with_panel(AFTER)
    await office.at("2026-12-21 10:00")
    await office.everybody_confirms(old)
    await office.at(BEFORE)
    await office.ask("panel.open", OpenPanel(old), "chair")
    assert (await office.panel(old)).status is PanelStatus.OPEN
    await office.at("2027-01-06 10:00")
    await office.everybody_confirms(new)
    await office.at(AFTER)
    with pytest.raises(Refusal, match="Detained Vulnerability Assurance and Advice Team"):
        await office.ask("panel.open", OpenPanel(new), "chair")


async def test_the_chair_has_the_grade_of_the_panels_date(office: Office) -> None:
    seo = {**NAMED, SeatKind.CHAIR: ("chair 2",)}
    await office.ask("panel.create", CreatePanel(moment(BEFORE), Band.THREE_MONTH, dict(seo)))
    with pytest.raises(Refusal, match="G7"):
        await office.ask("panel.create", CreatePanel(moment(AFTER), Band.THREE_MONTH, dict(seo)))


async def test_a_panel_that_is_moved_past_the_change_runs_under_the_new_policy(office: Office) -> None:
    panel_id = await office.with_panel(BEFORE)
    await office.at("2026-12-21 10:00")
    await office.everybody_confirms(panel_id)
    assert (await row(office, panel_id)).quorum.quorate
    await office.ask("panel.move", MovePanel(panel_id, moment(AFTER), "A strike."), "team")
    places = (await office.panel(panel_id)).seat(SeatKind.RL).places
    assert places[0].answer_by == moment("2027-01-14 10:00")
    moved = await row(office, panel_id)
    assert moved.cutoff_effective == moment("2027-01-14 10:00")
    assert DVAAT in moved.quorum.missing


async def test_a_rule_explains_itself_with_the_values_of_the_day_on_which_it_is_asked(office: Office) -> None:
    assert "Policy cutoff_days: 3" in await because(office, "ATT-2")
    office.clock.move(moment("2027-01-04 09:00"))
    assert "Policy cutoff_days: 5 (days before the panel, CPP 10.0 §5, §6, §8.1)" in await because(office, "ATT-2")
