"""Help, and the asker's panels."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import ShowHelp, ShowMyPanels

HELP = "help"
MY_PANELS = "my_panels"


def _help(_: Inputs) -> ShowHelp:
    return ShowHelp()


def _my_panels(_: Inputs) -> ShowMyPanels:
    return ShowMyPanels()


DIALOG = Dialog(
    verbs=(Verb(HELP, HELP, _help), Verb(MY_PANELS, MY_PANELS, _my_panels)),
    phrases=(
        Phrase(("my panels", "panels", "which panel", "when"), MY_PANELS),
        Phrase(("help", "hello", "hi", "what can"), HELP),
    ),
)
