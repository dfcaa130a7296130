"""Casework's answer to a recommendation: by the case owner, and by the approver of a disagreement (OUT-3, OUT-4, OUT-6)."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.deadlines.time import london_date
from cpp_core.messages.answers import OpenAnswer, my_answers
from cpp_core.messages.follow_up import dcpr
from cpp_core.messages.message import Message
from cpp_core.model.answer import CaseworkAnswer, ReviewEntry, Says, TakenForward
from cpp_core.model.follow_up import Approval, FollowUp
from cpp_core.model.panel import Panel
from cpp_core.model.person import Person, Role
from cpp_core.refusals import Fault, Refusal
from cpp_core.rules.answers import prevailing
from cpp_core.rules.rejections import rejection_faults
from cpp_core.rules.reviews import review_faults
from cpp_core.usecases.answering import (
    AHEAD,
    MOST,
    approval_message,
    as_faults,
    as_open,
    is_same,
    recommended,
    response_message,
)
from cpp_core.usecases.follow_up import around, save, standing_follow_up
from cpp_core.usecases.follow_up_commands import (
    AcknowledgeReview,
    Agree,
    Approve,
    Disagree,
    RefuseApproval,
    ShowApproval,
    ShowMyAnswers,
    ShowResponse,
)
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import answers
from cpp_core.workflow.answers import Followed


async def _found(
    work: Work, command: ShowResponse | Agree | Disagree | ShowApproval | Approve | RefuseApproval | AcknowledgeReview
) -> tuple[Panel, FollowUp]:
    panel = await work.panel(command.panel_id)
    return panel, await standing_follow_up(work, command.panel_id, command.case_ref)


def stale(follow_up: FollowUp, entry: int) -> tuple[Fault, ...]:
    """What was answered is an entry that has been corrected since (REC-8)."""
    if follow_up.entry == entry:
        return ()
    return (Fault("", "This recommendation has been corrected since.", "Look at the new one, and answer that."),)


def _on_atlas(follow_up: FollowUp) -> tuple[Fault, ...]:
    given = prevailing(follow_up.answers)
    if given is None or not given.on_atlas:
        return ()
    return (Fault("", "Atlas already has casework's answer, and it prevails.", "Change it on Atlas."),)


def unread(typed: tuple[tuple[str, str], ...]) -> tuple[Fault, ...]:
    """What was typed and could not be read."""
    return tuple(Fault(where, f"“{what}” could not be read.", "Check it and type it again.") for where, what in typed)


@use_case("response.show", "OUT-3", ShowResponse, Relation.CASE_OWNER)
async def show(work: Work, command: ShowResponse, actor: Actor) -> Reply:
    """The recommendation as it stands with casework."""
    panel, follow_up = await _found(work, command)
    return Reply(await response_message(work, panel, follow_up, actor.person_id))


@use_case("responses.mine", "OUT-3", ShowMyAnswers, Relation.ANYONE)
async def mine(work: Work, command: ShowMyAnswers, actor: Actor) -> Reply:
    """What the asker still has to answer, approve or audit."""
    person, rows = await work.person(actor.person_id), []
    for one in await work.follow_ups.due(work.now + AHEAD, MOST):
        each = await work.follow_ups.get(one)
        row = await _waits_for(work, each, person) if each is not None else None
        rows += [row] if row is not None else []
    return Reply(my_answers(tuple(rows)))


async def _waits_for(work: Work, each: FollowUp, person: Person) -> OpenAnswer | None:
    row, case = as_open(work, each), await work.cases.get(each.case_ref)
    if each.pending is not None and each.pending.approver_id == person.id:
        return replace(row, what="waits for you to approve it", verb="approval.show")
    if case is not None and is_same(person, case.case_owner) and prevailing(each.answers) is None:
        return row
    if person.has(Role.OFFICER) and "OUT-5:audit" in each.done and each.audit is None:
        return replace(row, what="waits for its audit", verb="audit.show")
    return None


@use_case("response.agree", "OUT-3", Agree, Relation.CASE_OWNER)
async def agree(work: Work, command: Agree, actor: Actor) -> Reply:
    """Casework agrees, and says what was done and when where anything was."""
    panel, follow_up = await _found(work, command)
    faults = (*stale(follow_up, command.entry), *_on_atlas(follow_up), *unread(command.unreadable))
    if command.done_on is not None and command.done_on > london_date(work.now):
        faults += (Fault("Done on", "is in the future.", "Leave it out until it has been done."),)
    if not faults:
        given = CaseworkAnswer(
            follow_up.id,
            Says.AGREE,
            london_date(work.now),
            actor.person_id,
            what_was_done=command.what_was_done.strip(),
            done_on=command.done_on,
        )
        last = prevailing(follow_up.answers)
        if last is not None and last.says is Says.AGREE:
            given = replace(given, answered_on=last.answered_on)  # more about the same answer, which came when it came
        if given != last or follow_up.pending is not None:
            step = answers.answer(follow_up, given, await around(work, panel, follow_up), actor.name)
            follow_up = await save(work, step)
    return Reply(await response_message(work, panel, follow_up, actor.person_id, faults))


@use_case("response.disagree", "OUT-4", Disagree, Relation.CASE_OWNER)
async def disagree(work: Work, command: Disagree, actor: Actor) -> Reply:
    """Casework would disagree: with full reasons, and once the approver who is named has approved it."""
    panel, follow_up = await _found(work, command)
    faults = (*stale(follow_up, command.entry), *_on_atlas(follow_up))
    approver = await work.people.find(command.approver.strip()) if command.approver.strip() else None
    if not faults:
        faults = await _faults(work, panel, follow_up, command, approver)
    if not faults and approver is not None and not _asked_the_same(follow_up, command, approver):
        setting = await around(work, panel, follow_up)
        reasons = command.reasons.strip()
        step = answers.ask_approval(follow_up, reasons, approver, setting, actor.name, actor.person_id)
        follow_up = await save(work, step)
    return Reply(await response_message(work, panel, follow_up, actor.person_id, faults))


def _asked_the_same(follow_up: FollowUp, command: Disagree, approver: Person) -> bool:
    pending = follow_up.pending
    return pending is not None and (pending.approver_id, pending.reasons) == (approver.id, command.reasons.strip())


async def _faults(
    work: Work, panel: Panel, follow_up: FollowUp, command: Disagree, approver: Person | None
) -> tuple[Fault, ...]:
    if command.approver.strip() and approver is None:
        mend = "Check the address, name somebody else, or ask the CPP team to add them."
        return (Fault("Approver", f"“{command.approver.strip()[:80]}” is not in the directory.", mend),)
    return await _rejection_faults(work, panel, follow_up, command.reasons, approver)


async def _rejection_faults(
    work: Work, panel: Panel, follow_up: FollowUp, reasons: str, approver: Person | None
) -> tuple[Fault, ...]:
    about = await recommended(work, panel, follow_up)
    given = CaseworkAnswer(follow_up.id, Says.DISAGREE, london_date(work.now), "", reasons)
    if approver is not None:
        # The rule compares names: an owner who is named by another address of theirs is still the owner.
        named = about.case_owner if is_same(approver, about.case_owner) else approver.upn
        given = replace(given, approved_by=named, approver_grade=approver.grade)
    return as_faults(rejection_faults(given, about, work.policy_of(panel)))


@use_case("approval.show", "OUT-4", ShowApproval, Relation.APPROVER)
async def show_approval(work: Work, command: ShowApproval, actor: Actor) -> Reply:
    """The question to the approver as it stands."""
    panel, follow_up = await _found(work, command)
    return Reply(await approval_message(work, panel, follow_up, actor.person_id))


@use_case("response.approve", "OUT-4", Approve, Relation.APPROVER)
async def approve(work: Work, command: Approve, actor: Actor) -> Reply:
    """The approver approves: what they may is looked at again, for grades and owners change."""
    panel, follow_up = await _found(work, command)
    pending, approver = follow_up.pending, await work.person(actor.person_id)
    if pending is None or (pending.approver_id, pending.number) != (actor.person_id, command.number):
        return Reply(await approval_message(work, panel, follow_up, actor.person_id))
    faults = await _rejection_faults(work, panel, follow_up, pending.reasons, approver)
    if not faults:
        given = CaseworkAnswer(
            follow_up.id,
            Says.DISAGREE,
            london_date(work.now),
            pending.by,
            pending.reasons,
            approved_by=approver.id,
            approver_grade=approver.grade,
        )
        said = Approval(pending.number, actor.person_id, work.now, approved=True)
        step = answers.approve(follow_up, given, said, await around(work, panel, follow_up), actor.name)
        follow_up = await save(work, step)
    return Reply(await approval_message(work, panel, follow_up, actor.person_id, faults))


@use_case("response.refuse_approval", "OUT-4", RefuseApproval, Relation.APPROVER)
async def refuse_approval(work: Work, command: RefuseApproval, actor: Actor) -> Reply:
    """The approver does not approve, and says why; the case owner is asked again."""
    panel, follow_up = await _found(work, command)
    pending = follow_up.pending
    if pending is not None and (pending.approver_id, pending.number) == (actor.person_id, command.number):
        if not command.why.strip():
            raise Refusal("OUT-4", Fault("Why not", "is missing.", "Say why you do not approve it."))
        said = Approval(pending.number, actor.person_id, work.now, approved=False, why=command.why.strip())
        step = answers.refuse_approval(follow_up, said, await around(work, panel, follow_up), actor.name)
        follow_up = await save(work, step)
    return Reply(await approval_message(work, panel, follow_up, actor.person_id))


@use_case("dcpr.acknowledged", "OUT-6", AcknowledgeReview, Relation.CASE_OWNER)
async def acknowledge_review(work: Work, command: AcknowledgeReview, actor: Actor) -> Reply:
    """The case owner says what the review says about the panel; what it lacks comes back on the same card."""
    panel, follow_up = await _found(work, command)
    faults = unread(command.unreadable)
    entry = _entry(follow_up, command)
    if entry is None or entry.reviewed_on > london_date(work.now):
        faults += (Fault("Date of the DCPR", "is missing or in the future.", "Give the date on which it was held."),)
    elif not faults:
        findings = review_faults(entry, follow_up.panel_on)
        faults = tuple(Fault("", f"{each.what[:1].upper()}{each.what[1:]}.", each.mend) for each in findings)
    if not faults and entry is not None:
        after = replace(follow_up, review=entry, reviewed_on=entry.reviewed_on)
        setting = await around(work, panel, follow_up)
        said = answers.noted(follow_up, setting, "next review reflects the panel", "OUT-6", actor.name)
        follow_up = await save(work, Followed(after, (), said))
    return Reply(await dcpr_message(work, panel, follow_up, actor.person_id, faults))


def _entry(follow_up: FollowUp, command: AcknowledgeReview) -> ReviewEntry | None:
    given = prevailing(follow_up.answers)
    if command.reviewed_on is None:
        return None
    agreed = None if given is None else given.says is Says.AGREE
    forward = command.taken_forward
    if forward is None and agreed is False:
        forward = TakenForward.IS_NOT
    return ReviewEntry(
        command.reviewed_on,
        command.presented,
        str(follow_up.kind),
        agreed,
        forward,
        command.when,
        command.by_whom.strip(),
        given.reasons if given else "",
    )


async def dcpr_message(
    work: Work, panel: Panel, follow_up: FollowUp, reader: str, faults: tuple[Fault, ...] = ()
) -> Message:
    """The card about the next review as it stands."""
    return dcpr(await view_of(work, panel, reader), follow_up, faults)
