"""People and caseload in (LST-3, design: input columns). What was read is already checked; here it meets what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cpp_core.deadlines.time import in_london
from cpp_core.model.case import Case
from cpp_core.model.person import Person
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, Refusal
from cpp_core.usecases.commands import ImportCases, ImportPeople
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work

IMPORTERS = (Relation.CPP_TEAM, Relation.SERVICE_OWNER)


@use_case("people.import", "PAN-4", ImportPeople, *IMPORTERS)
async def import_people(work: Work, command: ImportPeople, actor: Actor) -> Reply:
    """Add or update people; the same file twice changes nothing. No two people have an address in common."""
    known = {person.id: person for person in await work.people.all()}
    if faults := tuple(_shared_addresses(known, command.people)):
        raise Refusal("PAN-4", *faults)
    new = [person for person in command.people if person.id not in known]
    changed = [person for person in command.people if person.id in known and known[person.id] != person]
    counts = {"new": len(new), "changed": len(changed), "unchanged": len(command.people) - len(new) - len(changed)}
    if not command.check and (new or changed):
        await work.people.save([*new, *changed])
        details = {name: str(count) for name, count in counts.items()}
        await work.unit.record([Entry("people", "people imported", "PAN-4", actor.name, work.now, details)])
    return Reply(data=counts)


def _shared_addresses(known: Mapping[str, Person], fresh: Iterable[Person]) -> Iterator[Fault]:
    """Mail to such an address, and an answer from it, would be somebody else's."""
    after = {**known, **{person.id: person for person in fresh}}
    owners: dict[str, set[str]] = {}
    for person in after.values():
        for address in (person.upn, person.email):
            owners.setdefault(address.casefold(), set()).add(person.id)
    for person in fresh:
        for address in dict.fromkeys((person.upn.casefold(), person.email.casefold())):
            for other in sorted(owners[address] - {person.id}):
                what = f"{address} is also the address of the person known as {other}."
                mend = "Correct it, or give the other person, in the same file, the address that is theirs now."
                yield Fault(f"Person {person.id}", what, mend)


@use_case("cases.import", "LST-3", ImportCases, *IMPORTERS)
async def import_cases(work: Work, command: ImportCases, actor: Actor) -> Reply:
    """The newest extract: new cases, changed ones, and those that it no longer holds, which stay known as gone."""
    known = {case.case_ref: case for case in await work.cases.all()}
    _refuse_older(known.values(), command)
    fresh = {case.case_ref: replace(case, extract_at=command.extract_at, gone_since=None) for case in command.cases}
    new = [case for ref, case in fresh.items() if ref not in known]
    changed = [case for ref, case in fresh.items() if ref in known and not _same(known[ref], case)]
    seen_again = [case for ref, case in fresh.items() if ref in known and _same(known[ref], case)]
    gone = [
        replace(case, gone_since=command.extract_at)
        for ref, case in known.items()
        if ref not in fresh and case.gone_since is None and case.left_on() is None
    ]
    counts = {"new": len(new), "changed": len(changed), "unchanged": len(seen_again), "gone": len(gone)}
    if not command.check:
        await work.cases.save([*new, *changed, *seen_again, *gone])
        if new or changed or gone:
            details = {name: str(count) for name, count in counts.items()}
            await work.unit.record([Entry("caseload", "caseload imported", "LST-3", actor.name, work.now, details)])
    return Reply(data={**counts, "gone_refs": sorted(case.case_ref for case in gone)})


def _refuse_older(known: Iterable[Case], command: ImportCases) -> None:
    """An extract older than the newest would bring back what has changed since, and call gone what is new."""
    newest = max((case.extract_at for case in known if case.extract_at), default=None)
    if newest is not None and command.extract_at < newest:
        what = f"is older than the newest, of {in_london(newest):%d/%m/%Y %H:%M}."
        raise Refusal("LST-3", Fault("The extract", what, "Import the newest one."))


def _same(old: Case, new: Case) -> bool:
    return replace(old, extract_at=None) == replace(new, extract_at=None)
