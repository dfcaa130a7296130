"""The directory of people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CompoundSelect, Select, bindparam, delete, or_, select

from cpp_core.model.person import Person, Role
from integrations.storage.columns import as_text
from integrations.storage.connection import AsyncConnection
from integrations.storage.converter import Memory
from integrations.storage.statements import in_batches, upsert
from integrations.storage.tables import people, person_roles

_BODY = select(as_text(people.c.body))
_memory = Memory(Person)
_ONE = _BODY.where(people.c.id == bindparam("id"))
_THESE = _BODY.where(people.c.id.in_(bindparam("ids", expanding=True)))
_HOLDING = _BODY.join(person_roles).where(person_roles.c.role.in_(bindparam("roles", expanding=True)))
_AMONG = _THESE.union_all(_HOLDING)


class SqlPeople:
    """`ports.People` in one transaction, which reads nobody twice."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._known: dict[str, Person] = {}

    async def get(self, person_id: str) -> Person | None:
        """The person with this Entra object id."""
        if person_id not in self._known:
            await self._people(_ONE, id=person_id)
        return self._known.get(person_id)

    async def many(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """Those of these people who are known, by id."""
        wanted = list(dict.fromkeys(person_ids))
        for batch in in_batches(person_id for person_id in wanted if person_id not in self._known):
            await self._people(_THESE, ids=batch)
        return {person_id: self._known[person_id] for person_id in wanted if person_id in self._known}

    async def among(self, roles: Iterable[Role], person_ids: Iterable[str] = ()) -> tuple[Person, ...]:
        """Everybody with one of these roles, and these people, each once, by name."""
        found = await self._people(_AMONG, roles=[role.value for role in roles], ids=list(person_ids))
        return _by_name({person.id: person for person in found}.values())

    async def find(self, address: str) -> Person | None:
        """The person with this upn, else with this mail address, in any letter case."""
        wanted = address.strip().casefold()
        rows = await self._people(
            _BODY.where(or_(people.c.upn == wanted, people.c.email == wanted)).order_by(people.c.id)
        )
        return min(rows, key=lambda person: person.upn.casefold() != wanted, default=None)

    async def holding(self, role: Role, area: str | None = None) -> tuple[Person, ...]:
        """Everybody with this role (in this area), by name."""
        query = _HOLDING if area is None else _HOLDING.where(people.c.area == area)
        return _by_name(await self._people(query, roles=[role.value]))

    async def all(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return _by_name(await self._people(_BODY))

    async def save(self, saved: Iterable[Person]) -> None:
        """Add or replace these people."""
        for batch in in_batches(saved):
            self._known |= {person.id: person for person in batch}
            await upsert(self._connection, people, [_row(person) for person in batch], ("id",))
            ids = [person.id for person in batch]
            await self._connection.execute(delete(person_roles).where(person_roles.c.person_id.in_(ids)))
            roles = [{"role": role.value, "person_id": person.id} for person in batch for role in person.roles]
            if roles:
                await self._connection.execute(person_roles.insert(), roles)

    async def _people(self, query: Select[str] | CompoundSelect[str], **given: str | list[str]) -> list[Person]:
        found = [_memory.read(body) for (body,) in await self._connection.execute(query, given)]
        self._known |= {person.id: person for person in found}
        return found


def _row(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "upn": person.upn.casefold(),
        "email": person.email.casefold(),
        "area": person.area,
        "body": _memory.written(person),
    }


def _by_name(found: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(found, key=lambda person: (person.name.casefold(), person.id)))
