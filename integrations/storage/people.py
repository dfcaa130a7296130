"""The directory of people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cpp_core.model.person import Person, Role
from integrations.storage.converter import from_body, to_body
from integrations.storage.statements import in_batches, upsert
from integrations.storage.tables import people, person_roles


class SqlPeople:
    """`ports.People` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: str) -> Person | None:
        """The person with this Entra object id."""
        return next(iter(await self._people(select(people.c.body).where(people.c.id == person_id))), None)

    async def many(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """Those of these people who are known, by id."""
        found: dict[str, Person] = {}
        for batch in in_batches(person_ids):
            rows = await self._people(select(people.c.body).where(people.c.id.in_(batch)))
            found |= {person.id: person for person in rows}
        return found

    async def find(self, address: str) -> Person | None:
        """The person with this upn, else with this mail address, in any letter case."""
        wanted = address.strip().casefold()
        rows = await self._people(
            select(people.c.body).where(or_(people.c.upn == wanted, people.c.email == wanted)).order_by(people.c.id)
        )
        return min(rows, key=lambda person: person.upn.casefold() != wanted, default=None)

    async def holding(self, role: Role, area: str | None = None) -> tuple[Person, ...]:
        """Everybody with this role (in this area), by name."""
        query = select(people.c.body).join(person_roles).where(person_roles.c.role == role.value)
        if area is not None:
            query = query.where(people.c.area == area)
        return _by_name(await self._people(query))

    async def all(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return _by_name(await self._people(select(people.c.body)))

    async def save(self, saved: Iterable[Person]) -> None:
        """Add or replace these people."""
        for batch in in_batches(saved):
            await upsert(self._connection, people, [_row(person) for person in batch], ("id",))
            ids = [person.id for person in batch]
            await self._connection.execute(delete(person_roles).where(person_roles.c.person_id.in_(ids)))
            roles = [{"role": role.value, "person_id": person.id} for person in batch for role in person.roles]
            if roles:
                await self._connection.execute(person_roles.insert(), roles)

    async def _people(self, query: Select[tuple[object]]) -> list[Person]:
        rows = await self._connection.execute(query)
        return [from_body(Person, body) for (body,) in rows]


def _row(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "upn": person.upn.casefold(),
        "email": person.email.casefold(),
        "area": person.area,
        "body": to_body(person),
    }


def _by_name(found: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(found, key=lambda person: (person.name.casefold(), person.id)))
