"""The chair's decision about a panel without all core seats (PAN-8), and who hears of it."""

from __future__ import annotations

from cpp_core.messages.message import Facts, Items, Message, Text
from cpp_core.messages.words import View, listed, moment, panel_facts, seat_name, short_panel, why
from cpp_core.model.panel import LIVE, SeatKind
from cpp_core.workflow.quorum import missing_core, standing_decision


def quorum(view: View, *, for_chair: bool) -> Message:
    """What is missing, who was asked, and the decision that the chair is asked for; then the decision."""
    missing = missing_core(view.panel, view.scene)
    decision = standing_decision(view.panel, view.scene)
    if not missing or decision is not None:
        return quorum_decided(view)
    title = f"Decision needed: core seat not filled, {short_panel(view.panel)}"
    lead = (
        "Without all core areas a panel is unlikely to proceed. Please decide whether it can: whether its objective can be "
        "met, and whether it is independent enough with those who are present."
        if for_chair
        else "The chair has been asked to decide whether the panel proceeds."
    )
    return Message(
        name="quorum" if for_chair else "quorum_notice",
        title=title,
        preview=title,
        blocks=(
            Text(lead),
            Facts(panel_facts(view)[:2]),
            Items(tuple(_about_seat(view, kind) for kind in missing)),
            Text(f"Confirmed: {_confirmed(view)}."),
        ),
        why=why("PAN-8", "You chair this panel and a core seat is not filled." if for_chair else "You run this panel."),
        state="asked",
        refs={"panel": view.panel.id},
    )


def quorum_settled(view: View) -> Message:
    """Somebody was found after all."""
    title = f"All core seats are filled: {short_panel(view.panel)}"
    return Message(
        "quorum_settled",
        title,
        title,
        (
            Text("Somebody has been found for every core seat. No decision is needed any more."),
            Facts(panel_facts(view)[:2]),
        ),
        why("PAN-8", "You were asked whether this panel should proceed."),
        refs={"panel": view.panel.id},
    )


def quorum_decided(view: View) -> Message:
    """What the chair decided, for the chair, the officer and the CPP team."""
    if not view.panel.quorum_decisions:
        return quorum_settled(view)
    decision = view.panel.quorum_decisions[-1]
    title = f"The chair decided to {decision.choice}: {short_panel(view.panel)}"
    facts = [
        *panel_facts(view)[:2],
        ("Missing", listed(tuple(seat_name(kind) for kind in decision.missing))),
        ("Decided", f"{decision.choice}, {moment(decision.at)}"),
        ("Objective can be met", "yes" if decision.objective_can_be_met else "no"),
        ("Independent enough", "yes" if decision.independent_enough else "no"),
        ("Reasons", decision.reasons),
    ]
    return Message(
        "quorum",
        title,
        title,
        (Facts(tuple(facts)),),
        why("PAN-8", "A panel without all core seats needs the chair's decision."),
        "decided",
        {"panel": view.panel.id},
    )


def _about_seat(view: View, kind: SeatKind) -> str:
    asked = [f"{view.name(place.person_id)} ({place.status})" for place in view.panel.seat(kind).places]
    left = [place for place in view.panel.seat(kind).places if place.status in LIVE]
    end = "" if left else "; nobody is left to ask"
    return f"{seat_name(kind)}: {', '.join(asked) or 'nobody named'}{end}"


def _confirmed(view: View) -> str:
    held = view.panel.holders()
    return listed(tuple(f"{view.name(person)} ({seat_name(kind)})" for kind, person in held.items())) or "nobody yet"
