"""Whether a panel is quorate, and the chair's decision where it is not (PAN-1, PAN-8, ATT-4)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.deadlines.obligations import cutoff_of
from cpp_core.model.panel import Panel, PanelStatus, QuorumChoice, QuorumDecision, SeatKind
from cpp_core.refusals import Fault, Refusal
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.seats import note
from cpp_core.workflow.step import Step


def missing_core(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Core seats that nobody has confirmed, in the guidance's order."""
    return tuple(kind for kind in scene.policy.core_areas if panel.seat(kind).holder() is None)


def hopeless(panel: Panel, scene: Scene) -> tuple[SeatKind, ...]:
    """Missing core seats for which nobody is left to ask."""
    return tuple(
        kind
        for kind in missing_core(panel, scene)
        if not panel.seat(kind).waiting() and not panel.seat(kind).next_reserves()
    )


def standing_decision(panel: Panel, scene: Scene) -> QuorumDecision | None:
    """The chair's last decision, if it covers every seat that is missing now."""
    if not panel.quorum_decisions:
        return None
    last = panel.quorum_decisions[-1]
    return last if set(missing_core(panel, scene)) <= set(last.missing) else None


def may_proceed(panel: Panel, scene: Scene) -> bool:
    """Quorate, or the chair decided that it proceeds with those who are missing now (PAN-8)."""
    decision = standing_decision(panel, scene)
    return not missing_core(panel, scene) or (decision is not None and decision.choice is QuorumChoice.PROCEED)


def check_quorum(panel: Panel, contacts: Contacts, scene: Scene, *, at_noon: bool = False) -> Step:
    """Ask the chair where the moment of ATT-4 has come, ask again if what is missing changed, or tell them it is settled."""
    if panel.status is not PanelStatus.PLANNED:
        return Step(panel)
    past_cutoff = scene.now >= cutoff_of(panel, scene.policy, scene.calendar).effective
    noon_passed = at_noon or "ATT-4:quorum" in panel.done
    missing = missing_core(panel, scene) if noon_passed else hopeless(panel, scene) if past_cutoff else ()
    if missing == panel.quorum_asked_for:
        return Step(panel)
    after = replace(panel, quorum_asked_for=missing)
    if missing and standing_decision(panel, scene) is not None:
        return Step(after)
    return _ask_chair(after, missing, contacts, scene)


def _ask_chair(panel: Panel, missing: tuple[SeatKind, ...], contacts: Contacts, scene: Scene) -> Step:
    chair = panel.chair_id()
    asked = (chair,) if chair else contacts.cpp_team
    what = "quorum" if missing else "quorum_settled"
    stamp = f"{'+'.join(missing) or 'none'}:{scene.now:%Y%m%dT%H%M%S}"
    effects = tuple(
        scene.held_back(effect, any_hour=True)
        for person in dict.fromkeys((*asked, *contacts.officer_of(panel)))
        for effect in keys.chat(
            f"PAN-8:{keys.about(panel)}:{stamp}", what, "PAN-8", panel, person, missing="+".join(missing)
        )
    )
    told = "chair asked for a decision" if missing else "core seats filled; no decision needed"
    return Step(panel, effects, (note(panel, scene, told, "PAN-8", "clock", missing="+".join(missing)),))


def decide(panel: Panel, decision: QuorumDecision, contacts: Contacts, scene: Scene) -> Step:
    """Record the chair's decision and do what follows from it. Raises `Refusal` where it lacks what PAN-8 asks for."""
    _refuse_faulty(panel, decision, scene)
    after = replace(panel, quorum_decisions=(*panel.quorum_decisions, decision))
    entry = note(
        panel,
        scene,
        f"chair's decision: {decision.choice}",
        "PAN-8",
        f"person:{decision.by}",
        text=decision.reasons,
        missing="+".join(decision.missing),
    )
    told = dict.fromkeys((*contacts.officer_of(panel), *contacts.cpp_team))
    effects = tuple(
        scene.held_back(effect, any_hour=True)
        for person in told
        for effect in keys.chat(
            f"PAN-8:decided:{keys.about(panel)}:{scene.now:%Y%m%dT%H%M%S}", "quorum_decided", "PAN-8", panel, person
        )
    )
    return Step(after, effects, (entry,))


def _refuse_faulty(panel: Panel, decision: QuorumDecision, scene: Scene) -> None:
    faults = []
    if panel.status is not PanelStatus.PLANNED:
        faults.append(Fault("", f"This panel is {panel.status}.", "There is nothing left to decide."))
    if not decision.missing:
        faults.append(Fault("", "Every core seat is confirmed.", "The panel can go ahead; no decision is needed."))
    if not decision.reasons.strip():
        faults.append(Fault("Reasons", "are missing.", "Say in a sentence or two why you decide so."))
    if decision.choice is QuorumChoice.PROCEED:
        if not decision.objective_can_be_met:
            faults.append(
                Fault(
                    "Objective", "has not been affirmed.", "Confirm that the panel's objective can be met, or postpone."
                )
            )
        if not decision.independent_enough:
            faults.append(
                Fault("Independence", "has not been affirmed.", "Confirm that it is independent enough, or postpone.")
            )
    if decision.choice is QuorumChoice.POSTPONE and (decision.new_start is None or decision.new_start <= scene.now):
        faults.append(
            Fault("New date", "is missing or in the past.", "Give a date and time to come, like 15/12/2026 10:00.")
        )
    if faults:
        raise Refusal("PAN-8", *faults)
