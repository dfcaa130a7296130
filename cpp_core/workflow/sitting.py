"""The panel itself: opened, each case answered, washed up, closed (chapters F and H)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cpp_core.deadlines.time import in_london
from cpp_core.effects import Effect
from cpp_core.model.panel import SEAT_NAMES, Panel, PanelStatus, SeatKind
from cpp_core.model.recommendation import Kind, Recommendation
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.registry import rule
from cpp_core.workflow import keys
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.quorum import may_proceed, missing_core
from cpp_core.workflow.step import Step, note


@rule("PAN-8", "CPP 9.0 §5")
def open_panel(panel: Panel, by: str, scene: Scene) -> Step:
    """The panel begins. Raises `Refusal` where it lacks chair, officer or quorum without a decision (PAN-8).

    Nor long before its start: the list is run again two hours before [R].
    """
    if panel.status is PanelStatus.OPEN:
        return Step(panel)
    faults = []
    if panel.status is not PanelStatus.PLANNED:
        faults.append(Fault("", f"This panel is {panel.status}.", "It cannot be opened."))
    for kind in (SeatKind.CHAIR, SeatKind.OFFICER):
        if panel.seat(kind).holder() is None:
            faults.append(
                Fault(SEAT_NAMES[kind], "has not confirmed.", "This seat cannot be waived: name somebody first.")
            )
    early = timedelta(hours=scene.policy.list_rerun_hours)
    if panel.starts_at - scene.now > early:
        mend = f"It can be opened from {scene.policy.list_rerun_hours} hours before its start."
        faults.append(Fault("", f"This panel starts on {in_london(panel.starts_at):%d/%m/%Y at %H:%M}.", mend))
    if missing_core(panel, scene) and not may_proceed(panel, scene):
        missing = ", ".join(SEAT_NAMES[kind] for kind in missing_core(panel, scene))
        faults.append(
            Fault("Quorum", f"Nobody is confirmed for: {missing}.", "The chair decides whether the panel proceeds.")
        )
    if faults:
        raise Refusal("PAN-8", *faults)
    after = replace(panel, status=PanelStatus.OPEN, opened_at=scene.now)
    return Step(after, (), (note(panel, scene, "panel opened", "PAN-1", by),))


@rule("PAN-3", "CPP 9.0 §5")
def not_reached(
    panel: Panel, case_ref: str, reason: str, standing: Iterable[Recommendation], by: str, scene: Scene
) -> Step:
    """There was no time for a case: it goes first to a later panel, with the reason (PAN-3)."""
    faults = list(_sitting_faults(panel, case_ref))
    if any(each.case_ref == case_ref for each in standing):
        faults.append(Fault("Case", f"{case_ref} has an outcome.", "Correct the outcome if it is wrong."))
    if not reason.strip():
        faults.append(Fault("Reason", "is missing.", "Say why the case was not reached."))
    if faults:
        raise Refusal("PAN-3", *faults)
    cases = tuple(
        replace(case, not_reached_reason=reason.strip()) if case.case_ref == case_ref else case for case in panel.cases
    )
    entry = note(panel, scene, "case not reached", "PAN-3", by, text=reason, case=case_ref)
    return Step(replace(panel, cases=cases), (), (entry,))


@rule("REC-9", "CPP 9.0 §8.1, §8.5")
def record(panel: Panel, recommendation: Recommendation, contacts: Contacts, scene: Scene) -> Step:
    """A recommendation stands: into the panel's and the case's chain; a correction goes to whoever had the old one (REC-8)."""
    faults = tuple(_sitting_faults(panel, recommendation.case_ref, correcting=recommendation.entry > 1))
    if faults:
        raise Refusal("REC-9", *faults)
    what = f"recommendation: {recommendation.kind}" + (" (correction)" if recommendation.entry > 1 else "")
    by = f"person:{recommendation.confirmed_by}"
    text = recommendation.draft.reasoning
    details = {"case": recommendation.case_ref, "recommendation": recommendation.id}
    for_panel = note(panel, scene, what, "REC-9", by, text=text, **details)
    for_case = replace(for_panel, chain=f"case:{recommendation.case_ref}")
    cases = tuple(
        replace(case, not_reached_reason="") if case.case_ref == recommendation.case_ref else case
        for case in panel.cases
    )
    return Step(replace(panel, cases=cases), (), (for_panel, for_case))


def _sitting_faults(panel: Panel, case_ref: str, *, correcting: bool = False) -> Iterable[Fault]:
    if panel.status is not PanelStatus.OPEN and not (correcting and panel.status is PanelStatus.CLOSED):
        mend = "Open it first." if panel.status is PanelStatus.PLANNED else "It takes no new recommendations."
        yield Fault("", f"This panel is {panel.status}.", mend)
    if all(case.case_ref != case_ref for case in panel.open_cases()):
        yield Fault("Case", f"{case_ref} is not on this panel's list.", "Choose one of the cases of the list.")


@rule("REC-1", "CPP 9.0 §10")
def close_panel(panel: Panel, standing: tuple[Recommendation, ...], by: str, scene: Scene) -> Step:
    """The wash-up is over. Raises `Refusal` while a case has no answer; outcomes leave from here (OUT-1)."""
    if panel.status is PanelStatus.CLOSED:
        return Step(panel)
    if panel.status is not PanelStatus.OPEN:
        raise Refusal("FBK-1", Fault("", f"This panel is {panel.status}.", "Only an open panel can be closed."))
    answered = {each.case_ref for each in standing}
    waiting = [
        case.case_ref for case in panel.open_cases() if case.case_ref not in answered and not case.not_reached_reason
    ]
    if waiting:
        mend = "Record an outcome for each, or mark it as not reached."
        raise Refusal("REC-1", Fault("Cases", f"without an answer: {', '.join(waiting)}.", mend))
    after = replace(panel, status=PanelStatus.CLOSED, closed_at=scene.now)
    return Step(after, (), (note(panel, scene, "panel closed", "FBK-1", by),))


@rule("OUT-1", "CPP 9.0 §10, §11")
def outcome_mails(panel: Panel, each: Recommendation, to: Iterable[str], scene: Scene) -> tuple[Effect, ...]:
    """The mails about one recommendation (OUT-1); a correction has keys of its own, since its id is another."""
    addresses = dict.fromkeys(address.casefold() for address in to if address)
    urgent = each.kind is Kind.RELEASE
    return tuple(
        scene.held_back(
            keys.mail(
                f"OUT-1:{each.id}:{address}",
                "outcome",
                "OUT-1",
                panel,
                address,
                case=each.case_ref,
                recommendation=each.id,
            ),
            any_hour=urgent,
        )
        for address in addresses
    )
