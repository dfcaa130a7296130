"""Many people on many panels, so that a benchmark has a question for each press, and no two presses answer the same one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from cpp_core.model.person import Person
from cpp_core.usecases.commands import ImportPeople
from tests.core.usecases.office import NAMED, Office, directory

BEGINS, ASKED = "2026-10-05 09:00", "2026-11-24 18:00"
"""When the panels are made, and a moment at which everybody on them has been asked and the cutoff is to come."""
DAYS = [day for number in range(14) if (day := date(2026, 11, 25) + timedelta(days=number)).weekday() < 5]
TIMES = ("06:30", "09:00", "11:30", "14:00", "16:30", "19:00")
AT_ONCE = 5
"""So many panels are held at the same time, each with people of its own."""


async def seats(office: Office) -> list[tuple[str, str]]:
    """Panels over two weeks, and everybody who is asked for them, as (panel, person), in any order."""
    made = []
    for number in range(AT_ONCE):
        people, named = a_crowd(number)
        await office.ask("people.import", ImportPeople(people))
        made += [await office.with_panel(f"{day} {at}", **named) for day in DAYS for at in TIMES]
    await office.at(ASKED)
    asked = []
    for panel_id in made:
        places = (await office.panel(panel_id)).places()
        asked += [(panel_id, place.person_id) for _, place in places if str(place.status) == "asked"]
    Random(1).shuffle(asked)
    return asked


def a_crowd(number: int) -> tuple[tuple[Person, ...], dict[str, Any]]:
    """Everybody for the panels of one room: the office's own people under other names, and who is named for which seat."""
    everybody = {person.id: person for person in directory()}
    named = {str(kind): tuple(f"{one} {number}" for one in people) for kind, people in NAMED.items()}
    people = [
        replace(
            everybody[one],
            id=f"{one} {number}",
            upn=f"{number}{everybody[one].upn}",
            email=f"{number}{everybody[one].upn}",
        )
        for people in NAMED.values()
        for one in people
    ]
    return tuple(people), named
