"""The auditor's use cases: mend one panel where it is not as promised, and tell the CPP team what was found.

Choices: what is past due by more than an hour is offered to the clock again; invitations and access follow what stands
in the panel (`workflow.mending`). The CPP team gets one e-mail for all that was found at a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from cpp_core.auditing import Discrepancy, Seen
from cpp_core.deadlines.follow_up import follow_up_due_at
from cpp_core.deadlines.obligations import next_due_at
from cpp_core.deadlines.time import london_date
from cpp_core.effects import Channel, Effect
from cpp_core.messages.service_report import service_report
from cpp_core.model.panel import Panel
from cpp_core.model.person import Role
from cpp_core.orders import MailOrder, NotWanted
from cpp_core.usecases.context import scene_of
from cpp_core.usecases.follow_up import save
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow.answers import Followed
from cpp_core.workflow.keys import MAILBOX_LANE
from cpp_core.workflow.mending import mend
from cpp_core.workflow.step import note

GRACE = timedelta(hours=1)
"""What is due may be as late as this before it is taken for forgotten."""
REPORT = "service_report"


@dataclass(frozen=True)
class Reconcile:
    """`panel.reconcile`: this is how Graph shows the panel; mend what is not as promised.

    `looked_for` is the panel as it stood before Graph was asked: what Graph showed is no answer to what was promised since.
    Without `mend` it is only told: after a restore it is the facts here that may be old, and not the meeting that is wrong.
    """

    panel_id: str
    seen: Seen
    looked_for: Panel
    mend: bool = True


@dataclass(frozen=True)
class TellFindings:
    """`audit.tell`: tell the CPP team of these."""

    found: tuple[Discrepancy, ...]


@use_case("panel.reconcile", "TIME-1", Reconcile, Relation.CLOCK)
async def reconcile(work: Work, command: Reconcile, actor: Actor) -> Reply:
    """Mend what can be mended; answers with what was found. What was mended today already is not mended again."""
    panel = await work.panel(command.panel_id)
    scene = scene_of(work, panel)
    found = await _overdue(work, panel)
    seen = command.seen if panel == command.looked_for else Seen()
    for repair in mend(panel, seen, scene):
        mended_today = any([await work.unit.sent(effect.key) for effect in repair.effects])
        if mended_today or not repair.effects or not command.mend:
            found.append(replace(repair.found, mended=False))
            continue
        await work.unit.send(repair.effects)
        await work.unit.record(
            [note(panel, scene, f"audit: {repair.found.code}", "TIME-1", actor.name, about=repair.found.about)]
        )
        found.append(repair.found)
    return Reply(data={"found": found})


async def _overdue(work: Work, panel: Panel) -> list[Discrepancy]:
    """What was due long ago and is not done is offered to the clock again."""
    found = []
    due = next_due_at(panel, work.policy_of(panel), work.calendar)
    if due is not None and due < work.now - GRACE:
        await work.panels.save(panel, due)
        found.append(Discrepancy("overdue", panel.id, mended=True))
    for each in await work.follow_ups.of_panel(panel.id):
        at = follow_up_due_at(each, work.policy_on(each.panel_on), work.calendar)
        if at is not None and at < work.now - GRACE:
            await save(work, Followed(each))
            found.append(Discrepancy("follow-up-overdue", each.id, mended=True))
    return found


@use_case("audit.tell", "TIME-1", TellFindings, Relation.CLOCK)
async def tell(work: Work, command: TellFindings, actor: Actor) -> Reply:
    """One e-mail to the CPP team with all of these."""
    if not command.found:
        return Reply()
    rows = "\n".join(f"{one.code}\t{one.about}\t{'x' if one.mended else ''}" for one in command.found)
    digest = hashlib.blake2b(rows.encode(), digest_size=8).hexdigest()
    await work.unit.send(
        [
            Effect(
                key=f"TIME-1:report:{london_date(work.now)}:{digest}",
                channel=Channel.MAIL,
                what=REPORT,
                clause="TIME-1",
                subject="service",
                lane=MAILBOX_LANE,
                refs={"found": rows},
            )
        ]
    )
    return Reply()


async def report_of(work: Work, effect: Effect) -> MailOrder | NotWanted | None:
    """The e-mail of an effect written by `audit.tell`; None for any other effect."""
    if effect.what != REPORT:
        return None
    team = await work.people.holding(Role.CPP_TEAM)
    to = tuple(person.email or person.upn for person in team)
    parts = [line.split("\t") for line in effect.refs["found"].split("\n")]
    found = [Discrepancy(code, about, bool(mended)) for code, about, mended in parts]
    return MailOrder(to, service_report(found)) if to else NotWanted("nobody is in the CPP team")
