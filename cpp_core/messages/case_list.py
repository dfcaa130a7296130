"""The case list in chat: what is in it (references only), what changed, how long it can be opened (chapter E)."""

from __future__ import annotations

from cpp_core.deadlines.obligations import access_ends_at
from cpp_core.deadlines.time import in_london, service_does_by
from cpp_core.messages.message import Block, Facts, Items, Message, Text
from cpp_core.messages.words import View, moment, panel_facts, reader_of_seat, short_panel, why
from cpp_core.model.listing import CaseList
from cpp_core.model.panel import PanelStatus, SeatKind
from cpp_core.rules.case_list import is_old, missing_of


def case_list(view: View, made: CaseList, *, link: str = "", changed: bool = False) -> Message:
    """The list is in the folder; for who had it before, a new version of it with what changed."""
    first = not (changed and made.changes)
    title = f"{'Case list' if first else 'Case list changed'}: {short_panel(view.panel)}"
    light = sum(row.light_touch for row in made.rows)
    facts = (
        *panel_facts(view)[:2],
        ("Cases", f"{len(made.rows)}{f', {light} of them for a light touch review' if light else ''}"),
        ("Version", f"{made.version}, made {moment(made.made_at)}"),
        ("Data as of", moment(made.data_at) if made.data_at else "not known"),
        ("Folder open until", moment(access_ends_at(view.panel, view.scene.policy, view.scene.calendar))),
    )
    lead = "The case list for your panel is ready. Only this panel's members can open it."
    blocks: tuple[Block, ...] = (Text(lead), Facts(facts), Items(tuple(row.case.case_ref for row in made.rows)))
    if not first:
        points = tuple(
            f"{change.case_ref}: {change.what}" + (f" ({', '.join(change.columns)})" if change.columns else "")
            for change in made.changes
        )
        blocks = (
            Text("The list was run again, and this is different from the version before:"),
            Items(points),
            Facts(facts),
        )
    return Message(
        name="case_list",
        title=title,
        preview=title,
        blocks=blocks,
        why=why(
            "LST-1" if first else "LST-3", "You are to sit on this panel, and its members prepare from the case list."
        ),
        state="shared" if first else "changed",
        refs={"panel": view.panel.id},
        values={"link": link},
    )


def no_list_yet(view: View) -> Message:
    """The list is not made yet: when it comes."""
    title = f"Case list to come: {short_panel(view.panel)}"
    policy = view.scene.policy
    at = service_does_by(view.panel.starts_at, policy.list_days, policy, view.scene.calendar)
    return Message(
        name="case_list",
        title=title,
        preview=title,
        blocks=(Text(f"The case list of this panel is ready on {moment(at)}. I write to you then."),),
        why=why("LST-1", "You asked for the case list of a panel on which you are to sit."),
        state="to_come",
        refs={"panel": view.panel.id},
    )


def delete_downloads(view: View, *, deleted: bool = False) -> Message:
    """After the panel: delete what you downloaded, and say so (LST-5)."""
    cancelled = view.panel.status is PanelStatus.CANCELLED
    ends = "closed" if cancelled else moment(access_ends_at(view.panel, view.scene.policy, view.scene.calendar))
    title = f"{'Thank you' if deleted else 'Please delete your downloads'}: {short_panel(view.panel)}"
    lead = (
        "You have said that you deleted your downloads. Thank you."
        if deleted
        else "Please delete the case list and any document from Atlas that you downloaded for this panel. Documents viewed "
        "on Atlas are in your downloads folder, even if you did not save them."
    )
    return Message(
        name="case_list",
        title=title,
        preview=title,
        blocks=(Text(lead), Facts((("Folder open until", ends),))),
        why=why("LST-5", "You could open this panel's case list."),
        state="deleted" if deleted else "ended",
        refs={"panel": view.panel.id},
    )


def list_gaps(view: View, made: CaseList) -> Message:
    """The officer hears what the list lacks and how old its data is."""
    gaps = tuple(f"{row.case.case_ref}: {', '.join(missing_of(row))}" for row in made.rows if missing_of(row))
    old = is_old(made.data_at, view.scene.now, view.scene.policy)
    title = f"Case list version {made.version}: {short_panel(view.panel)}"
    age = "not known" if made.data_at is None else f"{in_london(made.data_at):%d/%m/%Y %H:%M}"
    blocks: list[Block] = [Facts((*panel_facts(view)[:2], ("Cases", str(len(made.rows))), ("Data as of", age)))]
    if old:
        blocks.append(Text("The data is old. Please import a fresh extract of the caseload.", strong=True))
    blocks += [Text("Missing in the source:"), Items(gaps)] if gaps else [Text("Nothing is missing in the source.")]
    gone = [case for case in view.panel.cases if case.removed_reason]
    if gone:
        blocks += [
            Text("Taken off the list:"),
            Items(tuple(f"{case.case_ref}: {case.removed_reason}" for case in gone)),
        ]
    return Message(
        "list_gaps",
        title,
        title,
        tuple(blocks),
        why("LST-2", f"{_officer(view)}, and hear what its case list lacks.", reading=True),
        refs={"panel": view.panel.id},
    )


def extract_wanted(view: View, gaps: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Message:
    """The officer is asked for a fresh extract of the caseload, and hears what the list would lack today (LST-2)."""
    lacks: tuple[Block, ...] = ()
    if gaps:
        lines = tuple(f"{ref}: {', '.join(columns)}" for ref, columns in gaps)
        lacks = (Text("If the list were made now, this would be missing in the source:"), Items(lines))
    title = f"Fresh extract wanted: {short_panel(view.panel)}"
    return Message(
        "extract_wanted",
        title,
        title,
        (
            Text(
                "Please import a fresh extract of the caseload, so that the list of this panel is made from current data."
            ),
            Facts(panel_facts(view)[:2]),
            *lacks,
        ),
        why("LST-3", f"{_officer(view)}, and its list is run from the newest extract.", reading=True),
        refs={"panel": view.panel.id},
    )


def _officer(view: View) -> str:
    return reader_of_seat(view, SeatKind.OFFICER)
