"""Help, and the asker's panels."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import ShowHelp
from cpp_core.usecases.find_cards import FindCards, ShowWhy

HELP = "help"
MY_PANELS = "my_panels"


def _help(_: Inputs) -> ShowHelp:
    return ShowHelp()


def _my_panels(_: Inputs) -> FindCards:
    return FindCards()


def _why(_: Inputs) -> ShowWhy:
    return ShowWhy()


DIALOG = Dialog(
    verbs=(Verb(HELP, HELP, _help), Verb(MY_PANELS, "cards.find", _my_panels), Verb("why.show", "why.mine", _why)),
    phrases=(
        Phrase(("why", "how come", "who are you", "spam"), "why.show"),
        Phrase(("my panels", "panels", "which panel", "when"), MY_PANELS),
        Phrase(("help", "hello", "hi", "what can"), HELP),
    ),
)
