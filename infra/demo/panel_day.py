"""The day of the panel and the days after it."""

from __future__ import annotations

from datetime import date

from cpp_core.model.recommendation import Kind
from infra.demo.out import collect_workbooks
from infra.demo.people import StepFailedError, texts
from infra.demo.story import Tale, expect, expect_closed, step

STANDARDS = {
    "alternatives_summary": "Reporting and residence conditions were considered; see the reasoning.",
    "affirmed": "true",
}
LONG_STOP = {"long_stop": "2027-03-31"}


async def _documents(tale: Tale) -> dict[str, str]:
    offered = [value for value, _ in await tale.chair.choices("recommendation.record", "documents")]
    return {"documents": ",".join(offered[:-2]), "documents_not_applicable": ",".join(offered[-2:])}


async def _form(tale: Tale, case_ref: str, kind: Kind) -> None:
    """The chair chooses case and outcome on the console."""
    what = f"takes case {case_ref}"
    await tale.chair.press(
        "recommendation.form", what, "REC-1", {"case": case_ref, "kind": kind.value}, panel=tale.panel_id
    )


async def _record(tale: Tale, case_ref: str, kind: Kind, **inputs: str) -> None:
    """The chair records an outcome in full, then goes back to the console."""
    given = {**STANDARDS, **LONG_STOP, **await _documents(tale), **inputs}
    answer = await tale.chair.press("recommendation.record", f"records {kind.value} for {case_ref}", "REC-9", given)
    words = texts(answer)
    expect(any("Recorded" in text or "recorded" in text for text in words), f"not recorded: {words[:8]}")
    await tale.chair.press("panel.console", "goes back to the console", "REC-9")


@step("The chair opens the panel and records each kind of outcome; an incomplete one is refused")
async def outcomes(tale: Tale) -> None:
    """Release, maintain with actions, maintain, no recommendation, and a case that was not reached."""
    await tale.at(date(2026, 12, 8), 10, 4)
    await tale.chair.press("panel.open", "opens the panel", "PAN-1")
    release, actions, none, *others = sorted(tale.refs, key=lambda ref: ref in bailed(tale))
    await _form(tale, release, Kind.RELEASE)
    refused = await tale.chair.press_incomplete(
        "recommendation.record",
        f"records release for {release} without its facts, and is refused",
        "REC-2",
        {"reasoning": "No travel document can be expected within a reasonable time."},
    )
    expect(any("Facts" in text for text in texts(refused)), "an incomplete recommendation was not refused")
    await _record(
        tale,
        release,
        Kind.RELEASE,
        reasoning="No travel document can be expected within a reasonable time.",
        release_reasons="barriers",
        facts="The embassy gave no date after three interviews, the last on 12/11/2026.",
    )
    await tale.at(date(2026, 12, 8), 10, 25)
    await _form(tale, actions, Kind.MAINTAIN_WITH_ACTIONS)
    await _record(
        tale,
        actions,
        Kind.MAINTAIN_WITH_ACTIONS,
        reasoning="Removal is in sight if the steps below are taken promptly.",
        justification="Removal directions are set and there is a risk of absconding on record.",
        action1_what="Serve the removal directions and confirm the escort",
        action1_who="Casework team",
        action1_by="2026-12-18",
        event="The flight of 21/12/2026 does not leave with this person on board",
    )
    await tale.at(date(2026, 12, 8), 10, 40)
    await _form(tale, none, Kind.NO_RECOMMENDATION)
    await _record(
        tale,
        none,
        Kind.NO_RECOMMENDATION,
        resolved_by="2027-01-08",
        reasoning="The medical report that the panel needs is not there yet.",
    )
    await _the_others(tale, others)


def bailed(tale: Tale) -> set[str]:
    """Listed cases in which bail was granted in principle."""
    return {row["case_ref"] for row in tale.cast.cases if row["bail_in_principle"] and row["case_ref"] in tale.refs}


async def _the_others(tale: Tale, others: list[str]) -> None:
    for number, case_ref in enumerate(others[:-1]):
        await tale.at(date(2026, 12, 8), 11, number)
        if case_ref in bailed(tale):
            await _form(tale, case_ref, Kind.RELEASE)
            await _record(
                tale,
                case_ref,
                Kind.RELEASE,
                reasoning="Release in line with the grant of bail; accommodation is found.",
                release_reasons="bail_granted",
                facts="Bail was granted in principle, and nothing has changed since.",
            )
            continue
        await _form(tale, case_ref, Kind.MAINTAIN)
        await _record(
            tale,
            case_ref,
            Kind.MAINTAIN,
            reasoning="Travel document agreed; a flight is being booked.",
            justification="Removal is expected within weeks.",
        )
    await tale.at(date(2026, 12, 8), 12, 10)
    left = {"case": others[-1], "reason": "There was no time left."}
    what = f"marks case {others[-1]} as not reached"
    await tale.chair.press("case.not_reached", what, "PAN-3", left, panel=tale.panel_id)
    tale.refs = [ref for ref in tale.refs if ref != others[-1]]


@step("Wash-up: a case is escalated, the independent member gives feedback, the panel is closed")
async def wash_up(tale: Tale) -> None:
    """Releases are mailed as soon as the panel is closed."""
    await tale.at(date(2026, 12, 8), 12, 15)
    await tale.chair.press("washup.show", "begins the wash-up", "FBK-1", panel=tale.panel_id)
    escalate = tale.refs[1]
    escalated = {"case": escalate, "what_for": "Please see that the escort is booked this week."}
    await tale.chair.press("washup.escalate", f"escalates case {escalate} to its casework lead", "FBK-1", escalated)
    feedback = {"feedback_kind": "positive", "feedback_words": "Every case was given time, and everybody was heard."}
    await tale.independent.press("feedback.chair", "gives feedback on the chair, in confidence", "FBK-2", feedback)
    note = {
        "note_kind": "best-practice",
        "note_words": "Reading barriers aloud with their dates kept the discussion to facts.",
    }
    await tale.independent.press("washup.note", "adds to the Case Feedback Log", "FBK-4", note)
    expect(await tale.actor("cpp_lead").has_card("in confidence"), "the CPP lead did not get the feedback")
    await tale.at(date(2026, 12, 8), 12, 28)
    await tale.chair.press("panel.close", "closes the panel", "FBK-1", panel=tale.panel_id)
    released = min(tale.refs, key=lambda ref: ref in bailed(tale))
    expect(await _mails(tale, owner_of(tale, released), released) == 1, "the release was not mailed at once")


@step("In private: a member raises a concern about behaviour with the CPP lead")
async def concern(tale: Tale) -> None:
    """Nobody but the lead sees it."""
    await tale.at(date(2026, 12, 8), 13, 10)
    member, about = tale.named["FNORC"][0], tale.named["RL"][1]
    await member.say("behaviour", "types “behaviour”", "REC-10")
    raised = {"about": about.id, "concern_words": "Spoke over others, twice.", "challenged": "yes"}
    await member.press("concern.raise", "raises a concern about behaviour, in private", "REC-10", raised)
    lead = "In confidence: a concern about behaviour"
    expect(await tale.actor("cpp_lead").has_card(lead), "the CPP lead did not get the concern")
    expect(not await tale.chair.has_card(lead), "somebody else than the CPP lead got the concern")


@step("The next working day: outcomes to case owners, casework leads and SPOCs")
async def outcome_mails(tale: Tale) -> None:
    """Each owner has exactly one mail for each case; the SPOCs have theirs in one."""
    await tale.at(date(2026, 12, 9), 11)
    member = tale.named["FNORC"][0].upn
    tale.workbooks = await collect_workbooks(tale.world.stage, member, tale.panel_id, tale.folder)
    lists = [one for one in tale.workbooks if one.title.startswith("Case list")]
    expect(len(lists) == 3, f"{len(lists)} versions of the list lie in the panel's folder")
    expect(len(tale.workbooks) == 4, "the entry sheet for Atlas does not lie in the panel's folder")
    for case_ref in tale.refs:
        count = await _mails(tale, owner_of(tale, case_ref), case_ref)
        expect(count == 1, f"the owner of {case_ref} has {count} mails about it")
    areas = {row["area"] for row in tale.cast.cases if row["case_ref"] in tale.refs}
    for area in sorted(areas):
        spoc = tale.cast.first("spoc", area)
        box = await tale.world.stage.control("GET", f"/mailboxes/{spoc['upn']}")
        expect(any(area in mail["subject"] for mail in box["mails"]), f"the SPOC of {area} has no mail")
    await tale.named["FNORC"][0].press("list.deleted", "says that downloads are deleted", "LST-5")


def owner_of(tale: Tale, case_ref: str) -> str:
    """The address of the case owner."""
    return next(row["case_owner"] for row in tale.cast.cases if row["case_ref"] == case_ref)


async def _mails(tale: Tale, upn: str, case_ref: str) -> int:
    box = await tale.world.stage.control("GET", f"/mailboxes/{upn}")
    return sum(mail["subject"].endswith(f"recommendation for case {case_ref}") for mail in box["mails"])


@step("Two working days after: access to the case list ends")
async def access_ends(tale: Tale) -> None:
    """For everybody, and every chain of the audit trail is whole."""
    await tale.at(date(2026, 12, 10), 17)
    for person in (tale.named["FNORC"][0], tale.independent, tale.chair):
        await expect_closed(tale, person)
    findings = await tale.world.service.storage.audit.verify()
    if findings:
        raise StepFailedError(f"the audit trail is not whole: {findings[:3]}")
