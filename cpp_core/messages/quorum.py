"""The chair's decision about a panel without all core seats (PAN-8), and who hears of it."""

from __future__ import annotations

from collections.abc import Iterable

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
from cpp_core.model.panel import Panel, SeatKind
from cpp_core.rules.panel import waivable
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import missing_required, standing_decision
from cpp_core.workflow.quorum_findings import CaseQuorum, MissingSeat
from cpp_core.workflow.quorum_findings import missing as find_missing


def quorum(view: View, *, for_chair: bool, cases: tuple[CaseQuorum, ...] = ()) -> Message:
    """What is missing, who was asked, and the decision that the chair is asked for; then the decision.

    `cases` are those whose owner sits on the panel.
    """
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
            Items(
                (*(missing_seat(view, each) for each in find_missing(view.panel, view.scene)), *own_cases(view, cases))
            ),
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


def in_short(panel: Panel, scene: Scene) -> str:
    """Whether a panel is quorate, in one line: what is not confirmed, and what the chair decided."""
    missing = missing_required(panel, scene)
    if not missing:
        return "every required seat is confirmed"
    then = "; the chair decided that the panel proceeds" if standing_decision(panel, scene) is not None else ""
    return f"not confirmed: {listed(tuple(seat_name(kind) for kind in missing))}{then}"


def missing_seat(view: View, found: MissingSeat) -> str:
    """One seat that is not confirmed: since when, who has been asked, and what happens next (ATT-4)."""
    asked = [f"{view.name(each.person_id)} has {said_of(each.status)}" for each in view.panel.seat(found.seat).places]
    left = "" if found.asked or found.still_to_ask else "; nobody is left to ask"
    return f"{since(found)}; {', '.join(asked) or 'nobody named'}{left}. {then(found)}"


def since(found: MissingSeat) -> str:
    """Since when a seat is not confirmed."""
    name = seat_name(found.seat)
    return f"{name[:1].upper()}{name[1:]}: not confirmed since {moment(found.since)}"


def then(found: MissingSeat) -> str:
    """What happens next about a seat that is not confirmed, and when."""
    when = f", {moment(found.next.at)}" if found.next.at else ""
    return f"Next: {found.next.what}{when}."


def own_cases(view: View, cases: Iterable[CaseQuorum]) -> tuple[str, ...]:
    """Cases whose owner sits on the panel: what is missing for each, who can join, and whether the chair decides (PAN-7)."""
    return tuple(_own_case(view, each) for each in cases)


def _own_case(view: View, each: CaseQuorum) -> str:
    owners = listed(tuple(view.name(person) for person in each.owners))
    if each.for_another_panel:
        return f"{each.case_ref}: {owners}, who chairs, owns it. It goes to a panel with another chair."
    what = f"{each.case_ref}: {owners} owns it, and their view is not counted for it"
    if not each.missing:
        return f"{what}; its quorum stands."
    lacks = listed(tuple(seat_name(kind) for kind in each.missing))
    who = listed(tuple(view.name(person) for person in each.reserves))
    then = f"{who} can join for it." if who else "The chair decides whether it is considered."
    return f"{what}; without them it lacks {lacks}. {then}"


def _confirmed(view: View) -> str:
    held = view.panel.holders()
    return listed(tuple(f"{view.name(person)} ({seat_name(kind)})" for kind, person in held.items())) or "nobody yet"
