"""Nominations: a SPOC names a member and reserves (INV-1)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import NamePeople
from cpp_core.usecases.find_cards import ShowNomination

SHOW = "nomination.show"
RESERVES = ("reserve1", "reserve2")
"""Where the first and the second reserve are chosen: they are asked in this order."""


def _name(inputs: Inputs) -> NamePeople:
    return NamePeople(
        panel_id=inputs.ref("panel"),
        area=inputs.ref("area"),
        member_id=inputs.needed("member", "Member"),
        reserve_ids=_reserves(inputs),
        trained=inputs.on("trained"),
        time_given=inputs.on("time_given"),
    )


def _reserves(inputs: Inputs) -> tuple[str, ...]:
    """Those chosen, in order; a card of before asked for all of them at once."""
    chosen = (*(inputs.text(name) for name in RESERVES), *inputs.several("reserves"))
    return tuple(dict.fromkeys(one for one in chosen if one))


def _show(inputs: Inputs) -> ShowNomination:
    return ShowNomination(inputs.ref("panel"), inputs.ref("area"))


DIALOG = Dialog(
    verbs=(Verb("nomination.name", "nomination.name", _name, "INV-1", back=SHOW), Verb(SHOW, SHOW, _show, "INV-1")),
    phrases=(
        Phrase(
            (
                "nominate",
                "nomination",
                "nominee",
                "name a member",
                "name a reserve",
                "change my reserve",
                "change the reserve",
                "another member",
            ),
            SHOW,
            among="nomination",
        ),
    ),
)
