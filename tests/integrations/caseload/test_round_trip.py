"""Whatever way a file is written, the same people and cases come out of it."""

from __future__ import annotations

import csv
import io
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cpp_core.model.case import BailInPrinciple, Case
from cpp_core.model.person import Grade, Person, Role
from integrations.caseload.cases import read_cases
from integrations.caseload.people import read_people

from .files import TODAY, xlsx_of

DATE_FORMS: Mapping[str, Callable[[date], str]] = {
    "uk": lambda day: f"{day:%d/%m/%Y}",
    "uk short": lambda day: f"{day.day}/{day.month}/{day:%y}",
    "iso": lambda day: day.isoformat(),
    "words": lambda day: f"{day.day} {day:%B %Y}",
    "excel": lambda day: f"{day:%d-%b-%y}",
    "with midnight": lambda day: f"{day:%d/%m/%Y} 00:00:00",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
HEADINGS: Sequence[Callable[[str], str]] = (
    str,
    str.upper,
    lambda name: f" {name.replace('_', ' ').capitalize()} ",
    lambda name: name.replace("_", "-"),
)
GRADE_FORMS = {Grade.G7: ("G7", "Grade 7", "grade7"), Grade.G6: ("G6", "Grade 6", "g 6")}
LETTERS = "abc XYZ019 ,'\"|&<>=+-@/()£é–’"


def words(limit: int = 30) -> st.SearchStrategy[str]:
    """Text as it is kept: one line, tidy."""
    return st.text(LETTERS, max_size=limit).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))


def days(first: date, last: date) -> st.SearchStrategy[date | None]:
    """A day, or none."""
    return st.none() | st.dates(first, last)


lists = st.lists(words().filter(bool), max_size=3, unique=True).map(tuple)
addresses = st.integers(0, 999).map(lambda number: f"Invented.{number}@panels.test")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """An invented case."""
    start = draw(st.dates(date(1990, 1, 1), TODAY))
    left = days(start, TODAY)
    return Case(
        case_ref=draw(st.from_regex(r"\A[A-Z]{2}-[0-9]{1,7}\Z")),
        detained_on=start,
        location=draw(words()),
        team=draw(words()),
        case_owner=draw(st.just("") | addresses),
        criminal_case=draw(st.sampled_from((None, True, False))),
        offences=draw(lists),
        aar_level=draw(st.sampled_from((None, 1, 2, 3))),
        aar_reason=draw(st.lists(words().filter(bool), max_size=3).map("\n".join)),
        bail_in_principle=draw(st.none() | st.sampled_from(BailInPrinciple)),
        removal_directions_on=draw(days(start, date(2079, 12, 31))),
        released_on=draw(left),
        removed_on=draw(left),
        extra={"Note of ours": note} if (note := draw(words())) else {},
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    """An invented person; ids and addresses are made apart later."""
    start = draw(days(date(1980, 1, 1), date(2040, 1, 1)))
    return Person(
        id=str(draw(st.uuids(version=4))),
        upn=draw(st.from_regex(r"\A[a-z]{1,12}\.[a-z]{1,12}@panels\.test\Z")),
        name=draw(words().filter(bool)),
        email=draw(st.from_regex(r"\A[a-z]{1,12}\.[a-z]{1,12}@mail\.test\Z")),
        area=draw(st.sampled_from(("", "FNORC", "NRPC", "CPP", "Detention Gatekeeper"))),
        grade=draw(st.none() | st.sampled_from(Grade)),
        roles=draw(st.frozensets(st.sampled_from(Role), max_size=4)),
        panels_per_year=draw(st.none() | st.integers(0, 366)),
        appointed_from=start,
        appointed_to=start and start + timedelta(days=draw(st.integers(0, 2000))),
        line_manager=draw(words()),
    )


@dataclass(frozen=True)
class Writing:
    """One way of writing a file."""

    encoding: str
    separator: str
    quoting: int
    line_end: str
    date_form: str
    heading: Callable[[str], str]
    titles: int
    order: int
    yes_no: tuple[str, str]
    roles_between: str

    def cell(self, value: object) -> str:
        """A value in this way of writing."""
        match value:
            case None:
                return ""
            case bool():
                return self.yes_no[0] if value else self.yes_no[1]
            case Grade():
                forms = GRADE_FORMS.get(value, (value.name, value.name.lower()))
                return forms[self.order % len(forms)]
            case date():
                return DATE_FORMS[self.date_form](value)
            case tuple() | frozenset():
                return self.roles_between.join(value)
            case _:
                return str(value)

    def rows(self, records: Sequence[Mapping[str, object]]) -> list[list[str]]:
        """Title rows, heading and rows, in the order of columns of this way."""
        names = sorted(
            {name for record in records for name in record},
            key=lambda name: zlib.crc32(f"{self.order} {name}".encode()),
        )
        titles = [["Caseload extract £", *[""] * (len(names) - 1)]] * self.titles
        body = [[self.cell(record.get(name)) for name in names] for record in records]
        return [*titles, [self.heading(name) for name in names], *body]

    def csv(self, records: Sequence[Mapping[str, object]]) -> bytes:
        """The file."""
        out = io.StringIO(newline="")
        options = {"delimiter": self.separator, "lineterminator": self.line_end}
        csv.writer(out, quoting=self.quoting, **options).writerows(self.rows(records))  # type: ignore[arg-type]
        return out.getvalue().encode(self.encoding)


writings = st.builds(
    Writing,
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
    separator=st.sampled_from(",;\t"),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    line_end=st.sampled_from(("\r\n", "\n")),
    date_form=st.sampled_from(sorted(DATE_FORMS)),
    heading=st.sampled_from(HEADINGS),
    titles=st.integers(1, 3),
    order=st.integers(0, 10_000),
    yes_no=st.sampled_from((("yes", "no"), ("Y", "N"), ("TRUE", "FALSE"), ("1", "0"))),
    roles_between=st.sampled_from((";", " ; ", "; ")),
)


def record_of_case(case: Case) -> dict[str, object]:
    """A case as the columns of a file."""
    left_out = ("extract_at", "gone_since", "extra")
    return {name: value for name, value in vars(case).items() if name not in left_out} | dict(case.extra)


def record_of_person(person: Person) -> dict[str, object]:
    """A person as the columns of a file."""
    fields = {name: value for name, value in vars(person).items() if name not in ("id", "extra")}
    return {"person_id": person.id.upper(), **fields}


some_cases = st.lists(cases(), min_size=1, max_size=5, unique_by=lambda case: case.case_ref)
some_people = st.lists(people(), min_size=1, max_size=5, unique_by=(lambda p: p.id, lambda p: p.upn, lambda p: p.email))


@settings(deadline=None, max_examples=150)
@given(some_cases, writings)
def test_cases_come_back_from_any_csv(written: list[Case], writing: Writing) -> None:
    reading = read_cases(writing.csv([record_of_case(case) for case in written]), "cases.csv", TODAY)
    assert reading.faults == ()
    assert [with_plain_extra(case) for case in reading.items] == written


@settings(deadline=None, max_examples=150)
@given(some_people, writings)
def test_people_come_back_from_any_csv(written: list[Person], writing: Writing) -> None:
    reading = read_people(writing.csv([record_of_person(person) for person in written]), "people.csv")
    assert reading.faults == ()
    assert list(reading.items) == written


@settings(deadline=None, max_examples=30)
@given(some_cases, writings)
def test_cases_come_back_from_a_workbook(written: list[Case], writing: Writing) -> None:
    rows = writing.rows([record_of_case(case) for case in written])
    as_text = [[f" {cell}" if cell.startswith("=") else cell for cell in row] for row in rows]
    reading = read_cases(xlsx_of(as_text), "cases.xlsx", TODAY)
    assert reading.faults == ()
    assert [with_plain_extra(case) for case in reading.items] == written


def with_plain_extra(case: Case) -> Case:
    """The case with its one unknown column under the name that the test gave it."""
    notes = list(case.extra.values())
    return replace(case, extra={"Note of ours": notes[0]} if notes else {})
