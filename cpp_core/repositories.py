"""Where the facts are kept, as the use cases see it: people, cases, panels, and records of every kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar

from cpp_core.model.case import Case
from cpp_core.model.panel import Panel, PanelStatus
from cpp_core.model.person import Person, Role

T = TypeVar("T")


class People(Protocol):
    """The directory."""

    async def get(self, person_id: str) -> Person | None:
        """The person with this Entra object id."""
        ...

    async def many(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """Those of these people who are known, by id."""
        ...

    async def find(self, address: str) -> Person | None:
        """The person with this upn or mail address, in any letter case."""
        ...

    async def holding(self, role: Role, area: str | None = None) -> tuple[Person, ...]:
        """Everybody with this role (in this area), by name."""
        ...

    async def among(self, roles: Iterable[Role], person_ids: Iterable[str] = ()) -> tuple[Person, ...]:
        """Everybody with one of these roles, and these people, each once, by name."""
        ...

    async def all(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        ...

    async def save(self, people: Iterable[Person]) -> None:
        """Add or replace these people."""
        ...


class Cases(Protocol):
    """The caseload."""

    async def get(self, case_ref: str) -> Case | None:
        """The case with this reference."""
        ...

    async def many(self, case_refs: Iterable[str]) -> dict[str, Case]:
        """Those of these cases that are known, by reference."""
        ...

    async def detained(self, *, detained_before: date) -> tuple[Case, ...]:
        """Cases not known to have ended, detained on or before this date, by reference."""
        ...

    async def all(self) -> tuple[Case, ...]:
        """Every case, by reference."""
        ...

    async def save(self, cases: Iterable[Case]) -> None:
        """Add or replace these cases."""
        ...


class Panels(Protocol):
    """The panels."""

    async def get(self, panel_id: str) -> Panel | None:
        """The panel with this id. Saving it later fails with `Conflict` if somebody else saved it meanwhile."""
        ...

    async def between(
        self, start: datetime, end: datetime, statuses: Iterable[PanelStatus] = tuple(PanelStatus)
    ) -> tuple[Panel, ...]:
        """Panels that start in [start, end), by start."""
        ...

    async def save(self, panel: Panel, next_due_at: datetime | None) -> None:
        """Add or replace the panel; `next_due_at` is when something next falls due for it."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Ids of panels for which something is due by now, the longest due first."""
        ...

    async def next_due_at(self) -> datetime | None:
        """When the next thing falls due for any panel."""
        ...


class Records(Protocol[T]):
    """Things that belong to a panel, a case or a person."""

    async def get(self, record_id: str) -> T | None:
        """The one with this id."""
        ...

    async def of_panel(self, panel_id: str) -> tuple[T, ...]:
        """Those of this panel, in the order in which they were first saved."""
        ...

    async def of_case(self, case_ref: str) -> tuple[T, ...]:
        """Those of this case, in the order in which they were first saved."""
        ...

    async def of_person(self, person_id: str) -> tuple[T, ...]:
        """Those of this person, in the order in which they were first saved."""
        ...

    async def of_people(self, person_ids: Iterable[str]) -> tuple[T, ...]:
        """Those of these people, in the order in which they were first saved."""
        ...

    async def all(self) -> tuple[T, ...]:
        """All of this kind, in the order in which they were first saved."""
        ...

    async def save(self, record: T, next_due_at: datetime | None = None) -> None:
        """Add or replace it; `next_due_at` is when something next falls due for it."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Ids of those for which something is due by now, the longest due first."""
        ...

    async def next_due_at(self) -> datetime | None:
        """When the next thing falls due for any of this kind."""
        ...
