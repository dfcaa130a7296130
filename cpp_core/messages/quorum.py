"""The chair's decision about a panel without all core seats (PAN-8), and who hears of it."""

from __future__ import annotations

from cpp_core.messages.message import Facts, Items, Message, Text
from cpp_core.messages.words import (
    View,
    listed,
    moment,
    panel_facts,
    reader_of_seat,
    said_of,
    seat_name,
    short_panel,
    why,
)
from cpp_core.model.panel import ASKABLE, LIVE, SeatKind
from cpp_core.rules.panel import waivable
from cpp_core.workflow.quorum import missing_required, standing_decision


def quorum(view: View, *, for_chair: bool) -> Message:
    """What is missing, who was asked, and the decision that the chair is asked for; then the decision."""
    missing = missing_required(view.panel, view.scene)
    decision = standing_decision(view.panel, view.scene)
    if not missing or decision is not None:
        return quorum_decided(view)
    title = f"Decision needed: {'seat' if len(missing) == 1 else 'seats'} not filled, {short_panel(view.panel)}"
    lead = _lead(view, missing, for_chair=for_chair)
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
        why=why(
            "PAN-8",
            "You chair this panel, and a seat that it needs is not filled."
            if for_chair
            else f"{reader_of_seat(view, SeatKind.OFFICER)}, and a seat that it needs is not filled.",
        ),
        state="asked",
        refs={"panel": view.panel.id},
    )


def _lead(view: View, missing: tuple[SeatKind, ...], *, for_chair: bool) -> str:
    needed = [seat_name(kind) for kind in missing if not waivable(kind)]
    without = f" It cannot proceed without a {' and a '.join(needed)}." if needed else ""
    if for_chair:
        return (
            "Without all core areas a panel is unlikely to proceed. Please decide whether it can: whether its objective "
            f"can be met, and whether it is independent enough with those who are present.{without}"
        )
    if view.panel.seat(SeatKind.CHAIR).holder() is None:
        return f"Nobody has confirmed as chair, so that nobody can decide.{without} Please name somebody, or move or cancel it."
    return f"The chair has been asked to decide whether the panel proceeds.{without}"


def quorum_settled(view: View) -> Message:
    """Somebody was found after all."""
    title = f"All seats are filled: {short_panel(view.panel)}"
    return Message(
        "quorum_settled",
        title,
        title,
        (
            Text("Somebody has been found for every seat that the panel needs. No decision is needed any more."),
            Facts(panel_facts(view)[:2]),
        ),
        why("PAN-8", "You were asked, or told, that this panel needed a decision.", reading=True),
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
    asked = [f"{view.name(each.person_id)} has {said_of(each.status)}" for each in view.panel.seat(kind).places]
    left = [place for place in view.panel.seat(kind).places if place.status in ASKABLE | LIVE]
    end = "" if left else "; nobody is left to ask"
    return f"{seat_name(kind)}: {', '.join(asked) or 'nobody named'}{end}"


def _confirmed(view: View) -> str:
    held = view.panel.holders()
    return listed(tuple(f"{view.name(person)} ({seat_name(kind)})" for kind, person in held.items())) or "nobody yet"
