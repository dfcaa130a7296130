"""The monthly report (OUT-7): which answers count in a month, rates by area and team, and what is to be rectified."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cpp_core.deadlines.time import in_london, local, london_date
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.guidance.findings import Finding
from cpp_core.guidance.policy import Policy
from cpp_core.model.compliance import NonCompliant, Rate
from cpp_core.rules.answers import AnswerState, AnswerTimes, answer_state
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Followed:
    """One recommendation as the report sees it. `review_asked_on` is the review in which the panel is to be reflected."""

    case_ref: str
    area: str
    team: str
    times: AnswerTimes
    panel_on: date
    recommendation: str
    answered_on: date | None = None
    rejected: bool = False
    reasons_given: bool = True
    review_asked_on: date | None = None
    review_reflects: bool = False


@rule("OUT-7", "CPP 9.0 §12", reading=True)
def report_due(year: int, month: int, policy: Policy, calendar: WorkingCalendar) -> datetime:
    """When the report for a month is made: on the first working day of the next."""
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return local(calendar.working_day_of_month(*after, policy.report_working_day), policy.send_at)


@rule("OUT-7", "CPP 9.0 §12")
def counts_in(each: Followed, year: int, month: int) -> bool:
    """A recommendation counts in the month in which casework's time ends."""
    ends = in_london(each.times.ends)
    return (ends.year, ends.month) == (year, month)


@rule("OUT-7", "CPP 9.0 §12")
def rates(every: Iterable[Followed], year: int, month: int, now: datetime) -> tuple[Rate, ...]:
    """The rates of every area and of every team in it, the area as a whole first; only where casework's time is over."""
    counted = _counted(every, year, month, now)
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
def amiss(each: Followed, now: datetime) -> tuple[str, ...]:
    """What has to be put right about one recommendation, in words: not in time, without reasons, or not in the review."""
    said = {
        AnswerState.LATE: "the answer came late",
        AnswerState.OVERDUE: "there is no answer",
        AnswerState.OPEN: "",
        AnswerState.IN_TIME: "",
    }
    found = (
        said[answer_state(each.answered_on, each.times, now)],
        "it was rejected without reasons" if each.rejected and not each.reasons_given else "",
        "the review does not reflect the panel" if review_not_updated(each, now) else "",
    )
    return tuple(words for words in found if words)


@rule("OUT-7", "CPP 9.0 §12, §13")
def to_rectify(every: Iterable[Followed], year: int, month: int, now: datetime) -> tuple[NonCompliant, ...]:
    """The non-compliant cases of a month by area, for each area's SPOC, with what is amiss."""
    rows = [(each, amiss(each, now)) for each in _counted(every, year, month, now)]
    found = [
        NonCompliant(
            *(each.case_ref, each.area, each.team, each.panel_on, each.recommendation),
            due_on=london_date(each.times.ends),
            amiss=wrong,
        )
        for each, wrong in rows
        if wrong
    ]
    return tuple(sorted(found, key=lambda row: (row.area, row.case_ref, row.panel_on)))


def _counted(every: Iterable[Followed], year: int, month: int, now: datetime) -> list[Followed]:
    return [each for each in every if counts_in(each, year, month) and now > each.times.ends]
