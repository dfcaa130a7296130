"""An independent member's availability over a month at a time (INV-2), on real storage."""

from __future__ import annotations

import pytest

from cpp_core.messages.message import Message, as_text
from cpp_core.model.panel import Band, PlaceStatus
from cpp_core.orders import NotWanted
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.availability_month import AnswerMonth, ShowMonth
from cpp_core.usecases.commands import CreatePanel
from tests.core.tables import moment
from tests.core.usecases.office import Office


async def shown(office: Office, name: str, command: object, by: str = "ipm 1") -> Message:
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message


async def three_panels(office: Office) -> tuple[str, str, str]:
    """Two in December and one in January, nobody named for the seat of the independent member."""
    made = [await office.with_panel(at, IPM=()) for at in ("2026-12-08 10:00", "2026-12-15 10:00", "2027-01-12 10:00")]
    return made[0], made[1], made[2]


async def said(office: Office, panel_id: str, person: str = "ipm 1") -> PlaceStatus | None:
    place = (await office.panel(panel_id)).place_of(person)
    return place.status if place else None


class TestTheMonth:
    async def test_shows_the_first_with_a_question_and_the_way_to_the_others(self, office: Office) -> None:
        first, second, _ = await three_panels(office)
        message = await shown(office, "availability.month", ShowMonth())
        assert [panel for panel, _ in message.choices["available"]] == [first, second]
        assert message.choices["month"] == (("2027-01", "January 2027"),)
        assert message.title == "Your availability in December 2026"

    async def test_is_answered_at_once_ticked_and_not_ticked(self, office: Office) -> None:
        first, second, third = await three_panels(office)
        command = AnswerMonth("2026-12", (first, second), (second,))
        message = await shown(office, "availability.answer_month", command)
        assert message.state == "answered"
        assert [await said(office, one) for one in (first, second, third)] == [
            PlaceStatus.DECLINED,
            PlaceStatus.NAMED,
            None,
        ]

    async def test_can_be_changed_and_a_second_press_does_nothing(self, office: Office) -> None:
        first, second, _ = await three_panels(office)
        for available in ((second,), (first,), (first,)):
            await office.ask("availability.answer_month", AnswerMonth("2026-12", (first, second), available), "ipm 1")
        assert (await said(office, first), await said(office, second)) == (PlaceStatus.NAMED, PlaceStatus.DECLINED)

    async def test_decides_nothing_about_a_panel_that_was_not_on_the_card(self, office: Office) -> None:
        first, second, _ = await three_panels(office)
        await office.ask("availability.answer_month", AnswerMonth("2026-12", (first,), (first, second)), "ipm 1")
        assert await said(office, second) is None

    async def test_is_for_independent_members_and_of_a_month_that_there_is(self, office: Office) -> None:
        with pytest.raises(NotAllowed):
            await office.ask("availability.month", ShowMonth(), "RL 0")
        with pytest.raises(Refusal, match="none"):
            await office.ask("availability.month", ShowMonth("2026-13"), "ipm 1")


class TestTheQuestion:
    async def test_is_about_the_month_where_it_has_more_panels_and_the_rest_need_no_card(self, office: Office) -> None:
        first, second, _ = await three_panels(office)
        await office.at("2026-10-27 09:30")  # 42 days before the first
        message = await office.message("availability", "ipm 1")
        assert message.name == "availability_month"
        await office.ask("availability.answer_month", AnswerMonth("2026-12", (first, second), (first, second)), "ipm 1")
        await office.at("2026-11-03 09:30")  # 42 days before the second, which is answered
        assert len(await office.effects("availability", "ipm 1")) == 1

    async def test_is_about_one_panel_where_the_month_has_one(self, office: Office) -> None:
        await office.with_panel(IPM=())
        await office.at("2026-10-27 09:30")
        message = await office.message("availability", "ipm 1")
        assert message.name == "availability"
        assert "Could you sit" in as_text(message)

    async def test_leaves_once_where_two_panels_are_on_one_day(self, office: Office) -> None:
        for at in ("2026-12-08 10:00", "2026-12-08 14:00"):
            await office.ask("panel.create", CreatePanel(moment(at), Band.THREE_MONTH))
        await office.at("2026-10-27 09:30")
        orders = [await office.order(effect) for effect in await office.effects("availability", "ipm 1")]
        assert len(orders) == 2
        assert len([order for order in orders if isinstance(order, NotWanted)]) == 1
