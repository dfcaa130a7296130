"""What falls due after a panel, as screens and commands show it: answers, Atlas, audits, reviews, escalations, concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cpp_core.deadlines.follow_up import follow_up_duties
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import Panel
from cpp_core.rules.safeguarding import follow_up_at
from cpp_core.rules.wash_up import escalation_follow_up_at
from cpp_core.usecases.work import Work


@dataclass(frozen=True)
class After:
    """One thing that falls due for a case after its panel; `done_at` is set once it was done, or found not to be needed."""

    key: str
    due_at: datetime
    clause: str
    what: str
    case_ref: str
    done_at: datetime | None = None


async def after_rows(work: Work, panel: Panel) -> tuple[After, ...]:
    """Everything after this panel, in the order in which it falls due."""
    policy, calendar = work.policy_of(panel), work.calendar
    found = [row for each in await work.follow_ups.of_panel(panel.id) for row in of_follow_up(work, each)]
    for escalation in await work.escalations.of_panel(panel.id):
        at = escalation_follow_up_at(escalation, policy, calendar)
        key, what = f"{escalation.id}/FBK-1:follow-up", "ask the casework lead for the answer to the escalation"
        found.append(After(key, at, "FBK-1", what, escalation.case_ref, escalation.answered_at))
    for concern in await work.safeguarding_concerns.of_panel(panel.id):
        at = follow_up_at(concern, policy, calendar)
        key, what = f"{concern.id}/REC-11:follow-up", "ask what was done about the safeguarding concern"
        found.append(After(key, at, "REC-11", what, concern.case_ref, concern.done_at))
    return tuple(sorted(found, key=lambda row: row.due_at))


def of_follow_up(work: Work, each: FollowUp) -> Iterator[After]:
    """What falls due for one recommendation. What was answered, entered or audited meanwhile falls due no more."""
    for due in follow_up_duties(each, work.policy_on(each.panel_on), work.calendar):
        yield After(
            f"{each.id}/{due.key}", due.due_at, due.clause, str(due.duty), each.case_ref, each.done.get(due.key)
        )
