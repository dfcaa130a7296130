"""The monthly report (OUT-7): which answers count in a month, rates by area and team, and what is to be rectified."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cpp_core.deadlines.time import in_london, local
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.rules.answers import AnswerState, AnswerTimes, answer_state
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Followed:
    """One recommendation as the report sees it. `review_asked_on` is the review in which the panel is to be reflected."""

    case_ref: str
    area: str
    team: str
    times: AnswerTimes
    answered_on: date | None = None
    rejected: bool = False
    reasons_given: bool = True
    review_asked_on: date | None = None
    review_reflects: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """How one area, or one team of it (blank: the area as a whole), did in a month."""

    area: str
    team: str
    total: int
    in_time: int
    late: int
    overdue: int
    rejected: int
    reasons_missing: int
    review_not_updated: int

    @property
    def percent(self) -> float:
        """Answers in time, in percent."""
        return 100 * self.in_time / self.total


@rule("OUT-7", "CPP 9.0 §12", reading=True)
def report_due(year: int, month: int, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When the report for a month is made: on the first working day of the next."""
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return local(calendar.working_day_of_month(*after, policy.report_working_day), policy.send_at)


@rule("OUT-7", "CPP 9.0 §12")
def counts_in(each: Followed, year: int, month: int) -> bool:
    """A recommendation counts in the month in which casework's time ended."""
    ends = in_london(each.times.ends)
    return (ends.year, ends.month) == (year, month)


@rule("OUT-7", "CPP 9.0 §12")
def rates(every: Iterable[Followed], year: int, month: int, now: datetime) -> tuple[Rate, ...]:
    """The rates of every area and of every team in it, the area as a whole first."""
    counted = [each for each in every if counts_in(each, year, month)]
    keys = sorted({(each.area, "") for each in counted} | {(each.area, each.team) for each in counted})
    return tuple(_rate(key, [each for each in counted if _belongs(each, key)], now) for key in keys)


def _belongs(each: Followed, key: tuple[str, str]) -> bool:
    return each.area == key[0] and key[1] in ("", each.team)


def _rate(key: tuple[str, str], those: list[Followed], now: datetime) -> Rate:
    states = [answer_state(each.answered_on, each.times, now) for each in those]
    return Rate(
        *key,
        total=len(those),
        in_time=states.count(AnswerState.IN_TIME),
        late=states.count(AnswerState.LATE),
        overdue=states.count(AnswerState.OVERDUE),
        rejected=sum(each.rejected for each in those),
        reasons_missing=sum(each.rejected and not each.reasons_given for each in those),
        review_not_updated=sum(review_not_updated(each, now) for each in those),
    )


def review_not_updated(each: Followed, now: datetime) -> bool:
    """Whether the review that was to reflect the panel has passed without doing so (OUT-6, OUT-7)."""
    asked_on = each.review_asked_on
    return asked_on is not None and asked_on < in_london(now).date() and not each.review_reflects


@rule("OUT-7", "CPP 9.0 §12")
def below_standard(every: Iterable[Rate], policy: Policy) -> tuple[Finding, ...]:
    """The teams below the expected standard; that it is 90 % is a reading of ours."""
    return tuple(
        Finding(
            "OUT-7",
            "CPP 9.0 §12",
            f"{rate.team or rate.area} is below the expected standard",
            f"{rate.in_time} of {rate.total} answers came in time, {rate.percent:.1f} %; "
            f"{policy.compliance_standard_percent} % is expected",
            "The SPOC drives the issues forward.",
            "warning",
            reading=True,
        )
        for rate in every
        if rate.in_time * 100 < rate.total * policy.compliance_standard_percent
    )


@rule("OUT-7", "CPP 9.0 §12, §13")
def to_rectify(every: Iterable[Followed], year: int, month: int, now: datetime) -> Mapping[str, tuple[str, ...]]:
    """The non-compliant cases of each area, for its SPOC: not in time, without reasons, or not in the review."""
    found: dict[str, set[str]] = {}
    for each in every:
        if not counts_in(each, year, month):
            continue
        in_time = answer_state(each.answered_on, each.times, now) is AnswerState.IN_TIME
        unreasoned = each.rejected and not each.reasons_given
        if not in_time or unreasoned or review_not_updated(each, now):
            found.setdefault(each.area, set()).add(each.case_ref)
    return {area: tuple(sorted(refs)) for area, refs in sorted(found.items())}
