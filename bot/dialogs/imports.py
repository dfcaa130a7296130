"""Files of people or cases: dropped into the chat or laid into the drive, previewed, and then imported (LST-3)."""

from __future__ import annotations

from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Dialog, Verb
from cpp_core.usecases.upload_commands import ApplyImport


def _apply(inputs: Inputs) -> ApplyImport:
    return ApplyImport(inputs.ref("upload"), inputs.ref("tag"))


DIALOG = Dialog(verbs=(Verb("import.apply", "import.apply", _apply, "LST-3"),))
