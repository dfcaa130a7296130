"""An effect of which nobody can tell whether it was done is written down where `panels why` looks, and nothing is sent."""

from __future__ import annotations

import pytest

from cpp_core.effects import Channel, Effect, Unknown
from cpp_core.refusals import Refusal
from cpp_core.usecases.doubt import EffectUnknown
from cpp_core.usecases.frame import CLOCK, perform
from tests.core.usecases.office import Office

LOST = Unknown("the answer was lost")


def a_card(**refs: str) -> Effect:
    return Effect("ATT-1:ask:p1:ann", Channel.CHAT, "ask", "ATT-1", "p1:ann", "chat:ann", refs)


class TestAnUnknownOutcome:
    @pytest.mark.parametrize(("refs", "chain"), [({"panel": "p1", "person": "ann"}, "panel:p1"), ({}, "service")])
    async def test_is_in_the_trail_of_its_panel_or_of_the_service(
        self, office: Office, refs: dict[str, str], chain: str
    ) -> None:
        before = await office.effects()
        await perform(office.storage, "effect.unknown", EffectUnknown(a_card(**refs), LOST), CLOCK)
        (kept,) = await office.storage.audit.of_chain(chain)
        assert (kept.entry.what, kept.entry.clause, kept.entry.by) == ("may not have arrived", "ATT-1", "clock")
        assert kept.entry.details == {"effect": "ATT-1:ask:p1:ann"}
        assert await office.effects() == before, "nothing more is sent"

    async def test_is_told_by_the_clock_alone(self, office: Office) -> None:
        with pytest.raises(Refusal):
            await office.ask("effect.unknown", EffectUnknown(a_card(), LOST), by="officer")
