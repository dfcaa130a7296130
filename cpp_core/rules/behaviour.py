"""Concerns about behaviour (REC-10): until when they are raised, by whom, who sees them, and what can follow."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from cpp_core.deadlines.time import hours_after, in_london
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.concern import BehaviourConcern, Restriction
from cpp_core.model.person import Person, Role
from cpp_core.rules.registry import rule


@rule("REC-10", "CPP 9.0 §8.1, §8.8")
def raise_by(closed_at: datetime, policy: Policy) -> datetime:
    """Within 24 elapsed hours of the panel; that they run from its actual close is a reading of ours."""
    return hours_after(closed_at, policy.behaviour_hours)


@rule("REC-10", "CPP 9.0 §8.1, §8.8")
def concern_faults(
    concern: BehaviourConcern, on_panel: Iterable[str], closed_at: datetime | None, policy: Policy
) -> tuple[Finding, ...]:
    """Anyone on the panel can raise a concern, with its words, and says if it was challenged there; late is no refusal."""
    return tuple(_concern_faults(concern, frozenset(on_panel), closed_at, policy))


def _concern_faults(
    concern: BehaviourConcern, on_panel: frozenset[str], closed_at: datetime | None, policy: Policy
) -> Iterator[Finding]:
    if concern.raised_by not in on_panel:
        yield _finding("not from this panel", "whoever was on the panel raises it", "Write to the CPP lead.")
    if not concern.words.strip():
        yield _finding("what happened is missing", "the CPP lead has to know", "Describe it.")
    if concern.challenged_at_panel is None:
        yield _finding("if it was challenged is missing", "behaviour is challenged at the panel", "Say yes or no.")
    if closed_at is not None and concern.raised_at > raise_by(closed_at, policy):
        until = in_london(raise_by(closed_at, policy))
        why = f"the {policy.behaviour_hours} hours ended at {until:%d/%m/%Y %H:%M}"
        yield _finding("raised late", why, "It goes to the CPP lead all the same.", warning=True)


def _finding(what: str, why: str, mend: str, *, warning: bool = False) -> Finding:
    return Finding("REC-10", "CPP 9.0 §8.8", what, why, mend, "warning" if warning else "refusal")


@rule("REC-10", "CPP 9.0 §8.1, §8.8")
def may_see(concern: BehaviourConcern, person: Person) -> bool:
    """The CPP lead alone, unless the concern is about them; not the person whom it is about."""
    return person.has(Role.CPP_LEAD) and person.id != concern.about


@rule("REC-10", "CPP 9.0 §8.8")
def is_lifted(restriction: Restriction, day: date) -> bool:
    """A limit ends once further training was given and the CPP team is satisfied: both, since it began."""
    steps = (restriction.trained_again_on, restriction.team_satisfied_on)
    return all(step is not None and restriction.since <= step <= day for step in steps)


@rule("REC-10", "CPP 9.0 §8.8")
def restricted(person_id: str, seat: str, day: date, restrictions: Iterable[Restriction]) -> tuple[Finding, ...]:
    """Why a person is not seated after a concern: their sitting is ended, or limited to other seats."""
    return tuple(
        Finding(
            "REC-10",
            "CPP 9.0 §8.8",
            "cannot be seated",
            f"since {each.since.isoformat()} their sitting is {_how(each)}",
            "It can be lifted after further training, once the CPP team is satisfied.",
        )
        for each in restrictions
        if each.person_id == person_id and each.since <= day and not is_lifted(each, day)
        if seat not in each.only_seats
    )


def _how(restriction: Restriction) -> str:
    return f"limited to {', '.join(restriction.only_seats)}" if restriction.only_seats else "ended"
