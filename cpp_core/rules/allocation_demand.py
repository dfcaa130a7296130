"""What asks for a panel: each review point of each case within the calendar, what was carried over, each referral.

Weeks are counted here by the ordinal of their Monday, and cases by their place in the order of detention, since a
caseload has many of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from cpp_core.guidance.policy import Policy
from cpp_core.guidance.vocabulary import CaseKind
from cpp_core.rules.allocation_types import Candidate, Urgency
from cpp_core.rules.detention_clock import DAYS_IN_WEEK, Week

PolicyAt = Callable[[date], Policy]

KINDS: tuple[CaseKind, ...] = ("ordinary", "complex", "light-touch")
_DUE = Urgency.DUE  # looked up once for each case otherwise
_KIND = {kind: number for number, kind in enumerate(KINDS)}


class Demand:
    """One time that a case asks for a panel. It changes while allocation runs, and is never seen outside it."""

    __slots__ = (
        "candidate",
        "done",
        "due",
        "is_referral",
        "kept",
        "key",
        "kind",
        "not_before",
        "owner",
        "point",
        "twin",
        "urgency",
        "why_missed",
    )

    def __init__(self, candidate: Candidate, key: int, due: int, point: int | None, *, is_referral: bool) -> None:
        self.candidate = candidate
        self.key = 2 * key + is_referral
        """The lower it is, the longer detained; each demand has its own."""
        self.due = due
        """The Monday of the week in which it is due."""
        self.point = point
        self.is_referral = is_referral
        self.kind = _KIND[candidate.kind]
        self.owner = candidate.owner.casefold()
        self.not_before = 0
        """Only a panel after this day will do."""
        self.urgency = _DUE
        self.twin: Demand | None = None
        """The case's referral, which a panel for this review point meets too."""
        self.done = False
        self.kept = False
        self.why_missed = ""


def monday(day: date) -> int:
    """The ordinal of the Monday of a day's week."""
    return day.toordinal() - day.weekday()


def weeks(first: int, last: int) -> range:
    """The Mondays from one to another."""
    return range(first, last + 1, DAYS_IN_WEEK)


@lru_cache(maxsize=4096)
def week_of(ordinal: int) -> Week:
    """The week of a Monday's ordinal."""
    return Week(date.fromordinal(ordinal))


def in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The longest detained first; those detained on the same day by their reference."""
    return sorted(sorted(candidates, key=attrgetter("case_ref")), key=attrgetter("detained_on"))


def demands(candidates: Sequence[Candidate], first: int, last: int, policy_at: PolicyAt) -> dict[int, list[Demand]]:
    """The demands of candidates (in order) by the week in which they begin to ask, from `first` to `last`."""
    segments = tuple(_segments(first, last, policy_at))
    asking: dict[int, list[Demand]] = defaultdict(list)
    for key, candidate in enumerate(candidates):
        if candidate.kept_off:
            continue
        reviews = _reviews(candidate, key, segments)
        if candidate.carried_over is not None:
            _carry_over(candidate, key, reviews, first)
        for review in reviews:
            asking[max(first, review.due)].append(review)
        if candidate.referral is not None:
            _refer(candidate, key, reviews, asking, first)
    return asking


def _segments(first: int, last: int, policy_at: PolicyAt) -> Iterator[tuple[int, int, Policy]]:
    """The weeks from `first` to `last`, grouped by the policy in force on their Monday."""
    start, policy = first, policy_at(date.fromordinal(first))
    for week in weeks(first, last):
        now = policy_at(date.fromordinal(week))
        if now != policy:
            yield start, week - DAYS_IN_WEEK, policy
            start, policy = week, now
    yield start, last, policy


def _reviews(candidate: Candidate, key: int, segments: tuple[tuple[int, int, Policy], ...]) -> list[Demand]:
    """The review points that await a panel: the latest one begun if no panel has seen the case since, and those after.

    The detention clock of CLK-2, in ordinals.
    """
    start = candidate.detained_on.toordinal()
    seen = candidate.last_seen_on.toordinal() if candidate.last_seen_on is not None else 0
    found: list[Demand] = []
    begun = True
    for first, last, policy in segments:
        period = policy.review_days * policy.reviews_per_point
        shift = DAYS_IN_WEEK * policy.due_weeks_after
        n = max((first + DAYS_IN_WEEK - 1 - shift - start) // period, 1)
        falls_on = start + period * n
        while (due := falls_on - (falls_on - 1) % DAYS_IN_WEEK + shift) <= last:
            if seen < due and (begun or due >= first):
                found.append(Demand(candidate, key, due, n, is_referral=False))
            n += 1
            falls_on += period
        begun = False
    return found


def _carry_over(candidate: Candidate, key: int, reviews: list[Demand], first: int) -> None:
    """Mark what is carried over, unless a panel has considered the case since; it goes only to a later panel."""
    carried, seen = candidate.carried_over, candidate.last_seen_on
    if carried is None or (seen is not None and seen >= carried.panel_on):
        return
    week = monday(carried.panel_on)
    if not reviews or reviews[0].due > max(week, first):
        reviews.insert(0, Demand(candidate, key, week, None, is_referral=False))
    reviews[0].urgency = Urgency.CARRIED_OVER
    reviews[0].not_before = carried.panel_on.toordinal()


def _refer(candidate: Candidate, key: int, reviews: list[Demand], asking: dict[int, list[Demand]], first: int) -> None:
    """Add the demand of a referral, from the first week in which a panel may take it."""
    referral = candidate.referral
    if referral is None:
        return
    due = starts = monday(referral.by_when)
    demand = Demand(candidate, key, due, None, is_referral=True)
    if referral.not_before is None:
        starts = first
    else:
        earliest = monday(referral.not_before + timedelta(days=1))
        starts, demand.due = max(first, earliest), max(due, earliest)
        demand.not_before = referral.not_before.toordinal()
    demand.urgency = Urgency.REFERRED_EARLY if demand.due > starts else Urgency.DUE
    for review in reviews:
        review.twin = demand
    asking[starts].append(demand)
