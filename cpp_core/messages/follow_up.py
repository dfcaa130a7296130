"""What is said after a panel about Atlas, the next review and the audit (OUT-2, OUT-5, OUT-6). References only (LST-6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cpp_core.deadlines.time import london_date
from cpp_core.messages.answers import SAYS_WORDS
from cpp_core.messages.message import Block, Facts, Items, Message, Table, Text
from cpp_core.messages.sitting import KIND_WORDS
from cpp_core.messages.words import View, day, short_panel, why
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.recommendation import Recommendation
from cpp_core.refusals import Fault
from cpp_core.rules.answers import prevailing
from cpp_core.rules.outcomes import atlas_entry
from cpp_core.workbook import Cell, Sheet, Workbook


def atlas(view: View, follow_ups: Iterable[FollowUp], due_on: date, errors: tuple[Fault, ...] = ()) -> Message:
    """The officer's card: which recommendations have been entered on Atlas, to be ticked one by one or together."""
    listed = sorted(follow_ups, key=lambda each: each.case_ref)
    waiting = [each for each in listed if each.entered_at is None]
    rows = tuple((each.case_ref, KIND_WORDS[each.kind], _entered(each)) for each in listed)
    title = f"Enter on Atlas: {short_panel(view.panel)}"
    lead = (
        f"Please enter these on Atlas by the end of {day(due_on)} and tick them here. Dates, details and reasons are "
        "in the entry sheet in the panel's folder."
        if waiting
        else "Every recommendation of this panel is on Atlas. Thank you."
    )
    return Message(
        "atlas",
        title,
        title,
        (Text(lead), Table(("Case", "Recommendation", "On Atlas"), rows)),
        why("OUT-2", "You are the CPP officer of this panel."),
        "open" if waiting else "entered",
        {"panel": view.panel.id},
        {"cases": tuple((each.case_ref, each.case_ref) for each in waiting)},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _entered(each: FollowUp) -> str:
    return f"entered {london_date(each.entered_at):%d/%m/%Y}" if each.entered_at else "to be entered"


def atlas_sheet(view: View, given: Iterable[Recommendation]) -> Workbook:
    """The entry sheet for Atlas, which has no interface for us (OUT-2)."""
    columns = ("Case reference", "Date of the panel", "Recommendation", "Details", "Reasons", "Entry")
    rows = []
    for each in sorted(given, key=lambda each: each.case_ref):
        entry = atlas_entry(each)
        kind = f"corrected, entry {each.entry}" if each.entry > 1 else "new"
        values = (entry.case_ref, entry.panel_on, entry.recommendation, entry.details, entry.reasons, kind)
        rows.append(tuple(Cell(value) for value in values))
    title = f"For Atlas: {short_panel(view.panel)}"
    return Workbook(title, (Sheet("Atlas", title, columns, tuple(rows), (_MARKING,)),))


_MARKING = "OFFICIAL-SENSITIVE: delete your copy once everything is on Atlas."


def dcpr(view: View, follow_up: FollowUp, errors: tuple[Fault, ...] = ()) -> Message:
    """What the next review has to say about the panel, asked for when it is due (OUT-6)."""
    title = f"Next DCPR of case {follow_up.case_ref}: show the panel in it"
    given = prevailing(follow_up.answers)
    facts = [
        ("Case", follow_up.case_ref),
        ("Panel", short_panel(view.panel)),
        ("Recommendation", KIND_WORDS[follow_up.kind]),
        ("Casework's answer", SAYS_WORDS[given.says] if given else "not recorded yet"),
    ]
    facts += [("DCPR projected for", day(follow_up.review_on))] if follow_up.review_on else []
    facts += [("DCPR held on", day(follow_up.reviewed_on))] if follow_up.reviewed_on else []
    done = follow_up.reviewed_on is not None
    blocks: list[Block] = [
        Text("Thank you, this is on record." if done else "The DCPR that is due now has to reflect the panel:")
    ]
    blocks += [] if done else [Items(_WANTED)]
    return Message(
        "dcpr",
        title,
        title,
        (*blocks, Facts(tuple(facts))),
        why("OUT-6", f"You own case {follow_up.case_ref}, and a panel has looked at it.", reading=True),
        "corrected" if follow_up.superseded else "done" if done else "asked",
        {"panel": follow_up.panel_id, "case": follow_up.case_ref, "entry": str(follow_up.entry)},
        errors=tuple(fault.sentence() for fault in errors),
    )


_WANTED = (
    "that the case was presented to a panel, and what was recommended",
    "whether you agree, and the reasons if you do not",
    "whether it will be or has been taken forward, when and by whom",
)


def audit(view: View, follow_up: FollowUp, each: Recommendation, errors: tuple[Fault, ...] = ()) -> Message:
    """The officer's card two weeks after a panel: followed or not, each action, and whether to refer it again (OUT-5)."""
    title = f"Audit after two weeks: case {follow_up.case_ref}"
    given, found = prevailing(follow_up.answers), follow_up.audit
    facts = [
        ("Case", follow_up.case_ref),
        ("Panel", short_panel(view.panel)),
        ("Recommendation", KIND_WORDS[follow_up.kind]),
        ("Casework's answer", f"{SAYS_WORDS[given.says]}, {day(given.answered_on)}" if given else "none: overdue"),
        ("Next DCPR", "reflects the panel" if follow_up.reviewed_on else "not recorded yet"),
    ]
    actions = tuple((str(number), action.what) for number, action in enumerate(each.draft.actions, 1))
    blocks: list[Block] = [Text("Please look on Atlas whether the recommendation was followed, and record it here.")]
    if found is not None:
        blocks = [Text("Thank you, the audit is on record.")]
        facts.append(("Followed", "yes" if found.followed else "no"))
        facts.append(("Referred again", day(found.refer_by) if found.refer_again and found.refer_by else "no"))
        states = {action.what: f"{action.state}" for action in found.actions}
        facts += [(f"Action {number}", states.get(what, "")) for number, what in actions]
    return Message(
        "audit",
        title,
        title,
        (*blocks, Facts(tuple(facts))),
        why("OUT-5", "You are the CPP officer of this panel; releases and actions are audited two weeks after it."),
        "done" if found else "corrected" if follow_up.superseded else "asked",
        {"panel": follow_up.panel_id, "case": follow_up.case_ref, "entry": str(follow_up.entry)},
        {"actions": actions},
        errors=tuple(fault.sentence() for fault in errors),
    )
