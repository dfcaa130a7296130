"""The detention clock (rules chapter A): reviews every 28 days, panels in the week after every third, bands.

All of it counts whole days from `detained_on`, the start of immigration detention (not of a sentence). Nothing is
counted in calendar months. The projected dates rule: a review that was in fact held late is shown,
and never moves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import Band
from cpp_core.rules.registry import rule

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week from Monday to Sunday."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"CLK-2: a week starts on a Monday, and {self.monday.isoformat()} is none")

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week in which a date lies."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=DAYS_IN_WEEK - 1)

    def plus(self, weeks: int) -> "Week":
        """The week so many weeks later."""
        return Week(self.monday + timedelta(days=DAYS_IN_WEEK * weeks))

    def __contains__(self, day: date) -> bool:
        return self.monday <= day <= self.sunday


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """The n-th point at which a detention is put before a panel: the date of its third, sixth, ... review."""

    number: int
    falls_on: date
    due_week: Week


@rule("CLK-1", "CPP 9.0 §2, §4")
def days_detained(detained_on: date, day: date) -> int:
    """How many days after the start of detention a date is: the start itself is day 0 [R: day count]."""
    return (day - detained_on).days


@rule("CLK-1", "CPP 9.0 §2, §4")
def review_on(detained_on: date, k: int, policy: Policy) -> date:
    """The date of the k-th Detention and Case Progression Review."""
    if k < 1:
        raise ValueError(f"CLK-1: reviews are counted from 1, not {k}")
    return detained_on + timedelta(days=policy.review_days * k)


@rule("CLK-1", "CPP 9.0 §2, §11.2")
def next_review_after(detained_on: date, day: date, policy: Policy) -> date:
    """The first review after a date (never on it): the one that reflects a panel held on it."""
    done = days_detained(detained_on, day) // policy.review_days
    return review_on(detained_on, max(done, 0) + 1, policy)


@rule("CLK-2", "CPP 9.0 §4")
def review_point(detained_on: date, n: int, policy: Policy) -> ReviewPoint:
    """Review point n, and the week after it in which the case is due at a panel."""
    falls_on = review_on(detained_on, policy.reviews_per_point * n, policy)
    return ReviewPoint(n, falls_on, Week.of(falls_on).plus(policy.due_weeks_after))


def due_week(detained_on: date, n: int, policy: Policy) -> Week:
    """The Monday to Sunday week in which a case is due at a panel for its review point n (CLK-2)."""
    return review_point(detained_on, n, policy).due_week


@rule("CLK-2", "CPP 9.0 §4")
def review_points(detained_on: date, until: date, policy: Policy) -> tuple[ReviewPoint, ...]:
    """All review points that fall on or before a date."""
    return tuple(_points(detained_on, until, policy))


def _points(detained_on: date, until: date, policy: Policy) -> Iterator[ReviewPoint]:
    for n in range(1, periods_completed(detained_on, until, policy) + 1):
        yield review_point(detained_on, n, policy)


@rule("CLK-2", "CPP 9.0 §2, §4", reading=True)
def due_in_week_of(detained_on: date, day: date, policy: Policy) -> ReviewPoint | None:
    """The review point for which a case is due at a panel in the Monday to Sunday week of `day`, if there is one."""
    points_fall_in = Week.of(day).plus(-policy.due_weeks_after)
    latest = periods_completed(detained_on, points_fall_in.sunday, policy)
    if latest < 1:
        return None
    point = review_point(detained_on, latest, policy)
    return point if point.falls_on in points_fall_in else None


def latest_due(detained_on: date, day: date, policy: Policy) -> ReviewPoint | None:
    """The latest review point whose week has begun by `day`: without a panel since then, the case awaits one."""
    last_in_view = Week.of(day).plus(-policy.due_weeks_after).sunday
    latest = periods_completed(detained_on, last_in_view, policy)
    return review_point(detained_on, latest, policy) if latest >= 1 else None


def next_due(detained_on: date, day: date, policy: Policy) -> ReviewPoint:
    """The first review point whose week begins after `day`: when the case comes back."""
    last_in_view = Week.of(day).plus(-policy.due_weeks_after).sunday
    return review_point(detained_on, periods_completed(detained_on, last_in_view, policy) + 1, policy)


@rule("CLK-3", "CPP 9.0 §5")
def periods_completed(detained_on: date, day: date, policy: Policy) -> int:
    """How many whole periods (of 3 reviews of 28 days) are completed on a date: the 84th day completes the first."""
    return max(days_detained(detained_on, day), 0) // (policy.review_days * policy.reviews_per_point)


@rule("CLK-3", "CPP 9.0 §5")
def band_on(detained_on: date, panel_on: date, policy: Policy) -> Band:
    """The band of a case at a panel on a date, by the periods completed then."""
    completed = periods_completed(detained_on, panel_on, policy)
    return next(band for from_period, band in reversed(policy.band_edges) if completed >= from_period)


def longest_band(bands: tuple[Band, ...], policy: Policy) -> Band:
    """The band of the longest detentions among several: the one that a mixed panel takes."""
    order = [band for _, band in policy.band_edges]
    return max(bands, key=order.index)


@rule("CLK-5", "CPP 9.0 §2")
def detained_at_panel(
    detained_on: date, released_on: date | None, removed_on: date | None, panel_on: date
) -> tuple[Finding, ...]:
    """Why a case is not for a panel on a date: its detention has ended by then, or not begun. Empty if it is for it.

    A new detention is a new clock: it is asked about with its own start [R].
    """
    for ended_on, how in ((released_on, "released"), (removed_on, "removed")):
        if ended_on is not None and detained_on <= ended_on <= panel_on:
            return (
                Finding(
                    "CLK-5",
                    "CPP 9.0 §2",
                    "the case is on no list any more",
                    f"the person was {how} on {ended_on.isoformat()}, and the panel is on {panel_on.isoformat()}",
                    "If they are detained again, record the new start of detention: it starts a new clock.",
                ),
            )
    if panel_on < detained_on:
        return (
            Finding(
                "CLK-1",
                "CPP 9.0 §2",
                "the case is not detained yet",
                f"detention starts on {detained_on.isoformat()}, after the panel on {panel_on.isoformat()}",
                "Check the start of detention.",
            ),
        )
    return ()
