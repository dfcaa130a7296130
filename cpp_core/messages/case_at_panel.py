"""One case while the panel discusses it: the officer's introduction, key points, and the draft (REC-9).

What it says of a person stays in its body: title and preview carry the reference alone (LST-6).
"""

from __future__ import annotations

from dataclasses import dataclass

from cpp_core.deadlines.time import london_date
from cpp_core.messages.agenda import Agenda, wash_up_minutes_away
from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Text
from cpp_core.messages.sitting import KIND_WORDS, outcome_blocks
from cpp_core.messages.words import View, day, granted_by, why
from cpp_core.model.case import Case
from cpp_core.model.console import CaseDraft
from cpp_core.model.panel import PanelStatus
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.refusals import Fault
from cpp_core.rules.checklists import introduction, prompts_for


@dataclass(frozen=True)
class AtPanel:
    """A case as it stands at a panel: what earlier panels said, what was written down, what stands, what comes next."""

    case: Case
    previous: tuple[Recommendation, ...] = ()
    kept: CaseDraft | None = None
    stands: Recommendation | None = None
    number: int = 1
    of: int = 1
    next_ref: str = ""


def case_at_panel(
    view: View, at: AtPanel, agenda: Agenda, *, said: str = "", errors: tuple[Fault, ...] = ()
) -> Message:
    """The case, for chair and officer."""
    case = at.case
    blocks: list[Block] = [Text(said, strong=True)] if said else []
    blocks += _time(view, agenda, case.case_ref)
    blocks += [Heading("Introduction"), Facts((*_detention(view, case), *introduction(case)))]
    blocks += _bail(view, case)
    blocks += _earlier(at)
    blocks += _outcome(at)
    is_open = view.panel.status in (PanelStatus.PLANNED, PanelStatus.OPEN)
    drafted = at.kept.draft.kind if at.kept else None
    standing = at.stands.kind if at.stands else drafted or (Kind.RELEASE if case.bail_in_principle else None)
    values = {
        "key_points": at.kept.key_points if at.kept else "",
        "kind": standing.value if standing else "",
        "next": at.next_ref,
    }
    return Message(
        name="case",
        title=f"Case {case.case_ref} ({at.number} of {at.of})",
        preview=f"Case {case.case_ref}",
        blocks=tuple(blocks),
        why=why("REC-9", "You chair this panel, or are its officer, who introduces each case."),
        state="open" if is_open else "closed",
        refs={"panel": view.panel.id, "case": case.case_ref},
        choices={"kind": tuple((kind.value, words) for kind, words in KIND_WORDS.items())},
        values={name: value for name, value in values.items() if value},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _time(view: View, agenda: Agenda, case_ref: str) -> list[Block]:
    minutes = agenda.minutes.get(case_ref)
    if minutes is None or view.panel.status not in (PanelStatus.PLANNED, PanelStatus.OPEN):
        return []
    planned = f"About {minutes} minutes are planned for this case"
    if view.panel.status is not PanelStatus.OPEN:
        return [Text(f"{planned}.")]
    return [Text(f"{planned}; {max(0, wash_up_minutes_away(view))} are left before the wash-up.")]


def _detention(view: View, case: Case) -> tuple[tuple[str, str], ...]:
    days = (london_date(view.panel.starts_at) - case.detained_on).days
    removal = (("Removal directions", day(case.removal_directions_on)),) if case.removal_directions_on else ()
    return (("Detained", f"{days} days, since {day(case.detained_on)}"), *removal)


def _bail(view: View, case: Case) -> list[Block]:
    prompts = prompts_for(case, view.scene.policy)
    if not prompts:
        return []
    lead = f"Bail was granted in principle {granted_by(case.bail_in_principle)}: a light touch review. Talk about:"
    return [Text(lead, strong=True), Items(tuple(prompt.words for prompt in prompts))]


def _earlier(at: AtPanel) -> list[Block]:
    if not at.previous:
        return [Text("No earlier panel is known to have looked at this case.")]
    said = []
    for each in at.previous:
        actions = "; ".join(f"{act.what} ({act.who}, by {day(act.by)})" for act in each.draft.actions)
        said.append(f"{day(each.panel_on)}: {KIND_WORDS[each.kind]}{f'. Actions: {actions}' if actions else ''}")
    return [Heading("Earlier panels recommended"), Items(tuple(said))]


def _outcome(at: AtPanel) -> list[Block]:
    if at.stands is not None:
        lead = Text("Recorded. A change is a correction, with its reason; the entry before stays on record.")
        return [Heading("Recommendation"), lead, *outcome_blocks(at.stands)]
    if at.kept is not None and at.kept.draft.kind is not None:
        lead = Text(f"Drafted: {KIND_WORDS[at.kept.draft.kind]}. It stands once the chair has confirmed it.")
        return [Heading("Draft"), lead]
    return []
