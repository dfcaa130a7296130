"""Help, and the asker's panels."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.messages.topics import TOPICS
from cpp_core.usecases.commands import ShowHelp
from cpp_core.usecases.find_cards import FindCards, ShowWhy

HELP = "help"
MY_PANELS = "my_panels"
UNKNOWN = "help.unknown"


def _help(_: Inputs) -> ShowHelp:
    return ShowHelp()


def _my_panels(_: Inputs) -> FindCards:
    return FindCards()


def _why(_: Inputs) -> ShowWhy:
    return ShowWhy()


def _topic(name: str) -> Verb:
    """The verb that answers about something that is not done here."""
    return Verb(f"{HELP}.{name}", HELP, lambda _: ShowHelp(name))


DIALOG = Dialog(
    verbs=(
        Verb(HELP, HELP, _help),
        Verb(MY_PANELS, "cards.find", _my_panels),
        Verb("why.show", "why.mine", _why),
        *(_topic(name) for name in TOPICS),
    ),
    phrases=(
        Phrase(
            ("claim", "claims", "expenses", "fee", "fees", "paid", "get paid", "be paid", "payment", "invoice", "poh2"),
            "help.claim",
        ),
        Phrase(("stop", "unsubscribe", "leave me alone", "no more messages", "remove me"), "help.stop"),
        Phrase(("thanks", "thank you", "thx", "cheers", "ta"), "help.thanks", alone=True),
        Phrase(("link", "join", "joining", "where is the meeting", "which meeting"), "help.link"),
        Phrase(("training", "trained", "refresher"), "help.training"),
        Phrase(("not working", "doesn't work", "does not work", "broken", "nothing happens", "error"), "help.broken"),
        Phrase(("my data", "privacy", "gdpr", "personal data"), "help.data"),
        Phrase(("gymraeg", "bore da", "prynhawn da", "diolch", "alla i", "ddim", "helo", "os gwelwch"), "help.welsh"),
        Phrase(("why", "how come", "who are you", "spam"), "why.show"),
        Phrase(("my panels", "panels", "which panel", "when", "what time"), MY_PANELS),
        Phrase(
            ("help", "hello", "hi", "what can", "what is this", "how does this", "good morning", "good afternoon"), HELP
        ),
    ),
)
