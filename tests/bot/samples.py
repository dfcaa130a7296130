"""One message for each card and each of its states, as the use cases make them."""

from __future__ import annotations

from dataclasses import replace

from bot.said import only_in_person, refused, settled, unwell, welcome
from cpp_core.messages.message import Facts, Items, Message, Text
from cpp_core.messages.uploads import import_faults, import_message
from cpp_core.model.file_import import FileImport, ImportKind, ImportState
from cpp_core.refusals import Fault, Refusal
from tests.bot.samples_of_follow_up import FOLLOW_UP_SAMPLES
from tests.bot.samples_of_officer import OFFICER_SAMPLES
from tests.bot.samples_of_sitting import FACTS, PANEL, WHEN, console, recommendation, recorded, washup, why

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
NO_DATE = ("3", "detained_on", "soon", "This is no date. Write it so.")
PEOPLE = (
    ("a1", "Amara Boateng, HEO, trained March 2026"),
    ("a2", "Tom Fielding, EO, trained May 2025"),
    ("a3", "Priya Nair, SEO, trained January 2026"),
)


def attendance(state: str, title: str, lead: str) -> Message:
    """An attendance card."""
    answered = state not in ("asked", "asked_reserve")
    more = () if answered else (("Answer by", "Friday 4 December 2026, 17:00"), ("Who would step in", "Tom Fielding"))
    return Message(
        name="attendance",
        title=f"{title} {WHEN}",
        preview=f"{title} {WHEN}",
        blocks=(Text(lead), Facts((*FACTS, ("Your seat", "Returns Logistics, member"), *more))),
        why=why(
            "ATT-1", "CPP 9.0 §6", "You were named as a member for this panel, and every member confirms attendance."
        ),
        state=state,
        refs=PANEL,
        values={"hold": "offered"} if state == "confirmed" else {},
    )


def nomination(state: str) -> Message:
    """A nomination card."""
    named = state == "named"
    lead = (
        "Thank you. They are asked when the invitations go out."
        if named
        else ("Please name a member and at least one reserve, all trained and with time to prepare.")
    )
    return Message(
        name="nomination",
        title=f"{'Named for' if named else 'Who sits for'} Returns Logistics: {WHEN}",
        preview=f"Who sits for Returns Logistics? {WHEN}",
        blocks=(Text(lead), Facts((*FACTS, ("Invitations go out", "Tuesday 24 November 2026, 09:30")))),
        why=why("INV-1", "CPP 9.0 §6", "You are the point of contact (SPOC) who names people for Returns Logistics."),
        state=state,
        refs={**PANEL, "area": "RL"},
        choices={"member": PEOPLE, "reserves": PEOPLE},
        values={"member": "a1", "reserve1": "a3", "reserve2": "a2", "trained": "true", "time_given": "true"}
        if named
        else {},
    )


def availability(state: str, lead: str) -> Message:
    """An availability card."""
    return Message(
        name="availability",
        title=f"Are you available? {WHEN}",
        preview=f"Are you available? {WHEN}",
        blocks=(Text(lead), Facts((*FACTS, ("Please answer by", "Sunday 8 November 2026")))),
        why=why("INV-2", "IPM 1.0 Arranging 1", "You are an independent panel member."),
        state=state,
        refs=PANEL,
    )


def case_list(state: str, title: str, lead: str) -> Message:
    """A case list card."""
    open_until = ("Folder open until", "Thursday 10 December 2026, 17:00")
    return Message(
        name="case_list",
        title=f"{title}: {WHEN}",
        preview=f"{title}: {WHEN}",
        blocks=(Text(lead), Facts((*FACTS, ("Version", "2, made 1 December 2026, 09:30"), open_until))),
        why=why("LST-5", "CPP 9.0 §6, §8.7", "You could open this panel's case list."),
        state=state,
        refs=PANEL,
        values={"link": "https://contoso.sharepoint.com/sites/cpp/p-2026-12-08"} if state != "ended" else {},
    )


def escalation(state: str) -> Message:
    """An escalation."""
    answer = (("Your answer", "The embassy is called tomorrow."),) if state == "answered" else ()
    return Message(
        name="escalation",
        title="Escalated by a panel: case CPP-00377",
        preview="Escalated by a panel: case CPP-00377",
        blocks=(
            Text("The panel asks you to look at this case at once."),
            Facts((("Case", "CPP-00377"), ("What for", "The travel document application has stood still."), *answer)),
        ),
        why=why("FBK-1", "CPP 9.0 §8.1, §15", "You are the casework lead of this case."),
        state=state,
        refs={**PANEL, "case": "CPP-00377"},
    )


def quorum(state: str) -> Message:
    """A quorum decision."""
    return Message(
        name="quorum",
        title=f"Decision needed: core seat not filled, {WHEN}",
        preview=f"Decision needed: core seat not filled, {WHEN}",
        blocks=(
            Text("Without all core areas a panel is unlikely to proceed. Please decide whether it can."),
            Facts(FACTS),
            Items(("Litigation Operations: Sam Ortiz (declined); nobody is left to ask",)),
        ),
        why=why("PAN-8", "CPP 9.0 §5", "You chair this panel and a core seat is not filled."),
        state=state,
        refs=PANEL,
    )


def my_panels() -> Message:
    """Somebody's panels."""
    both = (("p-2026-12-08", "8 Dec, 10:00"), ("p-2026-12-15", "15 Dec, 10:00"))
    return Message(
        name="my_panels",
        title="Your coming panels",
        preview="Your coming panels",
        blocks=(Text("Choose one to see or change your answer."), Items(("8 Dec: confirmed", "15 Dec: asked"))),
        why=why("ATT-1", "CPP 9.0 §6", "You asked for your panels."),
        choices={"panel": both, "console": both[:1], "nomination": (("p-2026-12-15/RL", "15 Dec, 10:00"),)},
    )


def help_message() -> Message:
    """The help."""
    return Message(
        name="help",
        title="What you can do here",
        preview="What you can do here",
        blocks=(
            Text("I look after the administration of Case Progression Panels. I never decide anything about a case."),
            Items(("When you are asked for a panel, one tap says whether you can.", "Type “my panels” to see yours.")),
        ),
        why=why("ATT-1", "CPP 9.0 §6", "You asked."),
    )


def seat_changed() -> Message:
    """A message that has no card of its own."""
    return Message(
        name="seat_changed",
        title=f"Returns Logistics seat withdrawn: {WHEN}",
        preview=f"Returns Logistics seat withdrawn: {WHEN}",
        blocks=(
            Text("Amara Boateng had confirmed and has now withdrawn."),
            Facts((*FACTS, ("What happens next", "Tom Fielding has been asked, to answer by Friday 17:00."))),
        ),
        why=why("ATT-3", "CPP 9.0 §6, §15", "You look after the Returns Logistics seat of this panel.", reading=True),
        refs=PANEL,
    )


def vacancy() -> Message:
    """Nobody is left to ask for a seat."""
    return Message(
        name="vacancy",
        title=f"Nobody left for the Returns Logistics seat: {WHEN}",
        preview=f"Nobody left for the Returns Logistics seat: {WHEN}",
        blocks=(Text("Please name somebody else who is trained, as soon as you can."), Facts(FACTS)),
        why=why("ATT-4", "CPP 9.0 §5, §6", "This seat has no reserve left."),
        refs={**PANEL, "area": "RL"},
        choices={"member": PEOPLE[2:], "reserves": PEOPLE[2:]},
    )


REFUSAL = Refusal(
    "ATT-5",
    Fault("", "A reserve has the seat by now.", "There is nothing more that you need to do."),
    Fault("Reason", "This is longer than 300 letters.", "Please make it shorter."),
)
TYPED = {
    "reasoning": "Removal is expected within weeks.",
    "justification": "",
    "action1_what": "Apply for a travel document",
    "action1_who": "Returns Logistics",
    "action1_by": "2026-12-18",
    "action2_what": "Ask the embassy for an interview",
    "reached_by": "majority",
    "view:a1": "maintain",
    "documents": "dcpr,appeals",
    "affirmed": "true",
}
MENDED = replace(
    recommendation("maintain-with-actions", **TYPED),
    errors=(
        "Justification: is missing. Say why continued detention is justified and proportionate.",
        "Action 2: has nobody who does it, and no date. Name both.",
    ),
)

SAMPLES: dict[str, Message] = {
    "attendance-asked": attendance("asked", "Can you attend?", "Please say whether you can attend."),
    "attendance-asked_reserve": attendance("asked_reserve", "Can you step in?", "A seat has become free."),
    "attendance-confirmed": attendance("confirmed", "You are coming:", "Thank you, you are confirmed."),
    "attendance-declined": attendance("declined", "You are not coming:", "Thank you for telling us."),
    "attendance-stood_down": attendance("stood_down", "You have been stood down:", "We had no answer in time."),
    "attendance-withdrawn": attendance("withdrawn", "You have withdrawn:", "Thank you for telling us."),
    "attendance-not_needed": attendance("not_needed", "You are not needed:", "Somebody else has taken the seat."),
    "attendance-off": attendance("off", "This panel is off:", "This panel does not take place."),
    "availability-asked": availability("asked", "Could you sit as the independent member on this panel?"),
    "availability-available": availability("available", "Thank you. The invitation follows if you are needed."),
    "availability-unavailable": availability("unavailable", "Thank you for telling us."),
    "case_list-shared": case_list("shared", "Case list", "The case list is ready."),
    "case_list-changed": case_list("changed", "Case list changed", "The list was run again."),
    "case_list-ended": case_list("ended", "Please delete your downloads", "Please delete what you downloaded."),
    "case_list-deleted": case_list("deleted", "Thank you", "You have said that you deleted your downloads."),
    "console-planned": console("planned", "When everybody is here, open the panel."),
    "console-open": console("open", "1 of 3 cases has an outcome."),
    "console-closed": console("closed", "This panel is closed."),
    "escalation-asked": escalation("asked"),
    "escalation-answered": escalation("answered"),
    "help": help_message(),
    "import_preview-offered": import_message(EXTRACT),
    "import_preview-asked": import_message(replace(EXTRACT, state=ImportState.ASKED, said=ON_ITS_WAY)),
    "import_preview-done": import_message(replace(EXTRACT, state=ImportState.DONE)),
    "import_faults": import_faults("extract.csv", [NO_DATE], replace(EXTRACT, fault_count=1)),
    "my_panels": my_panels(),
    "nomination-asked": nomination("asked"),
    "nomination-named": nomination("named"),
    "notice": seat_changed(),
    "only_in_person": only_in_person(),
    "quorum-asked": quorum("asked"),
    "quorum-decided": quorum("decided"),
    "recommendation-release": recommendation("release"),
    "recommendation-maintain-with-actions": recommendation("maintain-with-actions"),
    "recommendation-maintain": recommendation("maintain", bail="yes", repeats="yes", correcting="yes"),
    "recommendation-no-recommendation": recommendation("no-recommendation"),
    "recommendation-to-be-mended": MENDED,
    "recommendation-recorded": recorded(),
    "refusal": refused(REFUSAL, PANEL, "attendance.show"),
    "settled": settled(PANEL),
    "unwell": unwell(),
    "vacancy": vacancy(),
    "washup-chair": washup("chair"),
    "washup-ipm": washup("ipm"),
    "washup-closed": washup("closed"),
    "welcome": welcome(),
    **OFFICER_SAMPLES,
    **FOLLOW_UP_SAMPLES,
}
