"""The case list: how it stands, and that what was downloaded from it is deleted (LST-1, LST-5)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import ConfirmDeleted, ShowList

SHOW = "list.show"


def _deleted(inputs: Inputs) -> ConfirmDeleted:
    return ConfirmDeleted(inputs.ref("panel"))


def _show(inputs: Inputs) -> ShowList:
    return ShowList(inputs.ref("panel"))


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "LST-1"),
        Verb("list.deleted", "list.deleted", _deleted, "LST-5", back=SHOW),
    ),
    phrases=(
        Phrase(
            ("case list", "caselist", "the list", "the cases", "my cases", "deleted", "downloads"), SHOW, among="list"
        ),
    ),
)
