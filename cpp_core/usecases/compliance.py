"""How casework kept what it owes over a month, from what is known now (OUT-7, OUT-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cpp_core.deadlines.follow_up import times_of
from cpp_core.deadlines.time import london_date
from cpp_core.model.answer import Says
from cpp_core.model.case import Case
from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.person import Role
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.answers import prevailing
from cpp_core.rules.compliance import Followed, below_standard, rates, to_rectify
from cpp_core.rules.reviews import review_asked_on
from cpp_core.rules.spocs import spoc_gaps
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work

LONGEST = timedelta(days=90)
"""Longer than this casework's time never is, unless the CPP team set its end."""
MANAGES = (Relation.SERVICE_OWNER, Relation.CPP_TEAM, Relation.CPP_MANAGER, Relation.CPP_LEAD)


@dataclass(frozen=True)
class ComplianceReport:
    """`report.compliance`: how casework kept what it owes, over the answers whose time ended in a month."""

    year: int
    month: int


@use_case("report.compliance", "OUT-7", ComplianceReport, *MANAGES)
async def compliance(work: Work, command: ComplianceReport, actor: Actor) -> Reply:
    """The report as of now; it changes nothing. A month that has not begun has none."""
    if date(command.year, command.month, 1) > london_date(work.now):
        raise Refusal("OUT-7", Fault("--month", "has not begun yet.", "Give this month or an earlier one."))
    return Reply(data={"report": await report_of(work, command.year, command.month)})


async def report_of(work: Work, year: int, month: int) -> MonthlyReport:
    """The report of a month from what is known now."""
    first = date(year, month, 1)
    policy = work.policy_on(first)
    counted = [each for each in await work.follow_ups.all() if _may_count(each, first)]
    cases = await work.cases.many({each.case_ref for each in counted})
    every = [_seen(work, each, cases.get(each.case_ref)) for each in counted]
    found = rates(every, year, month, work.now)
    return MonthlyReport(
        id=f"{year:04}-{month:02}",
        made_at=work.now,
        standard_percent=policy.compliance_standard_percent,
        rates=found,
        below=tuple(rate for rate in found if below_standard((rate,), policy)),
        to_rectify=to_rectify(every, year, month, work.now),
        gaps=await _gaps(work, {rate.area for rate in found}, first),
    )


def _may_count(each: FollowUp, first: date) -> bool:
    """Whether its end can lie in the month at all; what was corrected counts with its new entry alone."""
    if each.superseded:
        return False
    return each.answer_by is not None or first - LONGEST <= each.recommended_on < first + timedelta(days=31)


def _seen(work: Work, each: FollowUp, case: Case | None) -> Followed:
    answer = prevailing(each.answers)
    rejected = answer is not None and answer.says is Says.DISAGREE
    return Followed(
        case_ref=each.case_ref,
        area=case.area if case else "",
        team=case.team if case else "",
        times=times_of(each, work.policy_on(each.panel_on), work.calendar),
        panel_on=each.panel_on,
        recommendation=str(each.kind),
        answered_on=answer.answered_on if answer else None,
        rejected=rejected,
        reasons_given=answer is None or not rejected or bool(answer.reasons.strip()),
        review_asked_on=_review_on(work, each, case),
        review_reflects=each.reviewed_on is not None,
    )


def _review_on(work: Work, each: FollowUp, case: Case | None) -> date | None:
    """The review in which the panel is to be reflected; of one from before the service it is worked out here (OUT-6)."""
    if not each.imported or case is None or case.left_on() is not None:
        return each.review_on
    return review_asked_on(case.detained_on, each.panel_on, work.policy_on(each.panel_on))


async def _gaps(work: Work, areas: Iterable[str], day: date) -> tuple[str, ...]:
    """Core areas, and areas of the month, that have no SPOC (OUT-8)."""
    spocs: dict[str, tuple[str, ...]] = {}
    for person in await work.people.holding(Role.SPOC):
        spocs[person.area] = (*spocs.get(person.area, ()), person.id)
    return tuple(finding.what for finding in spoc_gaps(sorted(areas), spocs, work.policy_on(day)))
