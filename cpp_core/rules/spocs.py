"""SPOCs and deputies: nobody without one (OUT-8), who is asked when they are away, and what a nomination says (INV-1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.absence import Absence
from cpp_core.model.panel import SeatKind
from cpp_core.rules.registry import rule


@rule("OUT-8", "CPP 9.0 §6, §13")
def spoc_gaps(commands: Iterable[str], spocs: Mapping[str, tuple[str, ...]], policy: Policy) -> tuple[Finding, ...]:
    """Every casework command, and every core area that names members, has a SPOC; a warning for each that has none."""
    areas = (str(seat) for seat in policy.core_areas if seat is not SeatKind.IPM)
    wanted = dict.fromkeys((*areas, *(command for command in commands if command)))
    return tuple(
        Finding(
            "OUT-8",
            "CPP 9.0 §13",
            f"{area} has no SPOC",
            "each casework command is required to have one",
            "Ask the area for a name, and record it in the people's list.",
            "warning",
        )
        for area in wanted
        if not spocs.get(area)
    )


@rule("OUT-8", "CPP 9.0 §13")
def told_of_changes(spocs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Who hears of a change to panels and their processes: every SPOC, once."""
    return tuple(dict.fromkeys(person for area in sorted(spocs) for person in spocs[area]))


@rule("INV-1", "CPP 9.0 §6", reading=True)
def asked_instead(
    person_id: str, deputies: Mapping[str, str], absences: Iterable[Absence], day: date, otherwise: tuple[str, ...]
) -> tuple[str, ...]:
    """Who is asked: the person, or while they are away their deputy, or (both away) the CPP team."""
    away = {absence.person_id for absence in absences if absence.covers(day)}
    deputy = deputies.get(person_id, "")
    if person_id not in away:
        return (person_id,)
    return (deputy,) if deputy and deputy not in away else otherwise


@dataclass(frozen=True, slots=True)
class Nomination:
    """What a SPOC says for a panel: a member, reserves, that they are trained and have time to prepare."""

    seat: SeatKind
    member: str
    reserves: tuple[str, ...]
    trained: bool
    time_to_prepare: bool


@rule("INV-1", "CPP 9.0 §6")
def nomination_faults(nomination: Nomination, policy: Policy) -> tuple[Finding, ...]:
    """What a nomination lacks."""
    return tuple(_nomination_faults(nomination, policy))


def _nomination_faults(nomination: Nomination, policy: Policy) -> Iterator[Finding]:
    if not nomination.member:
        yield _fault("no member is named", "SPOCs name the members", "Name a member.")
    reserves = {one for one in nomination.reserves if one and one != nomination.member}
    if len(reserves) < policy.reserves_per_seat:
        why = f"at least {policy.reserves_per_seat} besides the member is named"
        yield _fault("a reserve is missing", why, "Name a reserve who is somebody else.")
    if not nomination.trained:
        why = "SPOCs ensure that members have undergone CPP training"
        yield _fault("training has not been affirmed", why, "Confirm it, or name somebody trained.")
    if not nomination.time_to_prepare:
        why = f"SPOCs ensure that members have time to prepare, up to {policy.preparation_hours} hours"
        yield _fault("time to prepare has not been affirmed", why, "Confirm it, or name somebody who has it.")


def _fault(what: str, why: str, mend: str) -> Finding:
    return Finding("INV-1", "CPP 9.0 §6", what, why, mend)
