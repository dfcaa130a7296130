"""The officer after a panel: entries on Atlas (OUT-2) and the audit, which may refer a case again (OUT-5, CLK-4)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.deadlines.time import london_date
from cpp_core.messages.follow_up import atlas, audit
from cpp_core.messages.message import Message
from cpp_core.model.answer import Audit
from cpp_core.model.follow_up import FollowUp, Referred
from cpp_core.model.panel import Panel
from cpp_core.refusals import Fault
from cpp_core.rules.audits import audit_faults, referral_from
from cpp_core.rules.detention_clock import next_due
from cpp_core.rules.outcomes import atlas_entry_due
from cpp_core.rules.referrals import referral_faults
from cpp_core.usecases.answering import as_faults
from cpp_core.usecases.follow_up import around, recommendation_of, save, standing_follow_up
from cpp_core.usecases.follow_up_commands import AtlasEntered, RecordAudit, ShowAtlas, ShowAudit
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.response import stale, unread
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow.answers import Followed, noted

OFFICERS = (Relation.OFFICER, Relation.CPP_TEAM)


@use_case("audit.show", "OUT-5", ShowAudit, *OFFICERS)
async def show_audit(work: Work, command: ShowAudit, actor: Actor) -> Reply:
    """The audit as it stands."""
    panel = await work.panel(command.panel_id)
    follow_up = await standing_follow_up(work, panel.id, command.case_ref)
    return Reply(await audit_message(work, panel, follow_up, actor.person_id))


async def audit_message(
    work: Work, panel: Panel, follow_up: FollowUp, reader: str, faults: tuple[Fault, ...] = ()
) -> Message:
    """The card of the audit as it stands."""
    each = await recommendation_of(work, follow_up)
    return audit(await view_of(work, panel, reader), follow_up, each, faults)


@use_case("audit.record", "OUT-5", RecordAudit, *OFFICERS)
async def record_audit(work: Work, command: RecordAudit, actor: Actor) -> Reply:
    """Followed or not, how each action stands; to refer the case again makes a referral. What is missing comes back."""
    panel = await work.panel(command.panel_id)
    follow_up = await standing_follow_up(work, panel.id, command.case_ref)
    made = Audit(
        follow_up.id,
        command.followed,
        london_date(work.now),
        actor.person_id,
        command.why_not.strip(),
        command.actions,
        command.refer_again,
        command.refer_why.strip(),
        command.refer_by if command.refer_again else None,
    )
    faults = (*stale(follow_up, command.entry), *unread(command.unreadable))
    if not faults:
        faults = await _faults(work, panel, follow_up, made)
    if not faults:
        follow_up = await _record(work, panel, follow_up, made, actor)
    return Reply(await audit_message(work, panel, follow_up, actor.person_id, faults))


async def _faults(work: Work, panel: Panel, follow_up: FollowUp, made: Audit) -> tuple[Fault, ...]:
    policy, case = work.policy_of(panel), await work.cases.get(follow_up.case_ref)
    if case is None:
        return (Fault("Case", "is not in the caseload any more.", "Import the newest extract first."),)
    point = next_due(case.detained_on, london_date(work.now), policy)
    found = audit_faults(made, await recommendation_of(work, follow_up), point.falls_on)
    referral = referral_from(made, follow_up.case_ref)
    return as_faults((*found, *(referral_faults(referral, policy) if referral is not None else ())))


async def _record(work: Work, panel: Panel, follow_up: FollowUp, made: Audit, actor: Actor) -> FollowUp:
    setting = await around(work, panel, follow_up)
    entries = noted(follow_up, setting, "audited", "OUT-5", actor.name, text=made.why_not)
    referral = referral_from(made, follow_up.case_ref)
    if referral is not None and made != follow_up.audit:
        await work.referrals.save(Referred(f"{follow_up.id}:audit", follow_up.case_ref, referral, panel.id))
        entries += noted(follow_up, setting, "referred again", "CLK-4", actor.name, text=referral.why)
    return await save(work, Followed(replace(follow_up, audit=made), (), entries))


@use_case("atlas.show", "OUT-2", ShowAtlas, *OFFICERS)
async def show_atlas(work: Work, command: ShowAtlas, actor: Actor) -> Reply:
    """Which recommendations of a panel are on Atlas."""
    panel = await work.panel(command.panel_id)
    return Reply(await atlas_message(work, panel, actor.person_id))


@use_case("atlas.entered", "OUT-2", AtlasEntered, *OFFICERS)
async def entered(work: Work, command: AtlasEntered, actor: Actor) -> Reply:
    """The officer ticks what was entered on Atlas."""
    panel = await work.panel(command.panel_id)
    if not command.case_refs:
        fault = Fault("Entered", "Nothing is ticked.", "Tick the cases that you have entered.")
        return Reply(await atlas_message(work, panel, actor.person_id, (fault,)))
    for case_ref in dict.fromkeys(command.case_refs):
        follow_up = await standing_follow_up(work, panel.id, case_ref)
        if follow_up.entered_at is None:
            after = replace(follow_up, entered_at=work.now, entered_by=actor.person_id)
            said = noted(follow_up, await around(work, panel, follow_up), "entered on Atlas", "OUT-2", actor.name)
            await save(work, Followed(after, (), said))
    return Reply(await atlas_message(work, panel, actor.person_id))


async def atlas_message(work: Work, panel: Panel, reader: str, faults: tuple[Fault, ...] = ()) -> Message:
    """The card about Atlas as it stands."""
    standing = [each for each in await work.follow_ups.of_panel(panel.id) if not each.superseded]
    due = atlas_entry_due(london_date(panel.starts_at), work.policy_of(panel), work.calendar)
    return atlas(await view_of(work, panel, reader), standing, london_date(due), faults)
