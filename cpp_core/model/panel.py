"""A Case Progression Panel: its seats, who was asked for them, and what has been done for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Band(StrEnum):
    """How long the people whose cases a panel looks at have been detained (CLK-3)."""

    THREE_MONTH = "3-month"
    SIX_TO_NINE = "6-9-month"
    TWELVE_PLUS = "12-month-plus"


class SeatKind(StrEnum):
    """The seats of a panel. The first five are the core seats of PAN-1."""

    FNORC = "FNORC"
    NRPC = "NRPC"
    RL = "RL"
    LO = "LO"
    IPM = "IPM"
    CHAIR = "CHAIR"
    OFFICER = "OFFICER"
    EXPERT = "EXPERT"
    OBSERVER = "OBSERVER"

    @classmethod
    def area(cls, code: str, name: str) -> SeatKind:
        """The seat of an area that a later policy names as a core one (PAN-1): a value of that policy, and no code."""
        known = cls._value2member_map_.get(code)
        if isinstance(known, SeatKind):
            return known
        seat = str.__new__(cls, code)
        seat._name_ = seat._value_ = code
        cls._value2member_map_[code] = seat
        _NAMES[seat] = name
        return seat


_NAMES: dict[SeatKind, str] = {
    SeatKind.FNORC: "Foreign National Offenders Returns Command",
    SeatKind.NRPC: "National Returns Progression Command",
    SeatKind.RL: "Returns Logistics",
    SeatKind.LO: "Litigation Operations",
    SeatKind.IPM: "Independent Panel Member",
    SeatKind.CHAIR: "Chair",
    SeatKind.OFFICER: "CPP officer",
    SeatKind.EXPERT: "Business expert",
    SeatKind.OBSERVER: "Observer",
}
SEAT_NAMES: Mapping[SeatKind, str] = MappingProxyType(_NAMES)


class PlaceStatus(StrEnum):
    """Where one person stands with one seat."""

    NAMED = "named"
    """Named by the SPOC (or the CPP team); not asked yet."""
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    STOOD_DOWN = "stood down"
    """Did not answer by the effective cutoff (ATT-3), or a reserve's time ran out (TIME-5)."""
    WITHDRAWN = "withdrawn"
    """Confirmed and then withdrew (ATT-5)."""
    NOT_NEEDED = "not needed"
    """Asked, and the seat was taken or given back before they were needed (TIME-5); can be asked again."""
    BARRED = "cannot be seated"
    """Named, and found at the moment of asking to be untrained, gone or on another panel (PAN-4); never asked."""


WAITING = frozenset({PlaceStatus.ASKED})
LIVE = frozenset({PlaceStatus.ASKED, PlaceStatus.CONFIRMED})
OUT = frozenset(
    {
        PlaceStatus.DECLINED,
        PlaceStatus.STOOD_DOWN,
        PlaceStatus.WITHDRAWN,
        PlaceStatus.NOT_NEEDED,
        PlaceStatus.BARRED,
    }
)
ASKABLE = frozenset({PlaceStatus.NAMED, PlaceStatus.NOT_NEEDED})
SUPPLEMENTARY = frozenset({SeatKind.EXPERT, SeatKind.OBSERVER})
"""Seats for any number of people, none of which quorum needs (PAN-6)."""


class AnswerVia(StrEnum):
    """How an answer about attendance reached the service (ATT-1)."""

    CHAT = "Teams chat"
    CALENDAR = "calendar"
    TELEPHONE = "telephone"
    OFFICER = "officer"


@dataclass(frozen=True)
class Place:
    """One person's place in the order of those asked for a seat; 0 is the member, 1 the first reserve.

    `asks` counts how often they have been asked for this panel at its present start.
    """

    person_id: str
    ordinal: int
    status: PlaceStatus = PlaceStatus.NAMED
    named_at: datetime | None = None
    asked_at: datetime | None = None
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    answered_via: AnswerVia | None = None
    reason: str = ""
    asks: int = 0


@dataclass(frozen=True)
class Seat:
    """One seat and everybody named for it, in the order in which they are asked."""

    kind: SeatKind
    places: tuple[Place, ...] = ()

    def place_of(self, person_id: str) -> Place | None:
        """The place of this person in the seat, if they were named for it."""
        return next((place for place in self.places if place.person_id == person_id), None)

    def holder(self) -> Place | None:
        """Who has confirmed, if anyone."""
        return next((place for place in self.places if place.status is PlaceStatus.CONFIRMED), None)

    def waiting(self) -> tuple[Place, ...]:
        """Who has been asked and has not answered."""
        return tuple(place for place in self.places if place.status in WAITING)

    def next_reserves(self) -> tuple[Place, ...]:
        """Who is named and not asked yet, in order."""
        return tuple(place for place in self.places if place.status is PlaceStatus.NAMED)

    def askable(self) -> tuple[Place, ...]:
        """Who can still be asked, in order: not asked yet, or asked and then not needed."""
        found = (place for place in self.places if place.status in ASKABLE)
        return tuple(sorted(found, key=lambda place: place.ordinal))

    def with_place(self, place: Place) -> Seat:
        """The seat with this person's place replaced, or added at the end."""
        if self.place_of(place.person_id) is None:
            return replace(self, places=(*self.places, place))
        return replace(self, places=tuple(place if old.person_id == place.person_id else old for old in self.places))


class PanelStatus(StrEnum):
    """The life of a panel."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class QuorumChoice(StrEnum):
    """What a chair may decide about a panel that lacks a core seat (PAN-8)."""

    PROCEED = "proceed"
    POSTPONE = "postpone"
    CANCEL = "cancel"


@dataclass(frozen=True)
class QuorumDecision:
    """The chair's decision of PAN-8, with what they had in mind; it covers exactly the seats `missing`."""

    choice: QuorumChoice
    by: str
    at: datetime
    missing: tuple[SeatKind, ...]
    objective_can_be_met: bool
    independent_enough: bool
    reasons: str
    new_start: datetime | None = None


@dataclass(frozen=True)
class Move:
    """A postponement: from when to when, by whom and why (PAN-8)."""

    at: datetime
    by: str
    from_start: datetime
    to_start: datetime
    reason: str


@dataclass(frozen=True)
class ListedCase:
    """A case on a panel's list, and what became of it there."""

    case_ref: str
    reason: str
    removed_reason: str = ""
    not_reached_reason: str = ""


@dataclass(frozen=True)
class Panel:
    """One panel. `done` holds the key of each obligation that was met, with the moment at which it was.

    `cutoff_at` replaces the cutoff worked out from the start where the panel was made or moved too late (TIME-8).
    `list_version` counts the versions of the case list; `opened_to` are those who can open its folder now, `had_list`
    those who ever could. `happened` counts each thing that happens to the panel, so that the keys of effects are never used twice;
    `quorum_asked_of` is the chair who has been asked about `quorum_asked_for`, with the card of key `quorum_card`.
    `busy` are those who may be asked and have something else in their calendar at that time.
    """

    id: str
    band: Band
    starts_at: datetime
    made_at: datetime
    made_by: str = ""
    late_reason: str = ""
    cutoff_at: datetime | None = None
    status: PanelStatus = PanelStatus.PLANNED
    seats: tuple[Seat, ...] = ()
    done: Mapping[str, datetime] = field(default_factory=dict)
    cases: tuple[ListedCase, ...] = ()
    list_version: int = 0
    opened_to: frozenset[str] = frozenset()
    quorum_asked_for: tuple[SeatKind, ...] = ()
    quorum_decisions: tuple[QuorumDecision, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    attended: Mapping[str, datetime] = field(default_factory=dict)
    happened: Mapping[str, int] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    off_reason: str = ""
    had_list: frozenset[str] = frozenset()
    quorum_asked_of: str = ""
    quorum_card: str = ""
    busy: frozenset[str] = frozenset()

    def seat(self, kind: SeatKind) -> Seat:
        """The seat of this kind; an empty one when nobody has been named."""
        return next((seat for seat in self.seats if seat.kind is kind), Seat(kind))

    def seat_of(self, person_id: str) -> Seat | None:
        """The seat for which this person was named, if any."""
        return next((seat for seat in self.seats if seat.place_of(person_id)), None)

    def place_of(self, person_id: str) -> Place | None:
        """The place of this person on the panel, if any."""
        seat = self.seat_of(person_id)
        return seat.place_of(person_id) if seat else None

    def with_seat(self, seat: Seat) -> Panel:
        """The panel with this seat replaced or added."""
        if any(old.kind is seat.kind for old in self.seats):
            return replace(self, seats=tuple(seat if old.kind is seat.kind else old for old in self.seats))
        return replace(self, seats=(*self.seats, seat))

    def with_done(self, key: str, at: datetime) -> Panel:
        """The panel with this obligation met."""
        return replace(self, done={**self.done, key: at})

    def places(self) -> Iterator[tuple[Seat, Place]]:
        """Every place of every seat."""
        for seat in self.seats:
            for place in seat.places:
                yield seat, place

    def holders(self) -> dict[SeatKind, str]:
        """Who has confirmed, by seat."""
        return {seat.kind: place.person_id for seat in self.seats if (place := seat.holder())}

    def chair_id(self) -> str | None:
        """The chair: who has confirmed, else who has been asked or named first."""
        return self._first(SeatKind.CHAIR)

    def officer_id(self) -> str | None:
        """The CPP officer of this panel: who has confirmed, else who has been asked or named first."""
        return self._first(SeatKind.OFFICER)

    def _first(self, kind: SeatKind) -> str | None:
        seat = self.seat(kind)
        holder = seat.holder()
        candidates = [holder] if holder else [place for place in seat.places if place.status not in OUT]
        return candidates[0].person_id if candidates else None

    def open_cases(self) -> tuple[ListedCase, ...]:
        """The cases still on the list."""
        return tuple(case for case in self.cases if not case.removed_reason)
