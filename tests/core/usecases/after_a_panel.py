"""A closed panel and what follows it: the words in which the tests of chapter G speak."""

from __future__ import annotations

from datetime import date
from typing import Any

from cpp_core.model.follow_up import FollowUp
from cpp_core.model.person import Grade, Role
from cpp_core.model.recommendation import CaseAction, Draft, Kind
from cpp_core.usecases.commands import ClosePanel, ImportPeople
from cpp_core.usecases.follow_up_commands import FollowUpTick
from cpp_core.usecases.frame import CLOCK, perform
from tests.core.tables import moment
from tests.core.usecases.office import Office, a_person
from tests.core.usecases.test_sitting import RELEASE, SEEN, an_open_panel, record

ACTIONS = Draft(
    Kind.MAINTAIN_WITH_ACTIONS,
    "Removal is in sight.",
    justification="Removal is near.",
    actions=(CaseAction("Confirm the escort", "Casework team", date(2026, 12, 18)),),
    event="The flight does not leave.",
    long_stop_on=date(2027, 3, 31),
    standards=SEEN,
)
REASONS = "The carrier refused the escort."
BOSS = "boss@example.gov.uk"


async def a_closed_panel(office: Office, **drafts: Draft) -> str:
    """Closed at 12:00 on 8 December, with these recommendations; its people include a Grade 7 who can approve."""
    await office.ask("people.import", ImportPeople((a_person("boss", Role.CASEWORK_LEAD, grade=Grade.G7),)))
    given = drafts or {"C1": RELEASE}
    panel_id = await an_open_panel(office, *given)
    for ref, draft in given.items():
        assert await record(office, panel_id, ref, draft) == []
    await office.at("2026-12-08 12:00")
    await office.ask("panel.close", ClosePanel(panel_id), "chair")
    await tick(office)
    return panel_id


async def tick(office: Office) -> list[str]:
    """Do what is due now for recommendations."""
    async with office.storage.reading() as unit:
        due = await unit.follow_ups.due(office.now, 100)
    done: list[str] = []
    for one in due:
        done += (await perform(office.storage, "recommendation.tick", FollowUpTick(one), CLOCK)).data["carried_out"]
    return done


async def until(office: Office, when: str) -> None:
    """Time passes, and what falls due for recommendations is done at its moment."""
    while True:
        async with office.storage.reading() as unit:
            due = await unit.follow_ups.next_due_at()
        if due is None or due > moment(when):
            break
        office.clock.move(max(due, office.now))
        await tick(office)
    office.clock.move(max(moment(when), office.now))


async def of(office: Office, panel_id: str, ref: str = "C1") -> FollowUp:
    """What follows the recommendation that stands for a case."""
    async with office.storage.reading() as unit:
        found = [each for each in await unit.follow_ups.of_panel(panel_id) if each.case_ref == ref]
    return next(each for each in found if not each.superseded)


async def said(office: Office, name: str, command: Any, by: str = "owner") -> tuple[str, tuple[str, ...]]:
    """The state of the card that comes back, and what is to be mended."""
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message.state, message.errors


async def days_of(office: Office, what: str, to: str) -> list[str]:
    """On which days somebody was sent something, by its keys."""
    rows = await office.storage.outbox.list(limit=10_000)
    return [
        f"{row.effect.not_before or row.written_at:%a %d}"
        for row in rows
        if row.effect.what == what and to in (row.effect.refs.get("person"), row.effect.refs.get("to"))
    ]
