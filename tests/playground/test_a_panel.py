"""A panel in a client that is not ours: Microsoft's playground in Chromium, through the re-signing proxy."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.model.recommendation import Recommendation
from infra.demo import story
from tests.playground.client import Client
from tests.playground.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")
LONG_STOP = "31, December, 2026"


async def test_whoever_is_asked_installs_reads_answers_changes_their_mind_and_the_reserve_steps_in(town: Town) -> None:
    tale = town.tale
    await town.tell(story.imports, story.make_panel, story.availability, story.nominations)
    member, reserve = tale.named["RL"][:2]
    at_member, at_reserve = await town.sits_down(member), await town.sits_down(reserve)
    await at_member.sees("Case Progression Panels", "I will write to you here", "My panels")
    await at_member.say("help")
    await at_member.sees("What you can do here")
    await at_member.say("🙂")
    await at_member.sees("I found no card for that")
    await at_member.say("alla i ddim dod ddydd Mawrth")
    await at_member.sees("Dim ond Saesneg")

    await tale.at(date(2026, 11, 24), 11)
    await at_member.sees("Can you attend?", "Please answer", "Returns Logistics")
    await at_member.press("I will attend")
    await at_member.sees("✓ Confirmed")

    await at_member.press("I can no longer attend")
    await at_member.fill("A short reason", "On leave that week.")
    await at_member.press("Send my answer")
    await at_member.sees("Withdrawn", "I can attend after all")
    await tale.world.stage.move_to(tale.world.stage.now)
    await at_reserve.sees("Can you step in?", "you are needed as reserve")
    await at_reserve.press("I will attend")
    await at_reserve.sees("✓ Confirmed")
    await at_reserve.say("my panels")
    await at_reserve.sees("Your coming panels")
    assert {posted.status for posted in town.proxy.posted} == {200}


async def test_whoever_declines_says_why_and_sees_it_at_once(town: Town) -> None:
    await town.tell(story.imports, story.make_panel, story.availability, story.nominations)
    client = await town.sits_down(town.tale.named["LO"][0])
    await client.sees("I will write to you here")
    await town.tale.at(date(2026, 11, 24), 11)
    await client.sees("Can you attend?")
    await client.say("No, sorry")
    await client.press("I cannot attend")
    await client.fill("A short reason", "In court all day.")
    await client.press("Send my answer")
    await client.sees("Declined")


async def test_the_chair_opens_the_panel_records_an_outcome_and_corrects_it(town: Town) -> None:
    await town.tell(*(play for _, play in story.STEPS if play.__module__ == story.__name__))
    await town.tale.at(date(2026, 12, 8), 10, 4)
    chair = await town.sits_down(town.tale.chair)
    await chair.sees("I will write to you here")
    await chair.say("console")
    await chair.sees("Panel console", "Not open yet")
    await chair.press("Open the panel")
    await chair.sees("Panel console", "0 of ", " cases have an outcome")

    case_ref = town.tale.refs[0]
    await _take(chair, case_ref)
    await chair.fill("Reasoning", "No travel document can be expected within a reasonable time.")
    await chair.tick("Barriers that may affect")
    await chair.fill("The facts behind them", "The embassy gave no date after three interviews.")
    await chair.choose_day("Long-stop date", LONG_STOP)
    await chair.tick_all("Detention and Case Progression Review")
    await chair.fill("Alternatives to detention", "Reporting and residence conditions were considered.")
    await chair.press("Confirm and record")
    await chair.sees("The chair affirms the standards for each case.")
    await chair.tick("I affirm")
    await chair.press("Confirm and record")
    await chair.sees("✓ Recorded", case_ref)

    await chair.press("Back to the panel")
    await chair.sees("1 of ", " cases has an outcome")
    await _take(chair, case_ref)
    await chair.sees("Why is it corrected?")
    await chair.fill("Why is it corrected?", "One interview was left out.")
    await chair.fill("The facts behind them", "The embassy gave no date after four interviews.")
    await chair.tick("I affirm")
    await chair.press("Confirm and record")
    await chair.sees("✓ Recorded", case_ref)
    kept = await _recorded(town, case_ref)
    assert [each.draft.facts for each in kept] == [
        "The embassy gave no date after three interviews.",
        "The embassy gave no date after four interviews.",
    ]


async def _take(chair: Client, case_ref: str) -> None:
    await chair.choose("Case", case_ref)
    await chair.press("Record an outcome")
    await chair.tick("Grant of Secretary of State bail (release)")
    await chair.press("Continue")
    await chair.sees("Reasoning", case_ref)


async def _recorded(town: Town, case_ref: str) -> list[Recommendation]:
    async with town.tale.world.service.storage.reading() as unit:
        found = await unit.recommendations.of_panel(town.tale.panel_id)
    return [each for each in found if each.case_ref == case_ref]


async def test_what_the_playground_signs_itself_is_refused(town: Town) -> None:
    await town.tell(story.imports)
    client = await town.sits_down(town.tale.chair, signed=False)
    await client.say("help", answered=False)
    await client.page.until("document.body.innerText.includes('401')")
    assert {(posted.algorithm, posted.status) for posted in town.proxy.posted} == {("HS256", 401)}
