"""Nominations: a SPOC names a member and reserves (INV-1)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import NamePeople


def _name(inputs: Inputs) -> NamePeople:
    return NamePeople(
        panel_id=inputs.ref("panel"),
        area=inputs.ref("area"),
        member_id=inputs.needed("member", "Member"),
        reserve_ids=inputs.several("reserves"),
        trained=inputs.on("trained"),
        time_given=inputs.on("time_given"),
    )


DIALOG = Dialog(
    verbs=(Verb("nomination.name", "nomination.name", _name, "INV-1"),),
    phrases=(Phrase(("nominate", "nomination", "nominee", "name a member", "name a reserve"), "my_panels"),),
)
