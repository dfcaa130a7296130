"""Whether a panel is quorate, and the chair's decision where it is not (PAN-1, PAN-8, ATT-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cpp_core.deadlines.obligations import chair_decision_at, cutoff_of
from cpp_core.deadlines.time import london_date
from cpp_core.deadlines.working_days import OutsideCalendarError
from cpp_core.model.panel import Panel, PanelStatus, QuorumChoice, QuorumDecision, SeatKind
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.panel import may_be_waived, missing_seats
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step, note


def missing_required(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Required seats that nobody has confirmed: chair, officer and the core seats, in this order (PAN-1)."""
    return missing_seats(panel.holders(), scene.policy)


def missing_core(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Core seats that nobody has confirmed, in the guidance's order: those that a chair can decide to do without."""
    return tuple(kind for kind in missing_required(panel, scene) if kind in scene.policy.core_areas)


def hopeless(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Missing seats for which nobody is left to ask."""
    return tuple(
        kind
        for kind in missing_required(panel, scene)
        if not panel.seat(kind).waiting() and not panel.seat(kind).askable()
    )


def standing_decision(panel: Panel, scene: Scene) -> QuorumDecision | None:
    """The chair's last decision that the panel proceeds, if it covers every seat that is missing now.

    One taken before the panel was moved was about another date.
    """
    if not panel.quorum_decisions:
        return None
    last = panel.quorum_decisions[-1]
    before_the_move = bool(panel.moves) and last.at <= panel.moves[-1].at
    if last.choice is not QuorumChoice.PROCEED or before_the_move:
        return None
    return last if set(missing_required(panel, scene)) <= set(last.missing) else None


def may_proceed(panel: Panel, scene: Scene) -> bool:
    """Quorate, or the chair decided that it proceeds with those who are missing now (PAN-8)."""
    return not missing_required(panel, scene) or standing_decision(panel, scene) is not None


@rule("ATT-4", "CPP 9.0 §5, §6")
def for_the_chair(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Missing seats about which the chair is asked by now: from the effective cutoff on those with nobody left to ask.

    From 12:00 on the last working day before the panel every one of them [R].
    """
    if scene.now >= chair_decision_at(panel, scene.policy, scene.calendar):
        return missing_required(panel, scene)
    past_cutoff = scene.now >= cutoff_of(panel, scene.policy, scene.calendar).effective
    return hopeless(panel, scene) if past_cutoff else ()


@rule("ATT-4", "CPP 9.0 §5, §6")
def check_quorum(panel: Panel, contacts: Contacts, scene: Scene, *, urgent: bool = False) -> Step:
    """Ask the chair where the moment of ATT-4 has come, ask again if what is missing changed, or tell them it is settled."""
    if panel.status is not PanelStatus.PLANNED:
        return Step(panel)
    missing = for_the_chair(panel, scene)
    asked_of = panel.holders().get(SeatKind.CHAIR, "")
    if missing == panel.quorum_asked_for and (not missing or asked_of == panel.quorum_asked_of):
        return Step(panel)
    after = replace(panel, quorum_asked_for=missing, quorum_asked_of=asked_of)
    urgent = urgent or scene.is_urgent(panel)
    if missing:
        if standing_decision(panel, scene) is not None:
            return Step(after)
        fewer = set(missing) < set(panel.quorum_asked_for) and asked_of == panel.quorum_asked_of
        return _ask_chair(after, missing, contacts, scene, urgent=urgent, instead=panel.quorum_card if fewer else "")
    return Step(after) if missing_required(panel, scene) else _settled(after, contacts, scene, urgent=urgent)


def _ask_chair(
    panel: Panel, missing: tuple[SeatKind, ...], contacts: Contacts, scene: Scene, *, urgent: bool, instead: str
) -> Step:
    """Ask the chair who has confirmed, or (where nobody has) tell the CPP team. A shorter list replaces the card."""
    panel, stamp = keys.stamped(panel, f"ask:{'+'.join(missing)}")
    chair = panel.holders().get(SeatKind.CHAIR)
    asked = (chair,) if chair else contacts.cpp_team
    effects = tuple(
        scene.held_back(effect, any_hour=urgent)
        for person in dict.fromkeys((*asked, *contacts.officer_of(panel)))
        for effect in keys.chat(
            f"PAN-8:{stamp}",
            "quorum",
            "PAN-8",
            panel,
            person,
            missing="+".join(missing),
            replaces=f"{instead}:{person}" if instead else None,
        )
    )
    told = "chair asked for a decision" if chair else "seats not filled, and nobody has confirmed as chair"
    card = instead or f"PAN-8:{stamp}"
    entry = note(panel, scene, told, "PAN-8", "clock", missing="+".join(missing))
    return Step(replace(panel, quorum_card=card), effects, (entry,))


def _settled(panel: Panel, contacts: Contacts, scene: Scene, *, urgent: bool) -> Step:
    panel, stamp = keys.stamped(panel, "settled")
    told = dict.fromkeys((panel.holders()[SeatKind.CHAIR], *contacts.officer_of(panel)))
    effects = tuple(
        scene.held_back(effect, any_hour=urgent)
        for person in told
        for effect in keys.chat(f"PAN-8:{stamp}", "quorum_settled", "PAN-8", panel, person)
    )
    return Step(panel, effects, (note(panel, scene, "seats filled; no decision needed", "PAN-8", "clock"),))


@rule("PAN-8", "CPP 9.0 §5")
def decide(panel: Panel, decision: QuorumDecision, contacts: Contacts, scene: Scene) -> Step:
    """Record the chair's decision, and tell officer and CPP team where the panel proceeds.

    Raises `Refusal` where it lacks what PAN-8 asks for. Cancelling and moving have messages of their own.
    """
    faults = tuple(_decision_faults(panel, decision, scene))
    if faults:
        raise Refusal("PAN-8", *faults)
    numbered, stamp = keys.stamped(panel, "decided")
    after = replace(numbered, quorum_decisions=(*panel.quorum_decisions, decision))
    entry = note(
        panel,
        scene,
        f"chair's decision: {decision.choice}",
        "PAN-8",
        f"person:{decision.by}",
        text=decision.reasons,
        missing="+".join(decision.missing),
    )
    if decision.choice is not QuorumChoice.PROCEED:
        return Step(after, (), (entry,))
    told = [one for one in dict.fromkeys((*contacts.officer_of(panel), *contacts.cpp_team)) if one != decision.by]
    effects = tuple(
        scene.held_back(effect, any_hour=scene.is_urgent(panel))
        for person in told
        for effect in keys.chat(f"PAN-8:{stamp}", "quorum_decided", "PAN-8", panel, person)
    )
    return Step(after, effects, (entry,))


def _decision_faults(panel: Panel, decision: QuorumDecision, scene: Scene) -> Iterator[Fault]:
    if panel.status is not PanelStatus.PLANNED:
        yield Fault("", f"This panel is {panel.status}.", "There is nothing left to decide.")
    if not decision.missing:
        yield Fault("", "Every required seat is confirmed.", "The panel can go ahead; no decision is needed.")
    if not decision.reasons.strip():
        yield Fault("Reasons", "are missing.", "Say in a sentence or two why you decide so.")
    if decision.choice is QuorumChoice.PROCEED:
        for finding in may_be_waived(decision.missing):
            yield Fault("", f"{finding.what}: {finding.why}.", finding.mend)
        if not decision.objective_can_be_met:
            mend = "Confirm that the panel's objective can be met, or postpone."
            yield Fault("Objective", "has not been affirmed.", mend)
        if not decision.independent_enough:
            mend = "Confirm that it is independent enough, or postpone."
            yield Fault("Independence", "has not been affirmed.", mend)
    if decision.choice is QuorumChoice.POSTPONE:
        yield from new_start_faults(panel, decision.new_start, scene)


def new_start_faults(panel: Panel, new_start: datetime | None, scene: Scene) -> Iterator[Fault]:
    """Why a panel cannot be moved to this start: to come, another one than now, and on a working day."""
    if new_start is None or new_start <= scene.now:
        yield Fault("New date", "is missing or in the past.", "Give a date and time to come, like 15/12/2026 10:00.")
        return
    if new_start == panel.starts_at:
        yield Fault("New date", "is the one that the panel has now.", "Give another date or time.")
    try:
        works = scene.calendar.is_working_day(london_date(new_start))
    except OutsideCalendarError as error:
        yield Fault("New date", str(error), "Check the year.")
        return
    if not works:
        yield Fault("New date", "is not a working day in England and Wales.", "Choose a working day.")
