"""The people of a synthetic population: SPOCs, members, chairs, officers, independent members, casework."""

import random
from datetime import date, timedelta
from typing import TypeAlias

from infra.sandbox.ids import stable_guid

Row: TypeAlias = dict[str, str]

CORE = ("FNORC", "NRPC", "RL", "LO")
DOMAIN = "panels.example"
OUTSIDE = "example.invalid"
_TREES = (
    "Alder", "Ash", "Aspen", "Beech", "Birch", "Box", "Cedar", "Cherry", "Cypress", "Elder", "Elm", "Fir", "Gorse",
    "Hawthorn", "Hazel", "Holly", "Hornbeam", "Juniper", "Larch", "Laurel", "Lime", "Maple", "Oak", "Pine", "Plane",
    "Poplar", "Rowan", "Sorrel", "Spruce", "Sycamore", "Walnut", "Willow", "Yew",
)  # fmt: skip
_ONES = (
    "", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen",
    "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
)  # fmt: skip
_TENS = ("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")


def uk(day: date | None) -> str:
    """dd/mm/yyyy, or nothing."""
    return day.strftime("%d/%m/%Y") if day else ""


def words(number: int) -> str:
    """A number in words, with hyphens."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return "-".join(filter(None, (_TENS[number // 10], _ONES[number % 10])))
    size, name = (100, "Hundred") if number < 1000 else (1000, "Thousand")
    left = number % size
    return "-".join(filter(None, (words(number // size), name, "And" if 0 < left < 100 else "", words(left))))


class _Register:
    """Adds people one after another, each with a name that is plainly invented."""

    def __init__(self, dice: random.Random, seed: int, on: date) -> None:
        self._dice, self._seed, self._on = dice, seed, on
        self.rows: list[Row] = []

    def ago(self, least: int, most: int) -> date:
        """A day in the past."""
        return self._on - timedelta(days=self._dice.randint(least, most))

    def add(self, roles: str, area: str, grade: str, manager: str = "", **more: str) -> Row:
        """One more person, trained and free for eleven panels a year unless told otherwise."""
        number = len(self.rows) + 1
        name = f"{_TREES[(number - 1) % len(_TREES)]} Example-{words(number)}"
        outside = area == "IPM"
        address = f"{name.lower().replace(' ', '.')}@{OUTSIDE if outside else DOMAIN}"
        row = {
            "person_id": stable_guid("population", str(self._seed), address),
            "upn": address,
            "name": name,
            "email": address,
            "grade": grade,
            "area": area,
            "roles": roles,
            "trained_on": uk(self.ago(30, 700)),
            "panels_per_year": str(self._dice.choice((10, 11, 12))),
            "appointed_from": uk(self.ago(200, 900)),
            "appointed_to": "",
            "ctc_cleared_on": uk(self.ago(900, 1500)),
            "line_manager": manager,
            **more,
        }
        self.rows.append(row)
        return row


def make_people(dice: random.Random, seed: int, cases: int, on: date) -> list[Row]:
    """Core areas with SPOC and deputy, members and reserves; the CPP team; chairs; IPMs; experts; casework."""
    register = _Register(dice, seed, on)
    lead = register.add("cpp_lead;cpp_team", "CPP", "G6")["upn"]
    manager = register.add("cpp_manager;cpp_team", "CPP", "G7", lead)["upn"]
    for _ in range(4):
        register.add("officer;cpp_team", "CPP", dice.choice(("EO", "HEO")), manager)
    scale = max(1, cases // 400)
    for area in CORE:
        _core_area(register, dice, area, scale)
    for number in range(8 + 2 * scale):
        grade = "SEO" if number % 2 else "G7"
        register.add("chair", dice.choice(CORE), grade, lead)
    _independent(register, dice, scale, on)
    for area in ("Detention Gatekeeper", "Detention Engagement Team", "DVAAT", "OSCU"):
        register.add("expert", area, "HEO")
    _casework(register, cases)
    return register.rows


def _core_area(register: _Register, dice: random.Random, area: str, scale: int) -> None:
    spoc = register.add("spoc", area, "G7")["upn"]
    register.add("spoc", area, "SEO", spoc)
    grades = ("EO", "HEO", "HEO", "SEO")
    for _ in range(3 + 2 * scale):
        register.add("member", area, dice.choice(grades), spoc)
    for _ in range(2 + scale):
        register.add("reserve", area, dice.choice(grades), spoc)
    register.add("reserve", area, "EO", spoc, trained_on="")


def _independent(register: _Register, dice: random.Random, scale: int, on: date) -> None:
    """Independent members have no grade; appointments last three years, some of them near their end."""
    for number in range(5 + scale):
        start = on - timedelta(days=dice.randint(60, 700) if number else 3 * 365 - 80)
        end = date(start.year + 3, start.month, min(start.day, 28))
        cleared = start - timedelta(days=dice.randint(20, 90))
        register.add(
            "ipm", "IPM", "", panels_per_year="", appointed_from=uk(start), appointed_to=uk(end),
            ctc_cleared_on=uk(cleared), trained_on=uk(start + timedelta(days=14)),
        )  # fmt: skip


def _casework(register: _Register, cases: int) -> None:
    """A case owner for each forty cases, a lead for each eight owners, in the two commands that hold cases."""
    owners = max(6, cases // 40)
    for team in range(max(2, owners // 8)):
        area = ("FNORC", "NRPC")[team % 2]
        lead = register.add("casework_lead", area, "SEO", panels_per_year="")["upn"]
        for _ in range(owners // max(2, owners // 8)):
            register.add("case_owner", area, "EO", lead, panels_per_year="", trained_on="")
