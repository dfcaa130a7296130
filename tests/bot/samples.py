"""One message for each card and each of its states, as the use cases make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.said import file_is_read, file_not_taken, only_in_person, refused, settled, unwell, welcome
from cpp_core.messages.message import Message
from cpp_core.messages.uploads import import_faults, import_message
from cpp_core.model.file_import import FileImport, ImportKind, ImportState
from cpp_core.refusals import Fault, NotAllowed, Refusal
from tests.bot.samples_of_asking import ASKING_SAMPLES
from tests.bot.samples_of_follow_up import FOLLOW_UP_SAMPLES
from tests.bot.samples_of_officer import OFFICER_SAMPLES
from tests.bot.samples_of_sitting import PANEL, SITTING_SAMPLES

EXTRACT = FileImport(
    "01ABC",
    "extract.csv",
    "c:1",
    ImportState.OFFERED,
    kind=ImportKind.CASES,
    expects="4f1d",
    counts={"new": 2, "changed": 1, "unchanged": 1805, "gone": 1},
    gone_refs=("CPP-00412",),
    warnings=("Column remarks is not known; it is kept and shown.",),
)
ON_ITS_WAY = "It is on its way. You can go on with other things; this card says what came of it."
READ_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NO_DATE = ("3", "detained_on", "soon", "This is no date. Write it so.")
REFUSAL = Refusal(
    "ATT-5",
    Fault("", "A reserve has the seat by now.", "There is nothing more that you need to do."),
    Fault("Reason", "This is longer than 300 letters.", "Please make it shorter."),
)
NOT_YOURS = NotAllowed(
    "ATT-1",
    Fault("", "This card was sent to somebody else, so nothing was changed.", "Write “my panels” to get your own."),
)
SAMPLES: dict[str, Message] = {
    "import_preview-offered": import_message(EXTRACT),
    "import_preview-asked": import_message(replace(EXTRACT, state=ImportState.ASKED, said=ON_ITS_WAY)),
    "import_preview-done": import_message(replace(EXTRACT, state=ImportState.DONE, ended_at=READ_AT)),
    "import_faults": import_faults("extract.csv", [NO_DATE], replace(EXTRACT, fault_count=1, ended_at=READ_AT)),
    "only_in_person": only_in_person(),
    "file_is_read": file_is_read(("people.xlsx", "cases.csv")),
    "file_not_taken": file_not_taken("photo.png", "It is neither a CSV nor an XLSX file."),
    "refusal": refused(REFUSAL, PANEL, "attendance.show"),
    "refusal-not_allowed": refused(NOT_YOURS, PANEL),
    "settled": settled(PANEL),
    "unwell": unwell(),
    "welcome": welcome(),
    **ASKING_SAMPLES,
    **SITTING_SAMPLES,
    **OFFICER_SAMPLES,
    **FOLLOW_UP_SAMPLES,
}
