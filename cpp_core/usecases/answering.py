"""What casework's answer is held against, and the cards about it as they stand (OUT-3, OUT-4)."""

from __future__ import annotations

from datetime import date, timedelta

from cpp_core.deadlines.follow_up import is_answered, is_open, times_of
from cpp_core.deadlines.time import london_date
from cpp_core.guidance.findings import Finding, refusals
from cpp_core.messages import answers as words
from cpp_core.messages.answers import OpenAnswer
from cpp_core.messages.message import Message
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import Panel
from cpp_core.model.person import Grade, Person
from cpp_core.refusals import Fault
from cpp_core.rules.detention_clock import band_on
from cpp_core.rules.rejections import Recommended, least_approver_grade
from cpp_core.usecases.follow_up import recommendation_of
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work

AHEAD, MOST = timedelta(days=400), 20_000
"""What is open has something due within days; so many of them are looked through at most."""


async def recommended(work: Work, panel: Panel, follow_up: FollowUp) -> Recommended:
    """What a disagreement is held against: the grade of the chair who confirmed it, bands, and who owns the case."""
    chair = await work.people.get((await recommendation_of(work, follow_up)).confirmed_by)
    case, policy = await work.cases.get(follow_up.case_ref), work.policy_of(panel)
    band = band_on(case.detained_on, follow_up.panel_on, policy) if case else panel.band
    owner = case.case_owner if case else ""
    return Recommended(follow_up.kind, chair.grade if chair else None, band, panel.band, owner)


async def least_grade(work: Work, panel: Panel, follow_up: FollowUp) -> Grade:
    """The least grade that can approve that casework disagrees."""
    return least_approver_grade(await recommended(work, panel, follow_up), work.policy_of(panel))


def as_faults(findings: tuple[Finding, ...]) -> tuple[Fault, ...]:
    """What stops an answer, as faults for whoever typed it."""
    return tuple(
        Fault("", f"{each.what[:1].upper()}{each.what[1:]}: {each.why}.", each.mend) for each in refusals(findings)
    )


def is_same(person: Person, address: str) -> bool:
    """Whether an address is this person's."""
    return bool(address) and address.casefold() in (person.upn.casefold(), person.email.casefold())


async def response_message(
    work: Work, panel: Panel, follow_up: FollowUp, reader: str, errors: tuple[Fault, ...] = ()
) -> Message:
    """The case owner's card as it stands."""
    view = await view_of(work, panel, reader)
    if follow_up.pending is not None:
        people = await work.people.many([follow_up.pending.approver_id])
        view = type(view)(view.panel, view.scene, {**view.people, **people}, view.reader)
    return words.response(view, follow_up, await least_grade(work, panel, follow_up), errors)


async def approval_message(
    work: Work, panel: Panel, follow_up: FollowUp, reader: str, errors: tuple[Fault, ...] = ()
) -> Message | None:
    """The approver's card as it stands."""
    view = await view_of(work, panel, reader)
    return words.approval(view, follow_up, reader, await least_grade(work, panel, follow_up), errors)


def due_on(work: Work, follow_up: FollowUp) -> date:
    """The last day on which casework's answer is in time."""
    return london_date(times_of(follow_up, work.policy_on(follow_up.panel_on), work.calendar).ends)


async def open_of_panel(
    work: Work, panel: Panel, *, owner: Person | None = None, address: str = "", area: str = "", whole: bool = False
) -> tuple[OpenAnswer, ...]:
    """What is not answered of a panel: of one owner, of one area, or of the whole panel."""
    found = []
    for each in await work.follow_ups.of_panel(panel.id):
        if not each.runs or is_answered(each):
            continue
        case = await work.cases.get(each.case_ref)
        theirs = whole or (case is not None and bool(area) and case.area == area)
        if case is not None and owner is not None:
            theirs = theirs or is_same(owner, case.case_owner)
        elif case is not None and address:
            theirs = theirs or case.case_owner.casefold() == address.casefold()
        if theirs:
            found.append(as_open(work, each))
    return tuple(found)


async def open_in_area(work: Work, area: str) -> tuple[OpenAnswer, ...]:
    """What is open in an area, whatever panel it is of."""
    found = []
    for one in await work.follow_ups.due(work.now + AHEAD, MOST):
        each = await work.follow_ups.get(one)
        case = await work.cases.get(each.case_ref) if each is not None else None
        if each is not None and case is not None and is_open(each) and case.area == area:
            found.append(as_open(work, each))
    return tuple(found)


def as_open(work: Work, follow_up: FollowUp) -> OpenAnswer:
    """One line of a list of what is open."""
    until = due_on(work, follow_up)
    if follow_up.pending is not None:
        what = "waits for its approver"
    elif not is_answered(follow_up):
        what = "no answer yet" if london_date(work.now) <= until else "answer overdue"
    elif follow_up.reviewed_on is None:
        what = "not shown in the next DCPR"
    else:
        what = "answered"
    return OpenAnswer(follow_up.panel_id, follow_up.case_ref, follow_up.kind, until, what)


async def answers_for_list(work: Work, recommendation_ids: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """For earlier recommendations by id: what casework answered, and why a release was not carried out (LST-2)."""
    accepted, not_carried_out = {}, {}
    for one in recommendation_ids:
        each = await work.follow_ups.get(one)
        if each is not None:
            accepted[one] = words.accepted_words(each)
            not_carried_out[one] = words.not_carried_out_words(each)
    return accepted, not_carried_out
