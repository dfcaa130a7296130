"""What an officer reads about a file of people or cases: what it would change, what is wrong with it, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpp_core.messages.message import Block, Facts, Items, Message, Table, Text
from cpp_core.messages.words import listed, why

MOST_SHOWN = 40
KINDS = {"people": "people", "cases": "cases"}
SENTENCE = "You are in the CPP team, and this file was sent to the bot or laid into the drive's folder Incoming."


def import_preview(refs: Mapping[str, str]) -> Message:
    """What would change, before anything does; cases that are gone are named."""
    kind = KINDS[refs["kind"]]
    counts = [(name, refs[name]) for name in ("new", "changed", "unchanged", "gone") if refs.get(name)]
    rows = tuple((f"{name.capitalize()}", f"{count} {kind}") for name, count in counts)
    blocks: list[Block] = [
        Text("Nothing has been changed yet. This is what the import would do:"),
        Facts((("File", refs["file"]), *rows)),
    ]
    gone = _lines(refs.get("gone_refs", ""))
    if gone:
        blocks.append(Text("Not in this extract any more, and kept off new lists:", strong=True))
        blocks.append(Text(_some(gone)))
    if warnings := _lines(refs.get("warnings", "")):
        blocks += [Text("Please note:"), Items(tuple(warnings[:MOST_SHOWN]))]
    title = f"Import these {kind}?"
    carried = {"upload": refs["upload"], "tag": refs["tag"]}
    return Message(
        "import_preview", title, title, tuple(blocks), why("LST-3", SENTENCE, reading=True), "offered", carried
    )


def import_faults(file_name: str, faults: Sequence[tuple[str, str, str, str]]) -> Message:
    """Why nothing is imported: each fault with row, column, value, and how to mend it."""
    title = "This file cannot be imported"
    rows = tuple(faults[:MOST_SHOWN])
    more = len(faults) - len(rows)
    blocks: list[Block] = [
        Text("Nothing was changed. All rows are taken or none; please mend these and send the file again."),
        Facts((("File", file_name), ("Faults", str(len(faults))))),
        Table(("Row", "Column", "Value", "What to do"), rows),
    ]
    if more:
        blocks.append(Text(f"And {more} more."))
    return Message("import_faults", title, title, tuple(blocks), why("LST-3", SENTENCE, reading=True), state="faulty")


def imported(kind: str, counts: Mapping[str, int]) -> Message:
    """It is done."""
    said = listed(tuple(f"{count} {name}" for name, count in counts.items()))
    title = f"{KINDS[kind].capitalize()} imported"
    return Message(
        "import_preview", title, title, (Text(f"Done: {said}."),), why("LST-3", SENTENCE, reading=True), "done"
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _some(refs: Sequence[str]) -> str:
    more = len(refs) - MOST_SHOWN
    return ", ".join(refs[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
