"""What an officer reads about a file of people, cases or answers: what it would change, what is wrong, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpp_core.messages.message import Block, Facts, Items, Message, Table, Text
from cpp_core.messages.words import listed, why
from cpp_core.model.file_import import FileImport, ImportKind, ImportState

MOST_SHOWN = 40
"""So many faults, cases or notes are named; of the rest, how many."""
KINDS = {
    ImportKind.PEOPLE: "people",
    ImportKind.CASES: "cases",
    ImportKind.RESPONSES: "answers to recommendations",
}
COUNTS = {
    "new": "New",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "gone": "Gone",
    "earlier": "From panels before this service",
}
SENTENCE = "You are in the CPP team, and this file was sent to the bot or laid into the drive's folder Incoming."


def import_message(file: FileImport) -> Message:
    """The file as it stands now."""
    if file.state is ImportState.FAULTY or file.kind is None:
        return import_faults(file.file_name, [(row, column, "", mend) for row, column, mend in file.faults], file)
    noun = KINDS[file.kind]
    title = {
        ImportState.OFFERED: f"Import these {noun}?",
        ImportState.ASKED: f"Importing {noun}",
        ImportState.DONE: f"{noun.capitalize()} imported",
    }[file.state]
    carried = {"upload": file.id, "tag": file.expects}
    blocks = tuple(_blocks(file))
    return Message("import_preview", title, title, blocks, why("LST-3", SENTENCE, reading=True), file.state, carried)


def import_faults(file_name: str, faults: Sequence[tuple[str, str, str, str]], file: FileImport) -> Message:
    """Why nothing is imported: each fault with row, column, value, and how to mend it."""
    title = "This file cannot be imported"
    more = file.fault_count - len(faults[:MOST_SHOWN])
    blocks: list[Block] = [
        Text("Nothing was changed. All rows are taken or none; please mend these and send the file again."),
        Facts((("File", file_name), *_now_in(file, "Refused"), ("Faults", f"{file.fault_count:,}"))),
        Table(("Row", "Column", "Value", "What to do"), tuple(faults[:MOST_SHOWN])),
    ]
    if more > 0:
        blocks.append(Text(f"And {more:,} more."))
    return Message("import_faults", title, title, tuple(blocks), why("LST-3", SENTENCE, reading=True), state="faulty")


def _now_in(file: FileImport, folder: str) -> tuple[tuple[str, str], ...]:
    """Where a file that was dealt with lies now, with a note beside it."""
    return (("Now in", f"Incoming/{folder}, in the drive"),) if file.ended_at is not None else ()


def _blocks(file: FileImport) -> Iterator[Block]:
    if file.state is ImportState.DONE:
        yield Text(f"Done: {listed(tuple(f'{count:,} {name}' for name, count in file.counts.items()))}.")
        yield Facts((("File", file.file_name), *_now_in(file, "Done")))
        return
    if file.said:
        yield Text(file.said, strong=True)
    if file.state is ImportState.OFFERED:
        yield Text("Nothing has been changed yet. This is what the import would do:")
    yield Facts((("File", file.file_name), *((COUNTS[name], f"{count:,}") for name, count in file.counts.items())))
    if file.gone_refs:
        yield Text("Not in this extract any more, and kept off new lists:", strong=True)
        more = file.counts["gone"] - len(file.gone_refs)
        yield Text(", ".join(file.gone_refs) + (f" and {more:,} more" if more else ""))
    if file.warnings:
        yield Text("Please note:")
        yield Items(file.warnings)
