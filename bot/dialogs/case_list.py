"""The case list: a member says that they have deleted what they downloaded (LST-5)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import ConfirmDeleted


def _deleted(inputs: Inputs) -> ConfirmDeleted:
    return ConfirmDeleted(inputs.ref("panel"))


DIALOG = Dialog(
    verbs=(Verb("list.deleted", "list.deleted", _deleted, "LST-5"),),
    phrases=(Phrase(("case list", "caselist", "the list", "deleted"), "my_panels"),),
)
