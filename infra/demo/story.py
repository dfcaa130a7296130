"""The life of one 3-month panel, told in steps; each step looks whether it really happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from cpp_core.deadlines.time import local
from cpp_core.model.panel import Band, SeatKind
from cpp_core.usecases.commands import CreatePanel, ImportCases, ImportPeople
from cpp_core.usecases.frame import SERVICE_OWNER
from infra.demo.cast import CORE, Cast, write_rows
from infra.demo.out import Received
from infra.demo.people import Actor, StepFailedError
from infra.demo.world import World
from integrations.caseload.cases import read_cases
from integrations.caseload.people import read_people

START = local(date(2026, 10, 19), time(8, 0))
PANEL_AT = local(date(2026, 12, 8), time(10, 0))


@dataclass
class Tale:
    """What the steps share."""

    world: World
    cast: Cast
    folder: Path
    panel_id: str = ""
    named: dict[str, list[Actor]] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    workbooks: list[Received] = field(default_factory=list)

    def actor(self, role: str, area: str = "", below: int = 0) -> Actor:
        """Somebody by role."""
        return self.world.person(self.cast.first(role, area, below=below))

    @property
    def chair(self) -> Actor:
        """The panel's chair."""
        return self.actor("chair")

    @property
    def officer(self) -> Actor:
        """The panel's CPP officer."""
        return self.actor("officer")

    @property
    def independent(self) -> Actor:
        """The independent member who sits."""
        return self.actor("ipm")

    async def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Move on to this moment of London's clocks."""
        await self.world.stage.move_to(local(day, time(hour, minute)))


Step = Callable[[Tale], Awaitable[None]]
STEPS: list[tuple[str, Step]] = []


def step(title: str) -> Callable[[Step], Step]:
    """Register a step under its title, in the order of the file."""

    def register(function: Step) -> Step:
        STEPS.append((title, function))
        return function

    return register


def expect(holds: object, what: str) -> None:
    """Fail the step with these words where something did not happen."""
    if not holds:
        raise StepFailedError(what)


@step("People and caseload are imported from files")
async def imports(tale: Tale) -> None:
    """The same readers and use cases as `panels people import` and `panels cases import`."""
    people_file, cases_file = tale.cast.write(tale.folder / "input")
    people = read_people(people_file.read_bytes(), people_file.name)
    expect(not people.faults, f"people.csv has faults: {people.faults[:3]}")
    await tale.world.service.ask("people.import", ImportPeople(people.items), SERVICE_OWNER)
    await tale.world.stage.note("Service owner", f"imports {len(people.items)} people", "PAN-4")
    await import_caseload(tale, cases_file)
    await tale.world.stage.control("POST", "/users", list(tale.cast.users))


async def import_caseload(tale: Tale, file: Path) -> None:
    """One extract."""
    now = tale.world.service.clock.now()
    reading = read_cases(file.read_bytes(), file.name, now.date())
    expect(not reading.faults, f"{file.name} has faults: {reading.faults[:3]}")
    reply = await tale.world.service.ask("cases.import", ImportCases(reading.items, now), SERVICE_OWNER)
    said = ", ".join(f"{reply.data[name]} {name}" for name in ("new", "changed", "gone"))
    await tale.world.stage.note(tale.officer.name, f"imports an extract of {len(reading.items)} cases: {said}", "LST-3")


@step("A 3-month panel is made for Tuesday 8 December 2026 at 10:00")
async def make_panel(tale: Tale) -> None:
    """The CPP team names chair and officer; everybody else is still to be found."""
    named: dict[SeatKind, tuple[str, ...]] = {SeatKind.CHAIR: (tale.chair.id,), SeatKind.OFFICER: (tale.officer.id,)}
    command = CreatePanel(PANEL_AT, Band.THREE_MONTH, named)
    reply = await tale.world.service.ask("panel.create", command, SERVICE_OWNER)
    tale.panel_id = str(reply.data["id"])
    await tale.world.stage.note("Service owner", f"makes the panel {tale.panel_id}", "PAN-1")


@step("Six weeks ahead: independent members are asked for their availability")
async def availability(tale: Tale) -> None:
    """One can sit, the other cannot."""
    await tale.at(date(2026, 10, 27), 11)
    await tale.independent.press("availability.yes", "says that they are available", "INV-2")
    await tale.actor("ipm", below=1).press("availability.no", "says that they are not available", "INV-2")


@step("Five weeks ahead: SPOCs name members and reserves; one is late and is reminded")
async def nominations(tale: Tale) -> None:
    """Three answer on the day, NRPC only after the reminder a week later."""
    await tale.at(date(2026, 11, 3), 11)
    for area in ("FNORC", "RL", "LO"):
        await name_people(tale, area, reserves=2)
    await tale.at(date(2026, 11, 10), 10)
    spoc = tale.actor("spoc", "NRPC")
    expect(await spoc.has_card("Reminder"), "the late SPOC was not reminded")
    await name_people(tale, "NRPC", reserves=1)


async def name_people(tale: Tale, area: str, *, reserves: int) -> None:
    """A SPOC picks from what their own card offers."""
    spoc = tale.actor("spoc", area)
    offered = [value for value, _ in await spoc.choices("nomination.name", "member")]
    expect(len(offered) > reserves, f"{area} was offered {len(offered)} people")
    chosen = offered[: reserves + 1]
    inputs = {"member": chosen[0], "trained": "true", "time_given": "true"}
    inputs |= {f"reserve{number}": person for number, person in enumerate(chosen[1:], start=1)}
    await spoc.press("nomination.name", f"names a member and {reserves} in reserve", "INV-1", inputs)
    by_id = {row["person_id"]: row for row in tale.cast.people}
    tale.named[area] = [tale.world.person(by_id[person]) for person in chosen]


@step("Two weeks ahead: one calendar invitation each, with the guide and the meeting's link")
async def invitations(tale: Tale) -> None:
    """Looked up in each mailbox."""
    await tale.at(date(2026, 11, 24), 9, 30)
    people = [tale.named[area][0] for area in CORE] + [tale.independent, tale.chair, tale.officer]
    for person in people:
        await expect_invited(tale, person)


async def expect_invited(tale: Tale, person: Actor) -> None:
    """Exactly one invitation, which already carries the guide and the link."""
    box = await tale.world.stage.control("GET", f"/mailboxes/{person.upn}")
    got = [one for one in box["invitations"] if one.get("kind", "invitation") == "invitation"]
    expect(len(got) == 1, f"{person.name} has {len(got)} invitations")
    names = [file["name"] for file in got[0]["attachments"]]
    expect(any("Reference Guide" in name for name in names), f"{person.name}'s invitation has no guide: {names}")
    expect(got[0].get("join_url") or got[0].get("joinUrl"), f"{person.name}'s invitation has no link: {sorted(got[0])}")


@step("Members answer in Teams chat: some confirm, one declines and a reserve steps in")
async def answers(tale: Tale) -> None:
    """RL declines; LO says nothing at all."""
    await tale.at(date(2026, 11, 24), 14)
    for person in (tale.chair, tale.officer, tale.independent, tale.named["FNORC"][0]):
        await person.press("attendance.confirm", "confirms", "ATT-1")
    await tale.at(date(2026, 11, 25), 10, 15)
    reason = {"reason": "On leave that week."}
    await tale.named["RL"][0].press("attendance.decline", "declines: on leave that week", "ATT-3", reason)
    await expect_invited(tale, tale.named["RL"][1])
    expect(await tale.actor("spoc", "RL").has_card("cannot attend"), "the SPOC of RL was not told")
    await tale.at(date(2026, 11, 25), 15, 40)
    await tale.named["RL"][1].press("attendance.confirm", "steps in as reserve", "ATT-3")
    await tale.at(date(2026, 11, 26), 9, 20)
    await telephone(tale, tale.named["NRPC"][0])


async def telephone(tale: Tale, member: Actor) -> None:
    """Somebody rings the CPP officer, who records it; it counts like their own answer."""
    await tale.officer.say("phone", f"is rung by {member.name} and types “phone”", "ATT-1")
    told = {"person": member.id, "coming": "yes", "how": "Rang me from the train."}
    await tale.officer.press("attendance.record", f"records that {member.name} is coming", "ATT-1", told)
    expect(await member.has_card("You are coming"), f"{member.name}'s card does not show what was recorded")


@step("A week ahead: the case list, in the panel's own folder, for its members alone")
async def case_list(tale: Tale) -> None:
    """From a fresh extract; opened by a member, refused to somebody who is not on the panel."""
    await tale.at(date(2026, 11, 30), 15)
    await import_caseload(tale, tale.folder / "input" / "cases.csv")
    await tale.at(date(2026, 12, 1), 11)
    path = f"Panels/{tale.panel_id}"
    for person in (tale.named["FNORC"][0], tale.independent, tale.chair):
        await tale.world.stage.control("GET", f"/drive/open?user={person.upn}&path={path}")
        expect(await person.has_card("case list for your panel is ready"), f"{person.name} was not told of the list")
    await expect_closed(tale, tale.named["RL"][0])


async def expect_closed(tale: Tale, person: Actor) -> None:
    """The folder cannot be opened by this person."""
    try:
        await tale.world.stage.control("GET", f"/drive/open?user={person.upn}&path=Panels/{tale.panel_id}")
    except StepFailedError as refused:
        expect("403" in str(refused), f"unexpected: {refused}")
        return
    raise StepFailedError(f"{person.name} can open the folder")


@step("At the cutoff, whoever has not answered is stood down and a reserve is asked")
async def cutoff(tale: Tale) -> None:
    """LO was reminded on three days; the effective cutoff is Friday 17:00."""
    silent, reserve = tale.named["LO"][:2]
    await tale.at(date(2026, 12, 4), 16, 59)
    expect(await silent.has_card("We have not heard from you yet"), "the silent member was not reminded")
    expect(not await silent.has_card("stood down"), "stood down before the cutoff")
    await tale.at(date(2026, 12, 4), 17)
    expect(await silent.has_card("stood down"), "the silent member was not stood down")
    await expect_closed(tale, silent)
    await tale.at(date(2026, 12, 7), 9, 15)
    await reserve.press("attendance.confirm", "steps in as reserve", "ATT-3")


@step("The day before: a confirmed member withdraws, nobody is left, and the chair decides")
async def withdrawal(tale: Tale) -> None:
    """NRPC's only reserve cannot come either."""
    await tale.at(date(2026, 12, 7), 10)
    ill = {"reason": "Unwell."}
    await tale.named["NRPC"][0].press("attendance.decline", "withdraws after confirming: unwell", "ATT-5", ill)
    await tale.at(date(2026, 12, 7), 10, 50)
    busy = {"reason": "In court all day."}
    await tale.named["NRPC"][1].press("attendance.decline", "declines as reserve: in court all day", "ATT-3", busy)
    expect(await tale.chair.has_card("Decision needed"), "the chair was not asked for a decision")
    await tale.at(date(2026, 12, 7), 14, 5)
    decision = {
        "choice": "proceed",
        "objective_can_be_met": "true",
        "independent_enough": "true",
        "reasons": "Four of the five core areas and the independent member are present, and NRPC has put its views on Atlas.",
    }
    await tale.chair.press("quorum.decide", "decides that the panel proceeds, with reasons", "PAN-8", decision)


def later_extract(tale: Tale) -> Path:
    """The newest extract: one listed person has been released, another has removal directions."""
    rows = [dict(row) for row in tale.cast.cases]
    released, directed = tale.refs[-1], tale.refs[1]
    for row in rows:
        if row["case_ref"] == released:
            row["released_on"] = "07/12/2026"
        if row["case_ref"] == directed:
            row["removal_directions_on"] = "21/12/2026"
    return write_rows(tale.folder / "input" / "cases-2026-12-07.csv", rows)


@step("Two hours before: the list is run again, and members get what changed")
async def rerun(tale: Tale) -> None:
    """From a fresh extract of the evening before."""
    await tale.at(date(2026, 12, 7), 16, 30)
    tale.refs = await listed(tale)
    expect(len(tale.refs) >= 5, f"only {len(tale.refs)} cases are listed")
    await import_caseload(tale, later_extract(tale))
    await tale.at(date(2026, 12, 8), 8, 5)
    tale.refs = await listed(tale)
    expect(await tale.named["FNORC"][0].has_card("Case list changed"), "members were not told what changed")


async def listed(tale: Tale) -> list[str]:
    """The references on the panel's list, as its newest version has them."""
    async with tale.world.service.storage.reading() as unit:
        panel = await unit.panels.get(tale.panel_id)
        made = await unit.lists.get(f"{tale.panel_id}:v{panel.list_version}") if panel else None
    return [row.case.case_ref for row in made.rows] if made else []
