"""What asks for a panel: each review point of each case within the calendar, what was carried over, each referral.

Weeks are counted here by the ordinal of their Monday, since a caseload has many of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from cpp_core.guidance.policy import Policy
from cpp_core.rules.allocation_types import Candidate, Urgency
from cpp_core.rules.detention_clock import DAYS_IN_WEEK, Week

PolicyAt = Callable[[date], Policy]


class Demand:
    """One time that a case asks for a panel. It changes while allocation runs, and is never seen outside it."""

    __slots__ = (
        "candidate",
        "counted",
        "done",
        "due",
        "is_referral",
        "key",
        "not_before",
        "owner",
        "point",
        "starts",
        "twin",
        "urgency",
        "why_missed",
    )

    def __init__(self, candidate: Candidate, due: int, starts: int, point: int | None) -> None:
        self.candidate = candidate
        self.owner = candidate.owner.casefold()
        self.key = (candidate.detained_on.toordinal(), candidate.case_ref)
        self.due = due
        """The Monday of the week in which it is due."""
        self.starts = starts
        """The Monday of the first week in which it may have room."""
        self.point = point
        self.not_before = 0
        """Only a panel after this day will do."""
        self.urgency = Urgency.DUE
        self.is_referral = False
        self.twin: Demand | None = None
        """The case's referral, which a panel for this review point meets too."""
        self.done = False
        self.counted = False
        """Already among those for whom further panels are needed."""
        self.why_missed = ""


def monday(day: date) -> int:
    """The ordinal of the Monday of a day's week."""
    return day.toordinal() - day.weekday()


def week_of(ordinal: int) -> Week:
    """The week of a Monday's ordinal."""
    return Week(date.fromordinal(ordinal))


def demands(candidates: Iterable[Candidate], first: int, last: int, policy_at: PolicyAt) -> dict[int, list[Demand]]:
    """The demands of all candidates by the week in which they begin to ask, from `first` to `last`."""
    segments = tuple(_segments(first, last, policy_at))
    weeks: dict[int, list[Demand]] = defaultdict(list)
    for candidate in candidates:
        if candidate.kept_off:
            continue
        reviews = _reviews(candidate, segments)
        _carry_over(candidate, reviews, first)
        asked = _referred(candidate, first, last)
        if asked is not None:
            weeks[max(first, asked.starts)].append(asked)
            for review in reviews:
                review.twin = asked
        for review in reviews:
            weeks[max(first, review.starts)].append(review)
    return weeks


def _segments(first: int, last: int, policy_at: PolicyAt) -> Iterator[tuple[int, int, Policy]]:
    """The weeks from `first` to `last`, grouped by the policy in force on their Monday."""
    start, policy = first, policy_at(date.fromordinal(first))
    for week in range(first, last + 1, DAYS_IN_WEEK):
        now = policy_at(date.fromordinal(week))
        if now != policy:
            yield start, week - DAYS_IN_WEEK, policy
            start, policy = week, now
    yield start, last, policy


def _reviews(candidate: Candidate, segments: tuple[tuple[int, int, Policy], ...]) -> list[Demand]:
    """The review points that await a panel: the latest one begun if no panel has seen the case since, and those after.

    The detention clock of CLK-2, in ordinals.
    """
    start = candidate.detained_on.toordinal()
    seen = candidate.last_seen_on.toordinal() if candidate.last_seen_on is not None else 0
    found: list[Demand] = []
    for position, (first, last, policy) in enumerate(segments):
        period = policy.review_days * policy.reviews_per_point
        shift = DAYS_IN_WEEK * policy.due_weeks_after
        n = max((first + DAYS_IN_WEEK - 1 - shift - start) // period, 1 if position == 0 else 0)
        while True:
            falls_on = start + period * n
            due = falls_on - (falls_on - 1) % DAYS_IN_WEEK + shift
            if due > last:
                break
            if n >= 1 and seen < due and (due >= first or position == 0):
                found.append(Demand(candidate, due, due, n))
            n += 1
    return found


def _carry_over(candidate: Candidate, reviews: list[Demand], first: int) -> None:
    """Mark what is carried over, unless a panel has considered the case since; it goes only to a later panel."""
    carried = candidate.carried_over
    if carried is None or (candidate.last_seen_on is not None and candidate.last_seen_on >= carried.panel_on):
        return
    week = monday(carried.panel_on)
    waiting = reviews[0] if reviews and reviews[0].due <= max(week, first) else None
    if waiting is None:
        waiting = Demand(candidate, week, week, None)
        reviews.insert(0, waiting)
    waiting.urgency = Urgency.CARRIED_OVER
    waiting.not_before = carried.panel_on.toordinal()
    waiting.starts = min(waiting.starts, week)


def _referred(candidate: Candidate, first: int, last: int) -> Demand | None:
    """The demand of a referral, from the first week in which a panel may take it."""
    referral = candidate.referral
    if referral is None:
        return None
    due = monday(referral.by_when)
    starts = first
    if referral.not_before is not None:
        earliest = monday(referral.not_before + timedelta(days=1))
        starts, due = max(first, earliest), max(due, earliest)
    if starts > last:
        return None
    demand = Demand(candidate, due, starts, None)
    demand.is_referral = True
    demand.urgency = Urgency.REFERRED_EARLY if due > starts else Urgency.DUE
    demand.not_before = referral.not_before.toordinal() if referral.not_before is not None else 0
    return demand
