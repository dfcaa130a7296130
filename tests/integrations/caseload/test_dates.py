"""Dates are read in UK order, in every form that an extract has them, and refused with how to mend them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from integrations.caseload.cells import Broken, From1904, Raw, UnfitError
from integrations.caseload.dates import read_date

THE_DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "written",
    [
        "23/11/2026",
        "23/11/26",
        "23-11-2026",
        "23.11.2026",
        "23 11 2026",
        " 23 / 11 / 2026 ",
        "2026-11-23",
        "2026/11/23",
        "23 Nov 2026",
        "23 November 2026",
        "23-Nov-26",
        "23-NOV-2026",
        "23rd November 2026",
        "23rd of November, 2026",
        "Mon 23 Nov 2026",
        "Monday, 23 November 2026",
        "23/11/2026 00:00",
        "23/11/2026 00:00:00",
        "23/11/2026 12:00:00 AM",
        "2026-11-23T00:00:00",
        "2026-11-23 00:00:00.000",
        "23/11/2026 14:30",  # the day is certain, whatever the time
        "23\u00a0Nov\u00a02026",  # hard spaces, as copied from a web page
        "46349",  # the serial number under which Excel keeps the day
        "46349.0",
        46349.0,
        46349.604,
        46349,
        From1904(44887.0),
        THE_DAY,
        datetime(2026, 11, 23),
        datetime(2026, 11, 23, 14, 30),
    ],
)
def test_the_same_day_in_all_its_forms(written: Raw) -> None:
    assert read_date(written) == THE_DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("03/04/2026", date(2026, 4, 3)),  # the third of April: never the fourth of March
        ("3/4/26", date(2026, 4, 3)),
        ("1 Sept 2026", date(2026, 9, 1)),  # newer Windows shortens September to four letters
        ("29/02/2028", date(2028, 2, 29)),
        ("31/12/79", date(2079, 12, 31)),  # the last year of two digits in this century
        ("01/01/80", date(1980, 1, 1)),
        ("01/01/1950", date(1950, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
        ("", None),
        ("  ", None),
        ("\u00a0", None),
    ],
)
def test_order_century_and_blank(written: str, day: date | None) -> None:
    assert read_date(written) == day


MEND = "Write it as day/month/year, such as 23/11/2026."
NOT_A_DATE = (
    "It is not a date.",
    "Write it as day/month/year, such as 23/11/2026; if no date is known, leave the cell blank.",
)
AMERICAN = "If the file is in American order (month first), all its dates must be turned round."


@pytest.mark.parametrize(
    ("written", "what", "mend"),
    [
        ("31/02/2026", "February 2026 has 28 days, so there is no day 31.", "Correct the day."),
        ("29/02/2026", "February 2026 has 28 days, so there is no day 29.", "Correct the day."),
        ("31 June 2026", "June 2026 has 30 days, so there is no day 31.", "Correct the day."),
        ("00/11/2026", "November 2026 has 30 days, so there is no day 0.", "Correct the day."),
        (
            "11/23/2026",
            "There is no month 23.",
            f"Write it as day/month/year: 23/11/2026, if that is meant. {AMERICAN}",
        ),
        ("32/13/2026", "There is no month 13.", MEND),
        ("2/31/2026", "There is no month 31.", MEND),  # turned round it is no date either
        ("23/11/1926", "The year 1926 is not between 1950 and 2100.", "Correct the year."),
        ("23/11/2101", "The year 2101 is not between 1950 and 2100.", "Correct the year."),
        ("23 Foo 2026", "There is no month 'Foo'.", "Write it as day/month/year, such as 23/11/2026 or 23 Nov 2026."),
        (
            "########",
            "The column was too narrow to show the date when the file was saved as text, so the date is lost.",
            "In the workbook, widen the column (double-click its edge), and save it as text again.",
        ),
        ("TBC", *NOT_A_DATE),
        ("23/11", *NOT_A_DATE),
        ("November 2026", *NOT_A_DATE),
        ("23/11/202", *NOT_A_DATE),
        ("20261123", *NOT_A_DATE),
        ("2026-11-23T00:00:00+14:00", *NOT_A_DATE),  # which day that is in London is not for us to guess
        ("23/11/2026 or later", *NOT_A_DATE),
        ("２３/11/2026", *NOT_A_DATE),  # digits that only look like digits
        ("=TODAY()", *NOT_A_DATE),
        ("10000", "As a date of a spreadsheet it would lie in the year 1927.", MEND),
        (3.0, "As a date of a spreadsheet it would lie in the year 1900.", MEND),
        (1e300, "It is a number, and no date.", MEND),
        (float("nan"), "It is a number, and no date.", MEND),
        (True, *NOT_A_DATE),
        (time(9, 30), *NOT_A_DATE),
        (Broken("#N/A", "It failed.", "Calculate it."), "It failed.", "Calculate it."),
    ],
)
def test_what_is_no_date_says_why_and_how_to_mend_it(written: Raw, what: str, mend: str) -> None:
    with pytest.raises(UnfitError) as refused:
        read_date(written)
    assert (refused.value.what, refused.value.mend) == (what, mend)
