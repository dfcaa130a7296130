"""People as Entra knows them, over HTTP against a local Microsoft 365."""

import pytest

from integrations.graph.directory import Account, Directory
from integrations.graph.failures import GraphFailure
from tests.integrations.graph.microsoft365 import PEOPLE, Microsoft365

ROWAN = Account(PEOPLE["rowan"], "rowan@panels.example", "Rowan", "rowan@panels.example", enabled=True)


@pytest.fixture
def directory(tenant: Microsoft365) -> Directory:
    return Directory(tenant.graph)


class TestResolving:
    @pytest.mark.parametrize("key", [PEOPLE["rowan"], "rowan@panels.example", "ROWAN@panels.example"])
    async def test_finds_somebody_by_object_id_or_user_name(self, directory: Directory, key: str) -> None:
        assert await directory.resolve(key) == ROWAN

    async def test_finds_somebody_by_a_mail_address_that_is_not_their_user_name(
        self, tenant: Microsoft365, directory: Directory
    ) -> None:
        named = {"id": PEOPLE["sam"], "upn": "sam@panels.example", "name": "Sam", "mail": "Sam.O'Neil@mail.example"}
        await tenant.order("/users", users=[named])
        found = await directory.resolve("sam.o'neil@mail.example")
        assert found is not None
        assert found.id == PEOPLE["sam"]

    @pytest.mark.parametrize("key", ["nobody@panels.example", "b0000000-0000-4000-8000-000000000009"])
    async def test_finds_nobody_where_there_is_nobody(self, directory: Directory, key: str) -> None:
        assert await directory.resolve(key) is None

    async def test_raises_where_it_may_not_look(self, tenant: Microsoft365, directory: Directory) -> None:
        await tenant.order("/permissions", roles=[])
        with pytest.raises(GraphFailure, match="403"):
            await directory.resolve(PEOPLE["rowan"])


class TestPeopleGone:
    async def test_are_those_who_were_disabled_or_deleted(self, tenant: Microsoft365, directory: Directory) -> None:
        disabled = {"id": PEOPLE["sam"], "upn": "sam@panels.example", "accountEnabled": False}
        await tenant.order("/users", users=[disabled])
        deleted = "b0000000-0000-4000-8000-000000000009"
        assert await directory.gone([*PEOPLE.values(), deleted]) == {PEOPLE["sam"], deleted}

    async def test_are_looked_for_in_few_requests(self, tenant: Microsoft365, directory: Directory) -> None:
        many = [f"b0000000-0000-4000-8000-{number:012}" for number in range(31)]
        assert await directory.gone(many) == set(many)
        assert len(await tenant.requests()) == 3

    async def test_are_none_among_none(self, tenant: Microsoft365, directory: Directory) -> None:
        assert await directory.gone([]) == frozenset()
        assert await tenant.requests() == []
