"""Extracts and directories against what is known already (LST-3, PAN-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cpp_core.model.person import Person
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import ImportPeople
from tests.core.usecases.office import Office, a_person


class TestPeople:
    async def test_the_same_file_twice_changes_nothing(self, office: Office) -> None:
        await office.ask("people.import", ImportPeople((a_person("ann"),)))
        reply = await office.ask("people.import", ImportPeople((a_person("ann"),)))
        assert reply.data == {"new": 0, "changed": 0, "unchanged": 1}

    @pytest.mark.parametrize(
        "other",
        [replace(a_person("bob"), upn="ANN@example.gov.uk"), replace(a_person("bob"), email="ANN@example.gov.uk")],
        ids=["upn", "email"],
    )
    async def test_with_the_address_of_somebody_known_are_refused(self, office: Office, other: Person) -> None:
        await office.ask("people.import", ImportPeople((a_person("ann"),)))
        with pytest.raises(Refusal, match="also the address of the person known as ann") as refused:
            await office.ask("people.import", ImportPeople((other,)))
        assert "Person bob" in refused.value.faults[0].where

    async def test_may_take_over_an_address_that_the_same_file_frees(self, office: Office) -> None:
        await office.ask("people.import", ImportPeople((a_person("ann"),)))
        address = "ann.before@example.gov.uk"
        leaver = replace(a_person("ann"), upn=address, email=address)
        successor = replace(a_person("bob"), upn="ann@example.gov.uk", email="ann@example.gov.uk")
        reply = await office.ask("people.import", ImportPeople((leaver, successor)))
        assert reply.data == {"new": 1, "changed": 1, "unchanged": 0}
