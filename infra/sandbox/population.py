"""A synthetic population from a seed: who sits on panels and who is detained. Nobody in it exists."""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import xlsxwriter

from infra.sandbox.population_cases import make_cases
from infra.sandbox.population_people import make_people
from infra.sandbox.wire import Json

Row: TypeAlias = dict[str, str]

_TITLES = {
    "spoc": "Single point of contact", "chair": "Panel chair", "ipm": "Independent panel member",
    "officer": "Case Progression Panel officer", "cpp_lead": "Case Progression Panel lead",
    "case_owner": "Case owner", "casework_lead": "Casework lead", "expert": "Business expert",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Population:
    """Rows under the input columns of the service, dates in the UK's order."""

    people: list[Row]
    cases: list[Row]

    def write_csv(self, folder: Path) -> tuple[Path, Path]:
        """people.csv and cases.csv, with a byte order mark as Excel likes it."""
        folder.mkdir(parents=True, exist_ok=True)
        return _csv(folder / "people.csv", self.people), _csv(folder / "cases.csv", self.cases)

    def write_xlsx(self, folder: Path) -> tuple[Path, Path]:
        """people.xlsx and cases.xlsx: dates are texts in the UK's order, as an extract often has them."""
        folder.mkdir(parents=True, exist_ok=True)
        return _xlsx(folder / "people.xlsx", self.people), _xlsx(folder / "cases.xlsx", self.cases)

    def users(self) -> list[Json]:
        """The people as `POST /control/users` takes them."""
        return [
            {
                "id": row["person_id"],
                "upn": row["upn"],
                "name": row["name"],
                "mail": row["email"],
                "accountEnabled": True,
                "jobTitle": next(
                    (_TITLES[role] for role in row["roles"].split(";") if role in _TITLES), "Panel member"
                ),
                "department": row["area"],
            }
            for row in self.people
        ]


def population(seed: int, cases: int, on: date) -> Population:
    """As many cases as asked for, as they would stand on a day, and people enough to work on them."""
    dice = random.Random(f"panels/{seed}/{cases}/{on.isoformat()}")
    people = make_people(dice, seed, cases, on)
    return Population(people, make_cases(dice, people, cases, on))


def _csv(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=_columns(rows))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _xlsx(path: Path, rows: list[Row]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(path.stem)
        sheet.write_row(0, 0, _columns(rows))
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                sheet.write_string(at, column, value)
    return path


def _columns(rows: Iterable[Row]) -> list[str]:
    return list(next(iter(rows), {}))
