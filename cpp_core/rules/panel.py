"""The panel (rules chapter B): who must be there, of which grade, and what happens to one's own case."""

from collections.abc import Iterable, Mapping

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.case import Case
from cpp_core.model.panel import SEAT_NAMES, Band, SeatKind
from cpp_core.model.person import Grade, Person
from cpp_core.rules.detention_clock import longest_band
from cpp_core.rules.registry import rule

_UNWAIVABLE = (SeatKind.CHAIR, SeatKind.OFFICER)
_GRADELESS = (SeatKind.IPM, SeatKind.OBSERVER, SeatKind.OFFICER)


def required_seats(policy: Policy) -> tuple[SeatKind, ...]:
    """The seats without which a panel has no quorum: chair, CPP officer and the core areas (PAN-1)."""
    return (*_UNWAIVABLE, *policy.core_areas)


def missing_seats(holders: Mapping[SeatKind, str], policy: Policy) -> tuple[SeatKind, ...]:
    """Which required seats nobody fills; a person fills one seat, and the chair fills no core seat [R] (PAN-1)."""
    taken: set[str] = set()
    missing: list[SeatKind] = []
    for seat in required_seats(policy):
        holder = holders.get(seat)
        if holder is None or holder in taken:
            missing.append(seat)
        else:
            taken.add(holder)
    return tuple(missing)


def waivable(seat: SeatKind) -> bool:
    """Whether a chair may decide that the panel goes on without this seat: not without an officer or a chair [R]."""
    return seat not in _UNWAIVABLE


@rule("PAN-1", "CPP 9.0 §5, §8.2, §8.5")
def quorum(holders: Mapping[SeatKind, str], policy: Policy) -> tuple[Finding, ...]:
    """Each core area, an independent member, a chair and a CPP officer are there; one finding for each that is not.

    `holders` are those who have confirmed (before the panel) or who are present, also by telephone (at it).
    """
    return tuple(_missing(seat, holders) for seat in missing_seats(holders, policy))


def _missing(seat: SeatKind, holders: Mapping[SeatKind, str]) -> Finding:
    why = "nobody has the seat"
    if seat in holders:
        why = "the only person named for it has another required seat"
    mend = "Ask a reserve; without one the chair decides whether the panel proceeds (PAN-8)."
    if not waivable(seat):
        mend = "Name somebody else for it; a panel cannot proceed without (PAN-8)."
    return Finding("PAN-1", "CPP 9.0 §5", f"{SEAT_NAMES[seat]} is missing", why, mend, reading=seat in holders)


@rule("PAN-8", "CPP 9.0 §5", reading=True)
def may_be_waived(missing: Iterable[SeatKind]) -> tuple[Finding, ...]:
    """Why a chair cannot decide that a panel proceeds without these seats; empty where the decision is theirs."""
    return tuple(
        Finding(
            "PAN-8",
            "CPP 9.0 §5",
            f"the panel cannot proceed without {SEAT_NAMES[seat]}",
            "there is always a CPP officer as secretariat, and a chair of the grade",
            "Name somebody else, or postpone the panel.",
            reading=True,
        )
        for seat in missing
        if not waivable(seat)
    )


@rule("PAN-2", "CPP 9.0 §8")
def member_grade(person: Person, seat: SeatKind, policy: Policy) -> tuple[Finding, ...]:
    """Members and experts are EO or above; an independent member has no grade. (Chairs: `chair_grade`.)"""
    if seat is SeatKind.CHAIR or seat in _GRADELESS:
        return ()
    return _at_least(
        person.grade, policy.member_min_grade, f"{person.name} cannot be a member", "members are", "CPP 9.0 §8"
    )


def least_chair_grade(bands: Iterable[Band], policy: Policy) -> Grade:
    """The grade that a chair needs at least: the longest-detained case of a mixed panel counts (PAN-2)."""
    return policy.chair_min_grade[longest_band(tuple(bands), policy)]


@rule("PAN-2", "CPP 9.0 §5, §8.1")
def chair_grade(chair: Person, bands: Iterable[Band], policy: Policy) -> tuple[Finding, ...]:
    """The chair's grade is enough for the panel's band and for its longest-detained case."""
    bands = tuple(bands)
    least = least_chair_grade(bands, policy)
    longest = longest_band(bands, policy)
    return _at_least(
        chair.grade, least, f"{chair.name} cannot chair this panel", f"for {longest} cases a chair is", "CPP 9.0 §8.1"
    )


@rule("PAN-2", "CPP 9.0 §5", reading=True)
def case_above_chair(case_ref: str, band: Band, chair: Grade | None, policy: Policy) -> tuple[Finding, ...]:
    """A case above the chair's grade is not added until the chair is replaced."""
    least = policy.chair_min_grade[band]
    if chair is not None and chair >= least:
        return ()
    has = f"the chair is {chair.name}" if chair is not None else "the chair's grade is not known"
    return (
        Finding(
            "PAN-2",
            "CPP 9.0 §5",
            f"{case_ref} is not added",
            f"a {band} case needs a chair of {least.name} or above, and {has}",
            "Replace the chair, or choose another panel.",
            reading=True,
        ),
    )


def _at_least(grade: Grade | None, least: Grade, what: str, who_are: str, citation: str) -> tuple[Finding, ...]:
    if grade is not None and grade >= least:
        return ()
    has = f"this person is {grade.name}" if grade is not None else "this person's grade is not known"
    mend = "Name somebody of that grade." if grade is not None else "Record the grade in the people's list."
    return (Finding("PAN-2", citation, what, f"{who_are} {least.name} or above, and {has}", mend),)


def owns(person: Person, case: Case) -> bool:
    """Whether a person is the owner of a case."""
    return bool(case.case_owner) and person.upn.casefold() == case.case_owner.casefold()


@rule("PAN-7", "CPP 9.0 §8.8", reading=True)
def conflicts(case: Case, holders: Mapping[SeatKind, Person], policy: Policy) -> tuple[Finding, ...]:
    """What follows for one case from its owner sitting on the panel.

    Their view is not counted, and the case's quorum is worked out without them; a chair's own case is for a panel with
    another chair.
    """
    own = [seat for seat, person in holders.items() if owns(person, case)]
    findings = [_own_case(case, seat, holders[seat]) for seat in own]
    if SeatKind.CHAIR not in own:
        findings.extend(_quorum_for(case, holders, own, policy))
    return tuple(findings)


def _own_case(case: Case, seat: SeatKind, owner: Person) -> Finding:
    if seat is SeatKind.CHAIR:
        return Finding(
            "PAN-7",
            "CPP 9.0 §8.8",
            f"{case.case_ref} is not for this panel",
            f"its chair, {owner.name}, owns the case",
            "It goes to a panel with another chair.",
            reading=True,
        )
    return Finding(
        "PAN-7",
        "CPP 9.0 §8.8",
        f"{owner.name}'s view is not counted for {case.case_ref}",
        f"{owner.name} owns the case",
        "They stay seated for the other cases.",
        "fact",
        reading=True,
    )


def _quorum_for(
    case: Case, holders: Mapping[SeatKind, Person], own: Iterable[SeatKind], policy: Policy
) -> tuple[Finding, ...]:
    before = set(missing_seats({seat: person.id for seat, person in holders.items()}, policy))
    without = {seat: person.id for seat, person in holders.items() if seat not in own}
    return tuple(
        Finding(
            "PAN-7",
            "CPP 9.0 §8.8",
            f"{case.case_ref} lacks {SEAT_NAMES[seat]}",
            "its owner holds that seat, and the case's quorum is worked out without them",
            "Let a reserve of the area join for this case, or move the case to another panel.",
            "warning",
            reading=True,
        )
        for seat in missing_seats(without, policy)
        if seat not in before
    )
