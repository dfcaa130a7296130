"""A suggestion about panels and their process, and the published response to it (FBK-5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """How a suggestion is answered."""

    ACCEPTED = "accepted"
    IN_PART = "accepted in part"
    NOT_ACCEPTED = "not accepted"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion; until it has an owner, a response and a date to look again it is not answered."""

    id: str
    words: str
    made_by: str
    made_on: date
    owner: str = ""
    verdict: Verdict | None = None
    response: str = ""
    published_on: date | None = None
    look_again_on: date | None = None
