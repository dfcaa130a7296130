"""The panel's collective view (REC-5): whose views are counted, what has more than half, and the chair's casting decision."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import SeatKind
from cpp_core.model.recommendation import ReachedBy, View
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody at the panel, in their seat; `owns_case` and `trained` decide with it if their view is counted."""

    person_id: str
    seat: SeatKind
    owns_case: bool = False
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Collective:
    """What the views amount to: who decides, and what; `outcome` is None where the chair has still to decide."""

    reached_by: ReachedBy
    outcome: View | None
    counts: tuple[tuple[View, int], ...]
    given: int

    @property
    def sentence(self) -> str:
        """How the record says it."""
        counted = ", ".join(f"{count} for {view}" for view, count in self.counts)
        if self.reached_by is ReachedBy.CONSENSUS:
            return "The panel agreed."
        if self.reached_by is ReachedBy.MAJORITY:
            return f"A majority of the {self.given} views given decided: {counted}."
        return f"No outcome had more than half of the {self.given} views given ({counted}), so the chair decided."


@rule("REC-5", "CPP 9.0 §8.1, §8.3, §8.4", reading=True)
def is_counted(attendee: Attendee, policy: Policy) -> bool:
    """Core members, the independent member and trained experts are counted, one each; nobody for their own case."""
    if attendee.owns_case:
        return False
    return attendee.seat in policy.core_areas or (attendee.seat is SeatKind.EXPERT and attendee.trained)


@rule("REC-5", "CPP 9.0 §8.1, §15")
def collective_view(
    views: Mapping[str, View], attendees: Iterable[Attendee], policy: Policy, casting: View | None = None
) -> Collective:
    """What the counted views decide: more than half of those given; without that the chair's casting decision."""
    counted = {each.person_id for each in attendees if is_counted(each, policy)}
    given = [view for person, view in views.items() if person in counted]
    counts = tuple(sorted(Counter(given).items(), key=lambda pair: (-pair[1], pair[0])))
    if len(counts) == 1:
        return Collective(ReachedBy.CONSENSUS, counts[0][0], counts, len(given))
    if counts and counts[0][1] * 2 > len(given):
        return Collective(ReachedBy.MAJORITY, counts[0][0], counts, len(given))
    return Collective(ReachedBy.CHAIR, casting, counts, len(given))


@rule("REC-5", "CPP 9.0 §8.1, §15")
def casting_faults(collective: Collective) -> tuple[Finding, ...]:
    """Members are split without a majority, and the chair has not decided yet."""
    if collective.outcome is not None:
        return ()
    return (
        Finding(
            "REC-5",
            "CPP 9.0 §8.1",
            "the chair has to decide",
            "members are split and no outcome has more than half of the views given",
            "The chair makes the final decision; the record says so.",
        ),
    )
