"""The directory of people, from a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cpp_core.model.panel import SEAT_NAMES, SeatKind
from cpp_core.model.person import Person, Role
from integrations.caseload.addresses import address, object_id
from integrations.caseload.cells import Choice, Raw, items, key_of, line, nearest, whole_number
from integrations.caseload.columns import Column, Doubt, Layout
from integrations.caseload.dates import read_date
from integrations.caseload.faults import Progress, Reading
from integrations.caseload.grades import read_grade
from integrations.caseload.reading import read_file

AREAS = ("FNORC", "NRPC", "RL", "LO", "IPM", "CPP")
_area_line = line(100)
_AREA_WORDS = {
    **{key_of(area): area for area in AREAS},
    **{key_of(SEAT_NAMES[seat]): seat.value for seat in SeatKind if seat.value in AREAS},
    "case_progression_panels": "CPP",
}
_roles = Choice("a role", {role.value: role for role in Role}, {"independent panel member": Role.IPM})
_role_items = items(100)


def read_area(raw: Raw) -> str | None:
    """Reads an area: one of those that panels know by its short name, or any other as it is written."""
    words = _area_line(raw)
    return words and _AREA_WORDS.get(key_of(words), words)


def read_roles(raw: Raw) -> frozenset[Role] | None:
    """Reads roles, separated by semicolons (or commas, which no role contains)."""
    parts = _role_items(raw.replace(",", ";") if isinstance(raw, str) else raw)
    return frozenset(_roles.named(part) for part in parts) if parts else None


def _check(person: Person) -> Iterator[Doubt]:
    start, end = person.appointed_from, person.appointed_to
    if start and end and end < start:
        what = f"The appointment ends before it begins, on {start:%d/%m/%Y}."
        yield Doubt("appointed_to", what, "Correct one of the two dates.")


def _remarks(people: Sequence[Person]) -> Iterator[str]:
    others = Counter(person.area for person in people if person.area and person.area not in AREAS)
    for area, count in others.most_common():
        meant = nearest(area, AREAS)
        hint = f" Did you mean {meant}?" if meant else ""
        yield f"area: {area!r} ({count}) is none of {', '.join(AREAS)}; it is kept as it is.{hint}"


LAYOUT: Layout[Person] = Layout(
    noun="people",
    columns=(
        Column("person_id", object_id, required=True, field="id"),
        Column("upn", address, required=True),
        Column("name", line(200), required=True),
        Column("email", address, required=True),
        Column("grade", read_grade),
        Column("area", read_area),
        Column("roles", read_roles),
        Column("trained_on", read_date),
        Column("panels_per_year", whole_number(0, 366)),
        Column("appointed_from", read_date),
        Column("appointed_to", read_date),
        Column("ctc_cleared_on", read_date),
        Column("line_manager", line(254)),
    ),
    unique=(("person_id",), ("upn",), ("email",)),
    make=Person,
    check=_check,
    remarks=_remarks,
)


def read_people(data: bytes, name: str, *, progress: Progress | None = None) -> Reading[Person]:
    """Read the directory of people; `name` is the file's name, which says what kind of file it should be."""
    return read_file(LAYOUT, data, name, progress)
