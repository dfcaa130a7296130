"""Free and busy at a panel's time: whom to look up, and what follows from it (INV-1, ATT-3).

Choices: nobody is barred by their calendar, which is theirs to keep. It is shown to whoever names people, and of two
reserves the one who is free is asked first [R]. Who has been asked is not looked up: the invitation itself is in their
calendar, and they answer for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cpp_core.messages.words import ends_at
from cpp_core.model.panel import LIVE, Panel, PanelStatus
from cpp_core.model.person import Role
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys
from cpp_core.workflow.step import Step

AHEAD = timedelta(days=60)
"""So long before a panel calendars begin to say something; names are asked for 35 days before."""
EVERY = timedelta(hours=12)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
SITS = (Role.MEMBER, Role.RESERVE, Role.CHAIR, Role.OFFICER, Role.IPM)


@dataclass(frozen=True)
class Wanted:
    """A panel whose people are to be looked up: their ids by address."""

    panel_id: str
    starts_at: datetime
    ends_at: datetime
    people: Mapping[str, str]


@dataclass(frozen=True)
class KeepDiary:
    """`panel.diary`: these people are busy when this panel is to be."""

    panel_id: str
    starts_at: datetime
    busy: tuple[str, ...]


async def wanted(work: Work) -> tuple[Wanted, ...]:
    """The coming panels that have not been looked at lately, or have moved since."""
    coming = await work.panels.between(work.now, work.now + AHEAD, (PanelStatus.PLANNED,))
    due = [panel for panel in coming if panel.done.get(_key(panel), LONG_AGO) <= work.now - EVERY]
    people = await people_who_sit(work) if due else {}
    return tuple(_wanted(work, panel, people) for panel in due)


async def people_who_sit(work: Work) -> Mapping[str, str]:
    """Everybody who can have a seat: ids by address."""
    found = {person.id: person for role in SITS for person in await work.people.holding(role)}
    return {person.email or person.upn: person.id for person in found.values()}


def _wanted(work: Work, panel: Panel, people: Mapping[str, str]) -> Wanted:
    asked = {place.person_id for _, place in panel.places() if place.status in LIVE}
    free = {address: one for address, one in people.items() if one not in asked}
    return Wanted(panel.id, panel.starts_at, ends_at(panel, work.policy_of(panel).panel_minutes), free)


@use_case("panel.diary", "INV-1", KeepDiary, Relation.CLOCK)
async def keep_diary(work: Work, command: KeepDiary, actor: Actor) -> Reply:
    """Keep what the calendars said, unless the panel has moved meanwhile."""
    panel = await work.panel(command.panel_id)
    if panel.starts_at == command.starts_at:
        looked = replace(panel, busy=frozenset(command.busy)).with_done(_key(panel), work.now)
        await work.apply(Step(looked))
    return Reply()


def _key(panel: Panel) -> str:
    """Under which a panel remembers when calendars were looked at for this very time."""
    return f"INV-1:diary:{keys.about(panel)}"
