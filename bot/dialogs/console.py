"""The console: the chair and officer run the panel from it (REC-9, PAN-3)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Phrase, Verb
from cpp_core.usecases.commands import ClosePanel, NotReached, OpenPanel, ShowConsole

SHOW = "panel.console"


def _show(inputs: Inputs) -> ShowConsole:
    return ShowConsole(inputs.ref("panel"))


def _open(inputs: Inputs) -> OpenPanel:
    return OpenPanel(inputs.ref("panel"))


def _close(inputs: Inputs) -> ClosePanel:
    return ClosePanel(inputs.ref("panel"))


def _not_reached(inputs: Inputs) -> NotReached:
    return NotReached(inputs.ref("panel"), inputs.needed("case", "Case"), inputs.needed("reason", "Reason"))


DIALOG = Dialog(
    verbs=(
        Verb(SHOW, SHOW, _show, "REC-9"),
        Verb("panel.open", "panel.open", _open, "LST-3", back=SHOW),
        Verb("panel.close", "panel.close", _close, "FBK-1", back=SHOW),
        Verb("case.not_reached", "case.not_reached", _not_reached, "PAN-3", back=SHOW),
    ),
    phrases=(
        Phrase(("console", "open the panel", "open panel", "start the panel", "run the panel"), SHOW, among="console"),
        Phrase(("close the panel", "close panel", "not reached"), SHOW, among="console"),
    ),
)
