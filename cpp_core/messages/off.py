"""A panel that is moved or called off: the CPP team's two forms, and what everybody who was asked hears (PAN-8)."""

from __future__ import annotations

from cpp_core.deadlines.time import hours_before
from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Text
from cpp_core.messages.words import View, listed, moment, panel_facts, runs_panels, short_panel, why
from cpp_core.model.panel import LIVE, PanelStatus, SeatKind
from cpp_core.model.person import Role

_TEAM = "You are in the CPP team, which can move a panel or call it off."


def move_form(view: View, told: tuple[str, ...]) -> Message:
    """The form to move a panel: what will happen, who hears of it, then the new date and why."""
    lead = (
        "The meeting in everybody's calendar moves with the panel. Whoever was to come is asked anew; the reserves stay "
        "reserves."
    )
    return _form(view, told, "move_panel", "Move this panel", lead)


def cancel_form(view: View, told: tuple[str, ...]) -> Message:
    """The form to call a panel off: what will happen, who hears of it, then why."""
    lead = (
        "The panel will not take place. Its meeting goes from everybody's calendar, access to the case list ends, and its "
        "cases go to another panel. This cannot be undone."
    )
    return _form(view, told, "cancel_panel", "Cancel this panel", lead)


def _form(view: View, told: tuple[str, ...], name: str, about: str, lead: str) -> Message:
    can = view.panel.status is PanelStatus.PLANNED
    title = view.title(about)
    over = f"This panel is {view.panel.status}. It can no longer be moved or cancelled."
    blocks: list[Block] = [Text(lead if can else over), Facts(panel_facts(view)[:2])]
    if can:
        blocks += [Heading("Who is told, with your reason"), Items(_hear(view, told)), *_fee(view)]
    return Message(
        name=name,
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("PAN-8", _TEAM, reading=True),
        state="ask" if can else "over",
        refs={"panel": view.panel.id},
        values={"people": str(len(told))},
    )


def _hear(view: View, told: tuple[str, ...]) -> tuple[str, ...]:
    asked = tuple(view.name(place.person_id) for _, place in view.panel.places() if place.status in LIVE)
    others = len(told) - len(asked)
    who = (f"{listed(asked)}: they have been asked or are confirmed",) if asked else ("Nobody has been asked yet",)
    return (*who, f"{others} more: SPOCs of the areas and the CPP team") if others > 0 else who


def _fee(view: View) -> tuple[Block, ...]:
    """Within 72 hours the independent member is paid all the same (FEE-2)."""
    hours = view.scene.policy.fee_cancel_hours
    late = view.scene.now >= hours_before(view.panel.starts_at, hours)
    if not late or view.panel.seat(SeatKind.IPM).holder() is None:
        return ()
    return (Text(f"It is less than {hours} hours before the panel: the independent member is paid in full."),)


def panel_off(view: View, *, postponed: bool) -> Message:
    """Everybody asked hears that the panel is cancelled or has moved (PAN-8)."""
    title = f"Panel {'moved' if postponed else 'cancelled'}: {short_panel(view.panel)}"
    moves = view.panel.moves
    reasons = (moves[-1].reason if moves else "") if postponed else view.panel.off_reason
    dates: tuple[tuple[str, str], ...] = (("Panel", f"{view.panel.band} Case Progression Panel ({view.panel.id})"),)
    if postponed and moves:
        dates += (("It was", moment(moves[-1].from_start)), ("It is now", moment(moves[-1].to_start)))
    rows = (*dates, *((("Why", reasons),) if reasons else ()))
    lead = (
        "The panel has moved to a new date, and the invitation in your calendar with it. Whoever was to sit is asked anew."
        if postponed
        else "This panel does not take place. Its cases go to another panel."
    )
    return Message(
        "panel_postponed" if postponed else "panel_cancelled",
        title,
        title,
        (Text(lead), Facts(rows)),
        why("PAN-8", _has_to_do_with(view), reading=True),
        state="officer" if runs_panels(view) else "",
        refs={"panel": view.panel.id},
    )


def _has_to_do_with(view: View) -> str:
    reader = view.reader
    if reader is not None and view.panel.place_of(reader.id) is not None:
        return "You were asked for this panel."
    if reader is not None and reader.has(Role.SPOC):
        return f"You are the point of contact (SPOC) for {reader.area}, which has a seat on this panel."
    if runs_panels(view):
        return "You are in the CPP team, which runs this panel."
    return "You were asked for this panel, or look after one of its seats."
