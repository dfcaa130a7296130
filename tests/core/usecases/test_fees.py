"""FEE-1 to FEE-3 on real storage: what may be claimed, said and reminded; the claim, and what keeps it from being paid."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from cpp_core.messages.message import Message, as_text
from cpp_core.model.fee import Engagement
from cpp_core.model.panel import SeatKind
from cpp_core.model.person import Grade
from cpp_core.orders import ChatOrder, NotWanted
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import CancelPanel, ClosePanel, MovePanel, NotReached, RecordAttended
from cpp_core.usecases.fees import AddFee, FeeRow, ListFees, RecordClaim
from tests.core.tables import moment
from tests.core.usecases.office import Office
from tests.core.usecases.test_sitting import an_open_panel

DECEMBER = date(2026, 12, 1)


async def a_held_panel(office: Office) -> str:
    """Of 8 December, closed; its independent member was `ipm 1`."""
    panel_id = await an_open_panel(office, "C1")
    await office.ask("case.not_reached", NotReached(panel_id, "C1", "No time."), "chair")
    await office.ask("panel.close", ClosePanel(panel_id), "chair")
    return panel_id


async def a_confirmed_panel(office: Office) -> str:
    panel_id = await office.with_panel()
    await office.at("2026-11-24 10:00")
    await office.everybody_confirms(panel_id)
    return panel_id


async def fees(office: Office, month: date | None = DECEMBER) -> tuple[list[FeeRow], int]:
    reply = await office.ask("fees.list", ListFees(month))
    return reply.data["rows"], reply.data["cost_pence"]


async def said(office: Office) -> list[tuple[str, Message | None]]:
    """When the member hears of their fee, and what they would read now."""
    found = []
    for effect in await office.effects("fee_due", "ipm 1"):
        order = await office.order(effect)
        assert isinstance(order, ChatOrder | NotWanted)
        found.append((f"{effect.not_before:%Y-%m-%d %H:%M}", None if isinstance(order, NotWanted) else order.message))
    return found


def a_claim(fee_id: str, **other: Any) -> RecordClaim:
    return RecordClaim(fee_id, **{"claimed_on": date(2026, 12, 9), "signed_grade": Grade.G7, **other})


async def test_a_panel_is_paid_and_the_member_hears_how_to_claim_and_is_reminded(office: Office) -> None:
    await a_held_panel(office)
    ((row,), cost) = await fees(office)
    assert (row.fee.line.pence, row.claim_by, row.state, cost) == (21_000, date(2027, 1, 8), "open", 0)
    told = await said(office)
    assert [when for when, _ in told] == ["2026-12-09 09:30", "2026-12-24 09:30", "2027-01-05 09:30"]
    message = told[0][1]
    assert message is not None
    text = as_text(message)
    for words in ("£210.00", "POH2", "1418255", "Grade 7", "Friday 8 January 2027", "receipts"):
        assert words in text


async def test_nobody_is_reminded_once_it_is_claimed_and_the_month_knows_its_cost(office: Office) -> None:
    panel_id = await a_held_panel(office)
    ((row,), _) = await fees(office)
    office.clock.move(moment("2026-12-10 10:00"))
    await office.ask("fees.claimed", a_claim(row.fee.id, expenses_pence=2340, receipts_kept=True))
    assert [message for _, message in await said(office)] == [None, None, None]
    ((row,), cost) = await fees(office)
    assert (row.state, cost) == ("claimed", 23_340)
    assert "fee claimed" in str(await office.storage.audit.of_chain(f"panel:{panel_id}"))
    with pytest.raises(Refusal, match="already"):
        await office.ask("fees.claimed", a_claim(row.fee.id))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"signed_grade": Grade.SEO}, "authorised at G7 or above"),
        ({"expenses_pence": 100}, "receipts are missing"),
        ({"claimed_on": date(2026, 12, 7)}, "before the panel or in the future"),
        ({"claimed_on": date(2026, 12, 9)}, "before the panel or in the future"),
    ],
)
async def test_a_claim_that_cannot_be_paid_is_refused(office: Office, wrong: dict[str, Any], says: str) -> None:
    await a_held_panel(office)
    ((row,), _) = await fees(office)
    with pytest.raises(Refusal, match=says):
        await office.ask("fees.claimed", a_claim(row.fee.id, **{"claimed_on": date(2026, 12, 8), **wrong}))


async def test_a_late_claim_is_recorded_with_a_warning(office: Office) -> None:
    await a_held_panel(office)
    office.clock.move(moment("2027-01-09 10:00"))
    ((row,), _) = await fees(office)
    assert row.state == "late"
    late = await office.ask("fees.claimed", a_claim(row.fee.id, claimed_on=date(2027, 1, 9)))
    assert [found.what for found in late.data["warnings"]] == ["the claim is late"]


@pytest.mark.parametrize(("at", "paid"), [("2026-12-05 09:59", False), ("2026-12-05 10:00", True)])
@pytest.mark.parametrize("how", ["cancelled", "moved"])
async def test_a_panel_called_off_within_72_hours_is_paid_in_full(
    office: Office, at: str, paid: bool, how: str
) -> None:
    panel_id = await a_confirmed_panel(office)
    office.clock.move(moment(at))
    if how == "cancelled":
        await office.ask("panel.cancel", CancelPanel(panel_id, "A strike."), "team")
    else:
        await office.ask("panel.move", MovePanel(panel_id, moment("2026-12-17 10:00"), "A strike."), "team")
    rows, _ = await fees(office)
    assert [row.fee.line.pence for row in rows] == ([21_000] if paid else [])
    if paid:
        message = (await said(office))[0][1]
        assert message is not None
        assert "The panel of Tuesday 8 December 2026 was called off so late" in as_text(message)


async def test_who_was_not_there_after_all_claims_nothing(office: Office) -> None:
    panel_id = await a_held_panel(office)
    await office.ask("attendance.attended", RecordAttended(panel_id, {"chair": time(10)}), "officer")
    assert await fees(office) == ([], 0)
    assert [message for _, message in await said(office)] == [None, None, None]


async def test_a_panel_called_off_early_is_paid_to_nobody(office: Office) -> None:
    panel_id = await a_confirmed_panel(office)
    assert (await office.panel(panel_id)).holders()[SeatKind.IPM] == "ipm 1"
    office.clock.move(moment("2026-11-30 10:00"))
    await office.ask("panel.cancel", CancelPanel(panel_id, "A strike."), "team")
    assert await fees(office, None) == ([], 0)


async def test_fees_are_the_cpp_teams(office: Office) -> None:
    with pytest.raises(NotAllowed):
        await office.ask("fees.list", ListFees(), "ipm 1")


@pytest.mark.parametrize(
    ("engagement", "approved_by", "pence"),
    [
        (Engagement.FEEDBACK_MEETING, "", 10_500),
        (Engagement.HALF_DAY, "", 10_500),
        (Engagement.FULL_DAY, "", 21_000),
        (Engagement.EXTRA_HALF, "lead", 10_500),
        (Engagement.EXTRA_FULL, "lead", 21_000),
    ],
)
async def test_other_work_is_added_at_its_rate(
    office: Office, engagement: Engagement, approved_by: str, pence: int
) -> None:
    added = await office.ask("fees.add", AddFee("ipm 1", engagement, date(2026, 10, 16), "Lessons", approved_by))
    ((row,), _) = await fees(office, date(2026, 10, 1))
    assert (row.fee.id, row.fee.line.pence, row.state) == (added.data["id"], pence, "open")
    await office.ask("fees.claimed", a_claim(row.fee.id, claimed_on=date(2026, 10, 19)))
    assert (await fees(office, date(2026, 10, 1)))[1] == pence


@pytest.mark.parametrize(
    ("person", "engagement", "says"),
    [
        ("ipm 1", Engagement.EXTRA_HALF, "not approved"),
        ("RL 0", Engagement.HALF_DAY, "cannot claim"),
        ("ipm 1", Engagement.PANEL, "a panel is not added"),
    ],
)
async def test_what_may_not_be_added(office: Office, person: str, engagement: Engagement, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        await office.ask("fees.add", AddFee(person, engagement, date(2026, 10, 16), "Lessons"))


async def test_the_same_is_not_added_twice(office: Office) -> None:
    once = AddFee("ipm 1", Engagement.HALF_DAY, date(2026, 10, 16), "Training")
    await office.ask("fees.add", once)
    with pytest.raises(Refusal, match="on record already"):
        await office.ask("fees.add", once)
