"""The detained cases of a synthetic population.

Lengths of stay follow the shape that the Home Office publishes (Immigration system statistics, detention): 22,000 enter
a year, and three quarters leave within 28 days, so that the mean stay must be some 33 days for 2,000 to be there at a
time. Seen on one day, the longer stays weigh more: some hundreds are past 84 days and some tens past a year.
"""

import bisect
import itertools
import math
import random
from datetime import date, timedelta
from typing import TypeAlias

from infra.sandbox.population_people import uk

Row: TypeAlias = dict[str, str]

SURVIVAL = ((0, 1.0), (7, 0.66), (28, 0.25), (84, 0.098), (182, 0.029), (365, 0.0055), (730, 0.0006), (1100, 0.00005))
"""Days, and the share of those who entered that is still there: three quarters are gone by day 28."""
LOCATIONS = ("Example IRC North", "Example IRC South", "Example IRC East", "Example RSTHF", "Example Prison (IS91)")
OFFENCES = (
    "drug trafficking", "human trafficking", "arms trafficking", "prostitution and child sex", "armed robbery",
    "money laundering", "fraud", "tax evasion and revenue offences", "corruption and bribery", "blackmail",
    "intellectual property offences", "environmental crimes",
    "attempting, conspiring, encouraging or assisting, or aiding or abetting such an offence",
)  # fmt: skip
"""The crimes that section 6 of the guidance lists as serious."""
_ORDINARY_OFFENCES = ("theft", "assault occasioning actual bodily harm", "burglary", "driving while disqualified")
_BARRIERS = (
    "travel document outstanding", "asylum claim outstanding", "further representations outstanding",
    "appeal outstanding", "judicial review", "no removal route available", "medical appointment", "disruptive behaviour",
)  # fmt: skip
_RISK = {
    1: ("self-declared health condition, no professional evidence",),
    2: ("professional evidence of a mental health condition", "Rule 35 report accepted", "over 70 years of age"),
    3: ("professional evidence that detention is likely to cause harm",),
}
_DOCUMENTS = ("held", "applied for", "interview with the embassy booked", "emergency travel document agreed", "none")
_PROTECTION = (
    "no concerns identified",
    "risk of reoffending: medium",
    "risk of harm: high",
    "risk of absconding: high",
)


def _areas() -> tuple[list[float], list[tuple[float, float, float]]]:
    """The curve in pieces, each falling exponentially, and the cumulated share of time that is spent in each."""
    pieces, sums = [], []
    for (first, before), (last, after) in itertools.pairwise(SURVIVAL):
        rate = math.log(before / after) / (last - first)
        pieces.append((float(first), rate, before))
        sums.append((before - after) / rate)
    return list(itertools.accumulate(sums)), pieces


_SUMS, _PIECES = _areas()


def mean_stay() -> float:
    """Days; by Little's law those who enter a day, times this, are in detention at a time."""
    return _SUMS[-1]


def days_detained(share: float) -> int:
    """How long someone met in detention has been there, from a number between 0 and 1."""
    at = share * _SUMS[-1]
    index = bisect.bisect_left(_SUMS, at)
    first, rate, before = _PIECES[index]
    within = at - (_SUMS[index - 1] if index else 0.0)
    return int(first - math.log(1 - within * rate / before) / rate)


def make_cases(dice: random.Random, people: list[Row], cases: int, on: date) -> list[Row]:
    """Cases in the order in which people entered detention, each with an owner and the owner's lead."""
    owners = [row for row in people if row["roles"] == "case_owner"]
    lengths = sorted((days_detained(dice.random()) for _ in range(cases)), reverse=True)
    return [_case(dice, number, days, dice.choice(owners), on) for number, days in enumerate(lengths, start=1)]


def _case(dice: random.Random, number: int, days: int, owner: Row, on: date) -> Row:
    detained = on - timedelta(days=days)
    criminal = owner["area"] == "FNORC"
    level = dice.choices(("", "1", "2", "3"), (62, 14, 20, 4))[0]
    left = days > 3 and dice.random() < 0.03
    reviews = days // 28
    bail = dice.choices(("", "SoS", "IJ"), (94, 3, 3))[0] if days > 14 else ""
    return {
        "case_ref": f"EX-{number:06d}",
        "detained_on": uk(detained),
        "location": dice.choice(LOCATIONS),
        "area": owner["area"],
        "team": f"{owner['area']} team {owner['line_manager'].rpartition('-')[2].partition('@')[0]}",
        "case_owner": owner["upn"],
        "casework_lead": owner["line_manager"],
        **_criminal(dice, criminal=criminal),
        "aar_level": level,
        "aar_reason": dice.choice(_RISK[int(level)]) if level else "",
        "removal_directions_on": uk(on + timedelta(days=dice.randint(3, 40))) if dice.random() < 0.2 else "",
        "barriers": ";".join(dice.sample(_BARRIERS, dice.choice((1, 1, 2, 3)))),
        "bail_in_principle": bail,
        "bail_on": uk(on - timedelta(days=dice.randint(1, min(days, 60)))) if bail else "",
        "last_dcpr_on": uk(detained + timedelta(days=28 * reviews)) if reviews else "",
        "travel_document": dice.choice(_DOCUMENTS),
        "public_protection": dice.choice(_PROTECTION[1:]) if criminal else _PROTECTION[0],
        **_end(dice, days, on, left=left),
    }


def _criminal(dice: random.Random, *, criminal: bool) -> Row:
    if not criminal:
        return {"criminal_case": "no", "mappa": "", "sentence": "", "offences": ""}
    offences = [*dice.sample(OFFENCES, dice.choice((0, 1, 1))), *dice.sample(_ORDINARY_OFFENCES, 1)]
    return {
        "criminal_case": "yes",
        "mappa": dice.choice(("", "", "MAPPA level 1", "MAPPA level 2")),
        "sentence": f"{dice.choice((8, 12, 14, 18, 24, 30, 48, 72))} months",
        "offences": ";".join(offences),
    }


def _end(dice: random.Random, days: int, on: date, *, left: bool) -> Row:
    """A few in every hundred have just been released or removed, and are still in the extract."""
    if not left:
        return {"released_on": "", "removed_on": ""}
    day = uk(on - timedelta(days=dice.randint(0, min(3, days))))
    return {"released_on": day, "removed_on": ""} if dice.random() < 0.6 else {"released_on": "", "removed_on": day}
