"""The cast of the demo: from a synthetic population, as many as one panel needs, and the files that are imported."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from infra.sandbox.population import Population, population

Row = dict[str, str]
CORE = ("FNORC", "NRPC", "RL", "LO")
IN_DETENTION = 2_000


@dataclass(frozen=True)
class Cast:
    """The people and the caseload of the demo, as rows under the service's input columns."""

    people: tuple[Row, ...]
    cases: tuple[Row, ...]
    users: tuple[dict[str, object], ...]

    def first(self, role: str, area: str = "", *, below: int = 0) -> Row:
        """The person with this role (in this area), counted from 0."""
        found = [row for row in self.people if role in row["roles"].split(";") and (not area or row["area"] == area)]
        return found[below]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The two files, as an officer would have them."""
        folder.mkdir(parents=True, exist_ok=True)
        return write_rows(folder / "people.csv", self.people), write_rows(folder / "cases.csv", self.cases)


def part_of(row: Row) -> str:
    """Somebody's part in words: `SPOC, RL`."""
    roles = row["roles"].split(";")
    named = next((words for role, words in _PARTS if role in roles), "")
    return f"{named}, {row['area']}" if row["area"] in CORE and named in _WITH_AREA else named


_PARTS = (
    ("cpp_lead", "CPP lead"),
    ("officer", "CPP officer"),
    ("chair", "Chair"),
    ("ipm", "Independent member"),
    ("spoc", "SPOC"),
    ("member", "Member"),
    ("reserve", "Reserve"),
    ("casework_lead", "Casework lead"),
    ("case_owner", "Case owner"),
)
_WITH_AREA = frozenset({"SPOC", "Member", "Reserve", "Casework lead", "Case owner"})


def make_cast(seed: int, on: date) -> Cast:
    """One SPOC and five trained people for each core area, two independent members, one chair, officer and lead."""
    everybody = population(seed, IN_DETENTION, on)
    kept = list(_kept(everybody))
    ids = {row["person_id"] for row in kept}
    users = tuple(user for user in everybody.users() if user["id"] in ids)
    return Cast(tuple(kept), tuple(everybody.cases), users)


def _kept(everybody: Population) -> Iterable[Row]:
    for area in CORE:
        yield from _some(everybody, "spoc", 1, area)
        yield from _some(everybody, "member", 2, area)
        yield from _some(everybody, "reserve", 3, area)
    yield from _some(everybody, "ipm", 2, "IPM")
    yield from _some(everybody, "chair", 1)
    yield from _some(everybody, "officer", 1, "CPP")
    yield from _some(everybody, "cpp_lead", 1, "CPP")
    yield from _some(everybody, "case_owner", 200)
    yield from _some(everybody, "casework_lead", 200)


def _some(everybody: Population, role: str, count: int, area: str = "") -> list[Row]:
    rows = [row for row in everybody.people if role in row["roles"].split(";") and (not area or row["area"] == area)]
    return [row for row in rows if row["trained_on"] or role not in ("member", "reserve", "chair", "ipm")][:count]


def write_rows(path: Path, rows: Iterable[Row]) -> Path:
    """A CSV as Excel in the UK saves it: UTF-8 with a byte order mark."""
    listed = list(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    return path
