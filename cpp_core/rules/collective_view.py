"""The panel's collective view (REC-5): whose views are counted, what has more than half, and the chair's casting decision."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import SeatKind
from cpp_core.model.recommendation import ReachedBy, View
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody at the panel, in their seat; `owns_case` and `trained` decide with it if their view is counted."""

    seat: SeatKind
    owns_case: bool = False
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Collective:
    """What the views amount to: `outcome` is what has more than half of them; None where the chair decides."""

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
def collective_view(views: Iterable[View]) -> Collective:
    """What the views of those who are counted decide: more than half of those given; without that the chair does."""
    given = tuple(views)
    counts = tuple(sorted(Counter(given).items(), key=lambda pair: (-pair[1], pair[0])))
    if counts and counts[0][1] * 2 > len(given):
        by = ReachedBy.CONSENSUS if len(counts) == 1 else ReachedBy.MAJORITY
        return Collective(by, counts[0][0], counts, len(given))
    return Collective(ReachedBy.CHAIR, None, counts, len(given))
