"""Which case goes to which panel (CPP 9.0 §4, §5; PAN-2, PAN-3, PAN-7): the same answer to the same question.

Week by week, from today's on. Within a week the stated order is:

1. What is on a list that has gone to the members stays there.
2. Cases not reached earlier; then those overdue; then those due in this week; then, in what room is left, referrals
   whose week is still to come. Within each, cases that were on one of the week's panels before stay there, then the
   longest detained are placed first.
3. Each goes to the first panel of the week with room for its kind whose chair has the grade for it and does not own
   it: of its own band without its owner among the members; of another band without; of its own with; of another with.
   Panels whose list has gone out come last.

A case that finds no room is overdue from then on, is named as such, and comes before others in the next week. One
panel meets all that a case waits for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from operator import attrgetter

from cpp_core.guidance.policy import Policy, policy_on
from cpp_core.model.panel import Band
from cpp_core.rules.allocation_demand import KINDS, Demand, PolicyAt, demands, in_order, monday, week_of, weeks
from cpp_core.rules.allocation_queues import Queues
from cpp_core.rules.allocation_shelves import Room
from cpp_core.rules.allocation_types import (
    Allocation,
    Candidate,
    FurtherPanels,
    Overdue,
    Placement,
    Slot,
    Unplaced,
    Urgency,
)
from cpp_core.rules.allocation_weeks import Shelves, WeekRooms, further_panels
from cpp_core.rules.detention_clock import band_on
from cpp_core.rules.registry import rule


class GivenTwiceError(ValueError):
    """The same case or panel was given twice, so that nobody can say which of the two is meant."""

    def __init__(self, what: str, ids: Iterable[str]) -> None:
        super().__init__(f"{what} given more than once: {', '.join(sorted(ids))}. Give each only once.")


@rule("PAN-2", "CPP 9.0 §5, §8.1")
@rule("PAN-3", "CPP 9.0 §5")
@rule("PAN-7", "CPP 9.0 §8.8", reading=True)
def allocate(
    candidates: Collection[Candidate],
    slots: Collection[Slot],
    today: date,
    *,
    previous: Collection[tuple[str, str]] = (),
    until: date | None = None,
    policy_at: PolicyAt = policy_on,
) -> Allocation:
    """Allocate any caseload to any calendar of panels from `today` on, and say which further panels it takes.

    `previous` are case and panel of an earlier allocation (`Allocation.as_previous()`). Weeks after the last panel are
    looked at up to `until`. A panel runs under the policy in force on its date.
    """
    for what, ids in (
        ("cases", Counter(candidate.case_ref for candidate in candidates)),
        ("panels", Counter(slot.panel_id for slot in slots)),
    ):
        if twice := [one for one, count in ids.items() if count > 1]:
            raise GivenTwiceError(what, twice)
    return _Run(candidates, slots, today, previous=previous, until=until, policy_at=policy_at).result()


class _Run:
    """One allocation; its state lives no longer than the call."""

    def __init__(
        self,
        candidates: Collection[Candidate],
        slots: Collection[Slot],
        today: date,
        *,
        previous: Collection[tuple[str, str]],
        until: date | None,
        policy_at: PolicyAt,
    ) -> None:
        self.policy_at = policy_at
        self.today = today
        self.candidates = in_order(tuple(candidates))
        ahead = [slot for slot in slots if slot.on >= today]
        self.slots: dict[int, list[Slot]] = defaultdict(list)
        for slot in sorted(ahead, key=lambda slot: (slot.on, slot.at, slot.panel_id)):
            self.slots[monday(slot.on)].append(slot)
        self.first = monday(today)
        self.last = max([self.first, *self.slots, *([monday(until)] if until else [])])
        self.before: dict[str, list[str]] = defaultdict(list)
        for case_ref, panel_id in sorted(previous):
            self.before[panel_id].append(case_ref)
        self.reviews: dict[str, Demand] = {}
        self.referrals: dict[str, Demand] = {}
        self.becoming_due: dict[int, list[Demand]] = defaultdict(list)
        self.queues = Queues(policy_at(date.fromordinal(self.first)), self.first)
        self.placements: list[Placement] = []
        self.overdue: list[Overdue] = []
        self.further: list[FurtherPanels] = []

    def result(self) -> Allocation:
        """Go through the weeks."""
        arriving = demands(self.candidates, self.first, self.last, self.policy_at)
        for week in weeks(self.first, self.last):
            policy = self.policy_at(date.fromordinal(week))
            self.queues.turn_to(policy, week)
            self._arrive(week, arriving.pop(week, []))
            rooms = WeekRooms([Room(slot, self.policy_at(slot.on)) for slot in self.slots.get(week, [])])
            if rooms.all:
                self._keep_shared(rooms, week)
                for urgency in Urgency:
                    self._fill(urgency, rooms, week)
            self._write_lists(rooms)
            self._close(rooms, week, policy)
        return self._answer()

    def _arrive(self, week: int, arriving: Iterable[Demand]) -> None:
        """Let those who ask from this week on wait with the others."""
        for demand in self.becoming_due.pop(week, []):
            demand.urgency = Urgency.DUE
            self.queues.push(demand)
        for demand in arriving:
            waiting = None if demand.is_referral else self.reviews.get(demand.candidate.case_ref)
            if waiting is not None and not waiting.done:
                continue  # one panel meets both; the earlier one is overdue already
            (self.referrals if demand.is_referral else self.reviews)[demand.candidate.case_ref] = demand
            if demand.urgency is Urgency.REFERRED_EARLY:
                self.becoming_due[demand.due].append(demand)
            elif demand.due < week:
                demand.why_missed = f"no panel is known to have seen it in its week, before {self.today.isoformat()}"
                demand.urgency = min(demand.urgency, Urgency.OVERDUE)
            self.queues.push(demand)

    def _asking(self, case_ref: str) -> Demand | None:
        """What a case waits for, the most urgent if there are two."""
        found = [self.reviews.get(case_ref), self.referrals.get(case_ref)]
        waiting = [demand for demand in found if demand is not None and not demand.done]
        return min(waiting, key=lambda demand: demand.urgency, default=None)

    def _keep_shared(self, rooms: WeekRooms, week: int) -> None:
        """What is on a list that has gone out stays, even where the panel is too full for it."""
        for room in rooms.all:
            if room.slot.list_shared:
                for case_ref in self.before.get(room.slot.panel_id, ()):
                    demand = self._asking(case_ref)
                    if demand is not None and self._able(room, demand):
                        self._place(demand, room, week, kept=True)

    def _able(self, room: Room, demand: Demand) -> bool:
        """Whether a panel may take a case at all, room apart."""
        own = bool(demand.owner) and room.chair == demand.owner
        return room.longest >= self.queues.band_of(demand) and room.day > demand.not_before and not own

    def _fill(self, urgency: Urgency, rooms: WeekRooms, week: int) -> None:
        """Place those of one urgency: first who was on a panel of the week before, then the longest detained."""
        kept = []
        for room in rooms.all:
            for case_ref in () if room.slot.list_shared else self.before.get(room.slot.panel_id, ()):
                demand = self._asking(case_ref)
                if demand is not None and demand.urgency is urgency and demand.owner not in room.members:
                    kept.append((demand.key, room, demand))
        for _, room, demand in sorted(kept, key=lambda entry: entry[0]):
            fits = room.left >= room.minutes[demand.kind]
            if not demand.done and fits and self._able(room, demand):
                self._place(demand, room, week, kept=True)
        for band in self.queues.longest_first:
            self._fill_band(urgency, band, rooms.shelves(band, with_shared=urgency < Urgency.REFERRED_EARLY), week)

    def _fill_band(self, urgency: Urgency, band: int, shelves: Shelves, week: int) -> None:
        """Place those of one urgency and band, the longest detained first; a kind is left when no panel has room."""
        fronts = {kind: self.queues.front(urgency, band, kind) for kind in range(len(KINDS))}
        aside: list[Demand] = []
        while waiting := [demand for demand in fronts.values() if demand is not None]:
            demand = min(waiting, key=attrgetter("key"))
            kind = demand.kind
            room = _room_for(demand, shelves)
            if room is None and not any(shelf.has_room(kind) for shelf, _ in shelves):
                fronts[kind] = None
                continue
            self.queues.pop(urgency, band, kind)
            if room is None:
                aside.append(demand)
            else:
                self._place(demand, room, week, kept=False)
            fronts[kind] = self.queues.front(urgency, band, kind)
        for demand in aside:
            self.queues.push(demand)

    def _place(self, demand: Demand, room: Room, week: int, *, kept: bool) -> None:
        """Give a case its place, and let it meet whatever else the case waits for."""
        demand.done, demand.kept = True, kept
        room.left -= room.minutes[demand.kind]
        room.placed.append(demand)
        other = self.reviews.get(demand.candidate.case_ref) if demand.is_referral else demand.twin
        if other is not None and not other.done and room.day > other.not_before:
            other.done = True
            if demand.is_referral:
                demand.point = other.point
        if demand.due < week:
            self._name_overdue(demand, room.slot.panel_id)

    def _name_overdue(self, demand: Demand, panel_id: str | None) -> None:
        due = week_of(demand.due)
        self.overdue.append(Overdue(demand.candidate.case_ref, demand.point, due, panel_id, demand.why_missed))

    def _write_lists(self, rooms: WeekRooms) -> None:
        """The placements of a week, panel by panel, in the order in which cases have their room."""
        bands: dict[tuple[date, date], Band] = {}
        for room in rooms.all:
            slot, policy = room.slot, self.policy_at(room.slot.on)
            for demand in sorted(room.placed, key=attrgetter("urgency", "key")):
                days = (demand.candidate.detained_on, slot.on)
                band = bands.get(days) or bands.setdefault(days, band_on(*days, policy))
                self.placements.append(
                    Placement(
                        demand.candidate.case_ref,
                        slot.panel_id,
                        slot.on,
                        demand.urgency,
                        week_of(demand.due),
                        band,
                        demand.point,
                        mixed=band != slot.band,
                        conflict=demand.owner in room.members,
                        kept=demand.kept,
                    )
                )

    def _close(self, rooms: WeekRooms, week: int, policy: Policy) -> None:
        """Name those who found no room in the week, and count the panels that it would take."""
        missed: list[tuple[Demand, int]] = []
        waiting = self.queues.take_all(Urgency.DUE)
        if week == self.first:
            waiting += [demand for urgency in (Urgency.CARRIED_OVER, Urgency.OVERDUE) for demand in self._left(urgency)]
        for demand in waiting:
            band = self.queues.band_of(demand)
            demand.why_missed = demand.why_missed or rooms.why_none(demand, band)
            missed.append((demand, band))
            if demand.urgency is Urgency.DUE:
                demand.urgency = Urgency.OVERDUE
                self.queues.push(demand)
        self.further += further_panels(week, missed, policy, self.queues.longest_first)

    def _left(self, urgency: Urgency) -> list[Demand]:
        return self.queues.waiting(urgency)

    def _answer(self) -> Allocation:
        unplaced = []
        for demand in (*self._left(Urgency.CARRIED_OVER), *self._left(Urgency.OVERDUE)):
            band = self.queues.policy.band_edges[self.queues.band_of(demand)][1]
            due = week_of(demand.due)
            unplaced.append(Unplaced(demand.candidate.case_ref, demand.point, due, band, demand.why_missed))
            self._name_overdue(demand, None)
        self.overdue.sort(key=attrgetter("case_ref"))
        self.overdue.sort(key=attrgetter("due_week.monday"))
        return Allocation(
            tuple(self.placements),
            tuple(self.overdue),
            tuple(unplaced),
            tuple(self.further),
            tuple(sorted(candidate.case_ref for candidate in self.candidates if candidate.kept_off)),
        )


def _room_for(demand: Demand, shelves: Shelves) -> Room | None:
    """The first panel that may take a case, shelf by shelf."""
    for shelf, strict in shelves:
        room = shelf.find(demand.kind, demand.not_before, demand.owner, strict)
        if room is not None:
            return room
    return None
