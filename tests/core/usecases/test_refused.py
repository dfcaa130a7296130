"""A card that its peer refuses goes by e-mail instead, in doubt where the card was."""

from __future__ import annotations

import pytest

from cpp_core.effects import Channel, Effect, Refused
from cpp_core.usecases.frame import CLOCK, perform
from cpp_core.usecases.refused import EffectRefused
from tests.core.usecases.office import Office

BLOCKED = Refused("blocked", "the person has blocked the bot")


def an_effect(channel: Channel, *, doubtful: bool = False) -> Effect:
    """An invitation's card or order."""
    refs = {"panel": "p1", "person": "FNORC 0"}
    return Effect("ATT-1:ask:p1", channel, "attendance", "ATT-1", "p1", "lane", refs, doubtful=doubtful)


class TestARefusedCard:
    @pytest.mark.parametrize("doubtful", [False, True])
    async def test_goes_by_mail_in_doubt_where_the_card_was(self, office: Office, *, doubtful: bool) -> None:
        await perform(
            office.storage, "effect.refused", EffectRefused(an_effect(Channel.CHAT, doubtful=doubtful), BLOCKED), CLOCK
        )
        (row,) = await office.storage.outbox.list()
        assert (row.effect.key, row.effect.channel) == ("ATT-1:ask:p1:mail", Channel.MAIL)
        assert row.effect.refs["to"] == "fnorc.0@example.gov.uk"
        assert row.doubtful is row.effect.doubtful is doubtful

    async def test_is_in_the_trail_of_its_panel(self, office: Office) -> None:
        await perform(office.storage, "effect.refused", EffectRefused(an_effect(Channel.CHAT), BLOCKED), CLOCK)
        (kept,) = await office.storage.audit.of_chain("panel:p1")
        assert kept.entry.what == "refused by the peer"
        assert kept.entry.details == {"effect": "ATT-1:ask:p1", "reason": "blocked"}


class TestAnythingElseThatIsRefused:
    async def test_is_written_down_and_nothing_is_sent_instead(self, office: Office) -> None:
        await perform(office.storage, "effect.refused", EffectRefused(an_effect(Channel.CALENDAR), BLOCKED), CLOCK)
        assert await office.storage.outbox.list() == []
