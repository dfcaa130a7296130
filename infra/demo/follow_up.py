"""The weeks after the panel: what casework answers, who is reminded, what the officer enters and audits (chapter G)."""

from __future__ import annotations

from datetime import date

from cpp_core.rules.answers import prevailing
from infra.demo.panel_day import bailed, owner_of
from infra.demo.people import Actor, texts
from infra.demo.story import Tale, expect, step


def owner(tale: Tale, case_ref: str) -> Actor:
    """The case owner at their own Teams client."""
    upn = owner_of(tale, case_ref)
    return tale.world.person(next(row for row in tale.cast.people if row["upn"] == upn))


def in_order(tale: Tale) -> tuple[str, str, str, list[str]]:
    """The cases with a release, with actions, with none, and the others, as the chair recorded them."""
    release, actions, none, *others = sorted(tale.refs, key=lambda ref: ref in bailed(tale))
    return release, actions, none, others


@step("The officer enters the recommendations on Atlas, and ticks them")
async def on_atlas(tale: Tale) -> None:
    """Reminded the day after they were due."""
    await tale.at(date(2026, 12, 11), 9, 40)
    expect(await tale.officer.has_card("Enter on Atlas"), "the officer got no card for Atlas")
    ticked = [value for value, _ in await tale.officer.choices("atlas.entered", "cases")]
    expect(len(ticked) == len(tale.refs), f"{len(ticked)} of {len(tale.refs)} recommendations are to be entered")
    what = f"ticks {len(ticked)} recommendations as entered on Atlas"
    await tale.officer.press("atlas.entered", what, "OUT-2", {"cases": ",".join(ticked)})
    expect(await tale.officer.has_card("is on Atlas"), "the card does not say that all are entered")


@step("A case owner agrees; another disagrees, with reasons and an approver of the grade")
async def casework_answers(tale: Tale) -> None:
    """Somebody below the chair's grade cannot approve; the approver decides on their own card."""
    release, actions, _, others = in_order(tale)
    await tale.at(date(2026, 12, 14), 10, 20)
    referred = {"what_was_done": "Referred to the authorising grade.", "done_on": "2026-12-14"}
    await owner(tale, release).press(
        "response.agree", f"agrees to release in {release}", "OUT-3", referred, case=release
    )
    lead, approver = tale.cast.first("casework_lead"), tale.actor("spoc", "LO")
    reasons = "The escort was refused by the carrier on 10/12/2026; another route is being booked."
    disagree = owner(tale, actions)
    refused = await disagree.press_incomplete(
        "response.disagree",
        f"disagrees in {actions}; the casework lead cannot approve it",
        "OUT-4",
        {"reasons": reasons, "approver": lead["upn"]},
        case=actions,
    )
    expect(any("approval does not count" in text for text in texts(refused)), "an approval below the grade was taken")
    asked = {"reasons": reasons, "approver": approver.upn}
    what = f"disagrees in {actions}, with reasons, and names an approver"
    await disagree.press("response.disagree", what, "OUT-4", asked, case=actions)
    await tale.at(date(2026, 12, 14), 15, 5)
    await approver.press("response.approve", f"approves the disagreement in {actions}", "OUT-4", case=actions)
    for case_ref in others[:-1]:
        await owner(tale, case_ref).press("response.agree", f"agrees in {case_ref}", "OUT-3", case=case_ref)


@step("Who has not answered is reminded; the SPOC has the week's open cases; after two weeks it is overdue")
async def overdue(tale: Tale) -> None:
    """Reminders on 15 and 21 December; the time ends with 22 December."""
    _, _, silent, _ = in_order(tale)
    late = owner(tale, silent)
    await tale.at(date(2026, 12, 15), 9, 31)
    expect(await late.has_card("Reminder: answer"), "the silent owner was not reminded")
    await tale.at(date(2026, 12, 21), 9, 31)
    area = next(row["area"] for row in tale.cast.cases if row["case_ref"] == silent)
    expect(await tale.actor("spoc", area).has_card(f"This week in {area}"), f"the SPOC of {area} got no digest")
    await tale.at(date(2026, 12, 23), 9, 31)
    expect(await late.has_card("Overdue: answer"), "the silent owner was not told that it is overdue")
    expect(await tale.actor("spoc", area).has_card(f"Overdue in {area}"), f"the SPOC of {area} was not told")
    await late.press("response.agree", f"answers late: agrees in {silent}", "OUT-3", case=silent)


@step("Two weeks after the panel: the officer audits the release and the actions; one case is referred again")
async def audits(tale: Tale) -> None:
    """Each release and each set of actions, once casework's own time is over."""
    release, actions, *_ = in_order(tale)
    await tale.at(date(2026, 12, 23), 11)
    followed = {"followed": "yes"}
    await tale.officer.press("audit.record", f"audits {release}: followed", "OUT-5", followed, case=release)
    found = {
        "followed": "no",
        "why_not": "Casework disagreed, with approval.",
        "state1": "not_followed",
        "why1": "The carrier refused the escort.",
        "refer_again": "yes",
        "refer_why": "To look at the new route and its date.",
        "refer_by": "2027-01-15",
    }
    what = f"audits {actions}: not followed, and refers it to a panel by 15 January"
    await tale.officer.press("audit.record", what, "OUT-5", found, case=actions)
    async with tale.world.service.storage.reading() as unit:
        referrals = await unit.referrals.of_case(actions)
        answered = [each for each in await unit.follow_ups.of_panel(tale.panel_id) if prevailing(each.answers)]
    expect(len(referrals) == 1, "no referral was made")
    expect(len(answered) >= len(tale.refs) - 1, f"{len(answered)} of {len(tale.refs)} recommendations are answered")
